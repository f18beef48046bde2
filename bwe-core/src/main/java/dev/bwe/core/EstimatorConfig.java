package dev.bwe.core;

import dev.bwe.core.delay.DelayDetector;
import dev.bwe.core.delay.InterArrival;
import dev.bwe.core.delay.KalmanDelayDetector;
import dev.bwe.core.delay.TickClock;
import dev.bwe.core.delay.TrendlineDelayDetector;
import dev.bwe.core.rate.AimdRateControl;
import java.util.Objects;

/**
 * The estimator's options. The defaults are libwebrtc's, and only they reproduce its estimates. Immutable.
 */
public final class EstimatorConfig {
    /** The maximum bitrate where none is set. */
    public static final long NO_MAX_BITRATE = Long.MAX_VALUE;
    /** The initial bitrate where none is set. */
    public static final long NO_INITIAL_BITRATE = 0;

    private static final long LOWEST_BITRATE_BPS = 1_000;
    private static final long HIGHEST_MIN_BITRATE_BPS = 1_000_000_000;

    private static final EstimatorConfig DEFAULTS = builder().build();

    private final TimestampSource timestampSource;
    private final DelayDetectorType delayDetector;
    private final long groupSpanUs;
    private final long burstGapUs;
    private final long burstSpanUs;
    private final long streamTimeoutUs;
    private final double backoffFactor;
    private final long initialBitrateBps;
    private final long minBitrateBps;
    private final long maxBitrateBps;
    private final long initialRttUs;

    private EstimatorConfig(Builder builder) {
        timestampSource = builder.timestampSource;
        delayDetector = builder.delayDetector;
        groupSpanUs = builder.groupSpanUs;
        burstGapUs = builder.burstGapUs;
        burstSpanUs = builder.burstSpanUs;
        streamTimeoutUs = builder.streamTimeoutUs;
        backoffFactor = builder.backoffFactor;
        initialBitrateBps = builder.initialBitrateBps;
        minBitrateBps = builder.minBitrateBps;
        maxBitrateBps = builder.maxBitrateBps;
        initialRttUs = builder.initialRttUs;
    }

    /**
     * Returns libwebrtc's values.
     *
     * @return the defaults
     */
    public static EstimatorConfig defaults() {
        return DEFAULTS;
    }

    /**
     * Begins a configuration.
     *
     * @return a new builder that holds the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Begins a configuration that differs from this one.
     *
     * @return a new builder that holds the values of this one
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.timestampSource = timestampSource;
        builder.delayDetector = delayDetector;
        builder.groupSpanUs = groupSpanUs;
        builder.burstGapUs = burstGapUs;
        builder.burstSpanUs = burstSpanUs;
        builder.streamTimeoutUs = streamTimeoutUs;
        builder.backoffFactor = backoffFactor;
        builder.initialBitrateBps = initialBitrateBps;
        builder.minBitrateBps = minBitrateBps;
        builder.maxBitrateBps = maxBitrateBps;
        builder.initialRttUs = initialRttUs;
        return builder;
    }

    /**
     * Tells which timestamps say when a packet was sent.
     *
     * @return the source
     */
    public TimestampSource timestampSource() {
        return timestampSource;
    }

    /**
     * Tells what judges the delay.
     *
     * @return the kind of detector
     */
    public DelayDetectorType delayDetector() {
        return delayDetector;
    }

    /**
     * Tells how long after the first packet of a group the sender may have sent the others.
     *
     * @return microseconds
     */
    public long groupSpanUs() {
        return groupSpanUs;
    }

    /**
     * Tells how long after one another packets of a burst may arrive.
     *
     * @return microseconds
     */
    public long burstGapUs() {
        return burstGapUs;
    }

    /**
     * Tells how long a burst may be.
     *
     * @return microseconds
     */
    public long burstSpanUs() {
        return burstSpanUs;
    }

    /**
     * Tells after how long a silence a stream is forgotten.
     *
     * @return microseconds
     */
    public long streamTimeoutUs() {
        return streamTimeoutUs;
    }

    /**
     * Tells what is left of the measured rate when the path is overused.
     *
     * @return a factor between 0 and 1
     */
    public double backoffFactor() {
        return backoffFactor;
    }

    /**
     * Tells what is answered until an estimate is measured.
     *
     * @return bit/s; {@link #NO_INITIAL_BITRATE} where none is set
     */
    public long initialBitrateBps() {
        return initialBitrateBps;
    }

    /**
     * Tells below what the estimate never falls.
     *
     * @return bit/s
     */
    public long minBitrateBps() {
        return minBitrateBps;
    }

    /**
     * Tells above what no estimate is reported.
     *
     * @return bit/s; {@link #NO_MAX_BITRATE} where none is set
     */
    public long maxBitrateBps() {
        return maxBitrateBps;
    }

    /**
     * Tells the round-trip time that is assumed until one is reported.
     *
     * @return microseconds
     */
    public long initialRttUs() {
        return initialRttUs;
    }

    static void checkMinBitrate(long bps, long maxBitrateBps) {
        if (maxBitrateBps < HIGHEST_MIN_BITRATE_BPS) {
            checked("minBitrateBps", bps, LOWEST_BITRATE_BPS, maxBitrateBps, " (maxBitrateBps)");
        } else {
            checked("minBitrateBps", bps, LOWEST_BITRATE_BPS, HIGHEST_MIN_BITRATE_BPS, "");
        }
    }

    static void checkMaxBitrate(long bps, long minBitrateBps) {
        checked("maxBitrateBps", bps, minBitrateBps, NO_MAX_BITRATE, " (from minBitrateBps)");
    }

    private static long checked(String option, long value, long min, long max, String remark) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(option + " " + value + " is outside " + min + " to " + max + remark);
        }
        return value;
    }

    /** Returns new packet groups with the options of this configuration. */
    InterArrival newGroups(TickClock clock) {
        return new InterArrival(clock, groupSpanUs, burstGapUs, burstSpanUs);
    }

    /** Returns a new detector of the configured kind. */
    DelayDetector newDetector() {
        return switch (delayDetector) {
            case KALMAN -> new KalmanDelayDetector();
            case TRENDLINE -> new TrendlineDelayDetector();
        };
    }

    /** Returns a new rate control with the options of this configuration. */
    AimdRateControl newRateControl() {
        return new AimdRateControl(backoffFactor, initialRttUs, minBitrateBps);
    }

    /** Collects options and checks each where it is set, and those that depend on each other at the end. Not thread-safe. */
    public static final class Builder {
        private static final long MIN_GROUP_SPAN_US = 1_000;
        private static final long MAX_GROUP_SPAN_US = 100_000;
        private static final long MAX_BURST_GAP_US = 100_000;
        private static final long MAX_BURST_SPAN_US = 1_000_000;
        private static final long MIN_STREAM_TIMEOUT_US = 100_000;
        private static final long MAX_STREAM_TIMEOUT_US = 3_600_000_000L;
        private static final double LOWEST_BACKOFF = 0.5;
        private static final double HIGHEST_BACKOFF = 0.99;
        private static final long MAX_INITIAL_RTT_US = 60_000_000;

        private TimestampSource timestampSource = TimestampSource.ABS_SEND_TIME;
        private DelayDetectorType delayDetector = DelayDetectorType.KALMAN;
        private long groupSpanUs = 5_000;
        private long burstGapUs = 5_000;
        private long burstSpanUs = 100_000;
        private long streamTimeoutUs = 2_000_000;
        private double backoffFactor = 0.85;
        private long initialBitrateBps = NO_INITIAL_BITRATE;
        private long minBitrateBps = 5_000;
        private long maxBitrateBps = NO_MAX_BITRATE;
        private long initialRttUs = 200_000;

        private Builder() {}

        /**
         * Sets which timestamps say when a packet was sent.
         *
         * @param source {@link TimestampSource#ABS_SEND_TIME} is the default
         * @return this
         */
        public Builder timestampSource(TimestampSource source) {
            timestampSource = Objects.requireNonNull(source, "timestampSource");
            return this;
        }

        /**
         * Sets what judges the delay.
         *
         * @param type {@link DelayDetectorType#KALMAN} is the default
         * @return this
         */
        public Builder delayDetector(DelayDetectorType type) {
            delayDetector = Objects.requireNonNull(type, "delayDetector");
            return this;
        }

        /**
         * Sets how long after the first packet of a group the sender may have sent the others.
         *
         * @param us microseconds, 1,000 to 100,000; 5,000 is the default
         * @return this
         * @throws IllegalArgumentException if the value is out of range
         */
        public Builder groupSpanUs(long us) {
            groupSpanUs = checked("groupSpanUs", us, MIN_GROUP_SPAN_US, MAX_GROUP_SPAN_US, "");
            return this;
        }

        /**
         * Sets how long after one another packets may arrive that a queue let go at once: such a burst counts as one group
         * although its packets were sent further apart.
         *
         * @param us microseconds, of which whole milliseconds count, 0 to 100,000; 5,000 is the default
         * @return this
         * @throws IllegalArgumentException if the value is out of range
         */
        public Builder burstGapUs(long us) {
            burstGapUs = checked("burstGapUs", us, 0, MAX_BURST_GAP_US, "");
            return this;
        }

        /**
         * Sets how long a burst may be, so that a queue that drains for long is not one endless group.
         *
         * @param us microseconds, of which whole milliseconds count, 0 to 1,000,000; 100,000 is the default; 0 for no bursts
         * @return this
         * @throws IllegalArgumentException if the value is out of range
         */
        public Builder burstSpanUs(long us) {
            burstSpanUs = checked("burstSpanUs", us, 0, MAX_BURST_SPAN_US, "");
            return this;
        }

        /**
         * Sets after how long a silence a stream is forgotten, and when all have been silent for so long, the delay filter too.
         *
         * @param us microseconds, 100,000 to 3,600,000,000; 2,000,000 is the default
         * @return this
         * @throws IllegalArgumentException if the value is out of range
         */
        public Builder streamTimeoutUs(long us) {
            streamTimeoutUs = checked("streamTimeoutUs", us, MIN_STREAM_TIMEOUT_US, MAX_STREAM_TIMEOUT_US, "");
            return this;
        }

        /**
         * Sets what is left of the measured rate when the path is overused.
         *
         * @param factor 0.5 to 0.99; 0.85 is the default
         * @return this
         * @throws IllegalArgumentException if the value is out of range
         */
        public Builder backoffFactor(double factor) {
            if (!(factor >= LOWEST_BACKOFF && factor <= HIGHEST_BACKOFF)) {
                throw new IllegalArgumentException(
                        "backoffFactor " + factor + " is outside " + LOWEST_BACKOFF + " to " + HIGHEST_BACKOFF);
            }
            backoffFactor = factor;
            return this;
        }

        /**
         * Sets what {@link BandwidthEstimator#estimateBps()} answers until an estimate is measured. It has no influence on the
         * measurement, and listeners are not told of it: a sender is only ever told what was measured.
         *
         * @param bps bit/s, from the minimum to the maximum bitrate, which is checked in {@link #build()};
         *            {@link #NO_INITIAL_BITRATE} is the default
         * @return this
         */
        public Builder initialBitrateBps(long bps) {
            initialBitrateBps = bps;
            return this;
        }

        /**
         * Sets below what the estimate never falls. As in libwebrtc, the rate control itself respects it.
         *
         * @param bps bit/s, 1,000 to 1,000,000,000, and not above the maximum bitrate, which is checked in {@link #build()};
         *            5,000 is the default
         * @return this
         * @throws IllegalArgumentException if the value is out of range
         */
        public Builder minBitrateBps(long bps) {
            minBitrateBps = checked("minBitrateBps", bps, LOWEST_BITRATE_BPS, HIGHEST_MIN_BITRATE_BPS, "");
            return this;
        }

        /**
         * Sets above what no estimate is reported. What is measured goes on behind it, as with libwebrtc's own limit, which is
         * one of the REMB: when the limit is raised, the estimate is there at once.
         *
         * @param bps bit/s, 1,000 or more, and not below the minimum bitrate, which is checked in {@link #build()};
         *            {@link #NO_MAX_BITRATE} is the default
         * @return this
         * @throws IllegalArgumentException if the value is out of range
         */
        public Builder maxBitrateBps(long bps) {
            maxBitrateBps = checked("maxBitrateBps", bps, LOWEST_BITRATE_BPS, NO_MAX_BITRATE, "");
            return this;
        }

        /**
         * Sets the round-trip time that is assumed until one is reported.
         *
         * @param us microseconds, 0 to 60,000,000; 200,000 is the default
         * @return this
         * @throws IllegalArgumentException if the value is out of range
         */
        public Builder initialRttUs(long us) {
            initialRttUs = checked("initialRttUs", us, 0, MAX_INITIAL_RTT_US, "");
            return this;
        }

        /**
         * Makes the configuration.
         *
         * @return a new configuration
         * @throws IllegalArgumentException if the minimum bitrate is above the maximum, or an initial one outside them
         */
        public EstimatorConfig build() {
            checkMinBitrate(minBitrateBps, maxBitrateBps);
            if (initialBitrateBps != NO_INITIAL_BITRATE) {
                checked(
                        "initialBitrateBps",
                        initialBitrateBps,
                        minBitrateBps,
                        maxBitrateBps,
                        " (minBitrateBps to maxBitrateBps)");
            }
            return new EstimatorConfig(this);
        }
    }
}

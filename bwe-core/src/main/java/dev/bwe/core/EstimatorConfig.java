package dev.bwe.core;

import dev.bwe.core.delay.DelayDetector;
import dev.bwe.core.delay.InterArrival;
import dev.bwe.core.delay.KalmanDelayDetector;
import dev.bwe.core.delay.TickClock;
import dev.bwe.core.delay.TrendlineDelayDetector;
import dev.bwe.core.rate.AimdRateControl;
import java.util.Objects;

/**
 * The options of a {@link BandwidthEstimator}. The defaults are libwebrtc's values, and only they reproduce its estimates.
 * Immutable.
 */
public final class EstimatorConfig {
    /** The value of {@link #maxBitrateBps()} if no upper bound is set. */
    public static final long NO_MAX_BITRATE = Long.MAX_VALUE;
    /** The value of {@link #initialBitrateBps()} if none is set. */
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
     * Creates a builder with the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Creates a builder with the values of this configuration.
     *
     * @return a new builder
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
     * Returns the timestamps from which the send times are taken.
     *
     * @return the source
     */
    public TimestampSource timestampSource() {
        return timestampSource;
    }

    /**
     * Returns the kind of detector that judges the delay.
     *
     * @return the kind of detector
     */
    public DelayDetectorType delayDetector() {
        return delayDetector;
    }

    /**
     * Returns the maximum time between the sending of the first packet of a group and of its others.
     *
     * @return microseconds
     */
    public long groupSpanUs() {
        return groupSpanUs;
    }

    /**
     * Returns the maximum time between the arrivals of two consecutive packets of a burst.
     *
     * @return microseconds
     */
    public long burstGapUs() {
        return burstGapUs;
    }

    /**
     * Returns the maximum length of a burst.
     *
     * @return microseconds
     */
    public long burstSpanUs() {
        return burstSpanUs;
    }

    /**
     * Returns the time of silence after which a stream is removed.
     *
     * @return microseconds
     */
    public long streamTimeoutUs() {
        return streamTimeoutUs;
    }

    /**
     * Returns the factor by which the measured rate is multiplied when the path is overused.
     *
     * @return a factor between 0 and 1
     */
    public double backoffFactor() {
        return backoffFactor;
    }

    /**
     * Returns the value that is reported while no estimate is measured.
     *
     * @return bit/s; {@link #NO_INITIAL_BITRATE} if none is set
     */
    public long initialBitrateBps() {
        return initialBitrateBps;
    }

    /**
     * Returns the lower bound of the estimate.
     *
     * @return bit/s
     */
    public long minBitrateBps() {
        return minBitrateBps;
    }

    /**
     * Returns the upper bound of the reported estimate.
     *
     * @return bit/s; {@link #NO_MAX_BITRATE} if none is set
     */
    public long maxBitrateBps() {
        return maxBitrateBps;
    }

    /**
     * Returns the round-trip time that is assumed until one is measured.
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

    /** Creates packet groups with the options of this configuration. */
    InterArrival newGroups(TickClock clock) {
        return new InterArrival(clock, groupSpanUs, burstGapUs, burstSpanUs);
    }

    /** Creates a detector of the configured kind. */
    DelayDetector newDetector() {
        return switch (delayDetector) {
            case KALMAN -> new KalmanDelayDetector();
            case TRENDLINE -> new TrendlineDelayDetector();
        };
    }

    /** Creates a rate control with the options of this configuration. */
    AimdRateControl newRateControl() {
        return new AimdRateControl(backoffFactor, initialRttUs, minBitrateBps);
    }

    /** Collects options. Each is checked where it is set; those that depend on each other are checked in {@link #build()}. Not thread-safe. */
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
         * Sets the timestamps from which the send times are taken.
         *
         * @param source {@link TimestampSource#ABS_SEND_TIME} is the default
         * @return this
         */
        public Builder timestampSource(TimestampSource source) {
            timestampSource = Objects.requireNonNull(source, "timestampSource");
            return this;
        }

        /**
         * Sets the kind of detector that judges the delay.
         *
         * @param type {@link DelayDetectorType#KALMAN} is the default
         * @return this
         */
        public Builder delayDetector(DelayDetectorType type) {
            delayDetector = Objects.requireNonNull(type, "delayDetector");
            return this;
        }

        /**
         * Sets the maximum time between the sending of the first packet of a group and of its others.
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
         * Sets the maximum time between the arrivals of two consecutive packets of a burst, which a queue released at once. A burst
         * is one group although its packets were sent further apart.
         *
         * @param us microseconds, rounded down to whole milliseconds, 0 to 100,000; 5,000 is the default
         * @return this
         * @throws IllegalArgumentException if the value is out of range
         */
        public Builder burstGapUs(long us) {
            burstGapUs = checked("burstGapUs", us, 0, MAX_BURST_GAP_US, "");
            return this;
        }

        /**
         * Sets the maximum length of a burst, which divides the packets of a queue that drains for long into several groups.
         *
         * @param us microseconds, rounded down to whole milliseconds, 0 to 1,000,000; 100,000 is the default; 0 for no bursts
         * @return this
         * @throws IllegalArgumentException if the value is out of range
         */
        public Builder burstSpanUs(long us) {
            burstSpanUs = checked("burstSpanUs", us, 0, MAX_BURST_SPAN_US, "");
            return this;
        }

        /**
         * Sets the time of silence after which a stream is removed. When all streams are removed, the delay filter is reset.
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
         * Sets the factor by which the measured rate is multiplied when the path is overused.
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
         * Sets the value of {@link BandwidthEstimator#estimateBps()} while no estimate is measured. It does not influence the
         * measurement, and it is not reported to listeners, so no REMB carries it.
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
         * Sets the lower bound of the estimate. As in libwebrtc, it is a bound of the rate control itself.
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
         * Sets the upper bound of the reported estimate. The measurement is not bounded, as with libwebrtc's own bound, which is
         * one of the REMB: when the bound is raised, the higher estimate is reported at once.
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
         * Sets the round-trip time that is assumed until one is measured.
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
         * Creates the configuration.
         *
         * @return a new configuration
         * @throws IllegalArgumentException if the minimum bitrate is above the maximum bitrate, or the initial bitrate is outside
         *                                  the two
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

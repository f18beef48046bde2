package dev.bwe.core;

/**
 * The estimator's options. The defaults are libwebrtc's, and only they reproduce its estimates. Immutable.
 */
public final class EstimatorConfig {
    private static final EstimatorConfig DEFAULTS = builder().build();

    private final long streamTimeoutUs;
    private final double backoffFactor;
    private final long minBitrateBps;
    private final long initialRttUs;

    private EstimatorConfig(Builder builder) {
        streamTimeoutUs = builder.streamTimeoutUs;
        backoffFactor = builder.backoffFactor;
        minBitrateBps = builder.minBitrateBps;
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
     * Tells below what the estimate never falls.
     *
     * @return bit/s
     */
    public long minBitrateBps() {
        return minBitrateBps;
    }

    /**
     * Tells the round-trip time that is assumed until one is reported.
     *
     * @return microseconds
     */
    public long initialRttUs() {
        return initialRttUs;
    }

    /** Collects options and checks each where it is set. Not thread-safe. */
    public static final class Builder {
        private static final long MIN_STREAM_TIMEOUT_US = 100_000;
        private static final long MAX_STREAM_TIMEOUT_US = 3_600_000_000L;
        private static final double LOWEST_BACKOFF = 0.5;
        private static final double HIGHEST_BACKOFF = 0.99;
        private static final long LOWEST_MIN_BITRATE_BPS = 1_000;
        private static final long HIGHEST_MIN_BITRATE_BPS = 1_000_000_000;
        private static final long MAX_INITIAL_RTT_US = 60_000_000;

        private long streamTimeoutUs = 2_000_000;
        private double backoffFactor = 0.85;
        private long minBitrateBps = 5_000;
        private long initialRttUs = 200_000;

        private Builder() {
        }

        /**
         * Sets after how long a silence a stream is forgotten, and when all have been silent for so long, the delay filter too.
         *
         * @param us microseconds, 100,000 to 3,600,000,000; 2,000,000 is the default
         * @return this
         * @throws IllegalArgumentException if the value is out of range
         */
        public Builder streamTimeoutUs(long us) {
            streamTimeoutUs = checked("streamTimeoutUs", us, MIN_STREAM_TIMEOUT_US, MAX_STREAM_TIMEOUT_US);
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
         * Sets below what the estimate never falls.
         *
         * @param bps bit/s, 1,000 to 1,000,000,000; 5,000 is the default
         * @return this
         * @throws IllegalArgumentException if the value is out of range
         */
        public Builder minBitrateBps(long bps) {
            minBitrateBps = checked("minBitrateBps", bps, LOWEST_MIN_BITRATE_BPS, HIGHEST_MIN_BITRATE_BPS);
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
            initialRttUs = checked("initialRttUs", us, 0, MAX_INITIAL_RTT_US);
            return this;
        }

        /**
         * Makes the configuration.
         *
         * @return a new configuration
         */
        public EstimatorConfig build() {
            return new EstimatorConfig(this);
        }

        private static long checked(String option, long value, long min, long max) {
            if (value < min || value > max) {
                throw new IllegalArgumentException(option + " " + value + " is outside " + min + " to " + max);
            }
            return value;
        }
    }
}

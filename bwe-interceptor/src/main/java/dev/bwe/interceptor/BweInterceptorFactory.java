package dev.bwe.interceptor;

import dev.bwe.core.EstimatorConfig;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Makes a {@link BweInterceptor} for each peer connection, and finds it again by the peer connection's name while it is not closed:
 *
 * <pre>{@code
 * BweInterceptorFactory factory = BweInterceptorFactory.builder().maxRembBitrateBps(5_000_000).build();
 * Interceptor chain = InterceptorRegistry.of(factory).newInterceptor("call-1");
 * ...
 * long estimate = factory.interceptor("call-1").orElseThrow().estimateBps();
 * }</pre>
 *
 * <p>Safe for use by any thread.
 */
public final class BweInterceptorFactory implements InterceptorFactory {
    private final BweOptions options;
    private final LiveInterceptors<BweInterceptor> interceptors = new LiveInterceptors<>();

    private BweInterceptorFactory(BweOptions options) {
        this.options = options;
    }

    /**
     * Begins a factory.
     *
     * @return a new builder that holds the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public BweInterceptor newInterceptor(String peerConnectionId) {
        Objects.requireNonNull(peerConnectionId, "peerConnectionId");
        BweInterceptor interceptor =
                new BweInterceptor(peerConnectionId, options, closed -> interceptors.remove(peerConnectionId, closed));
        interceptors.add(peerConnectionId, interceptor);
        return interceptor;
    }

    /**
     * Finds the interceptor of a peer connection.
     *
     * @param peerConnectionId names the peer connection
     * @return the interceptor that was last made for it, if that is not closed
     */
    public Optional<BweInterceptor> interceptor(String peerConnectionId) {
        return interceptors.find(peerConnectionId);
    }

    static long checkMaxRembBitrate(long bitrateBps) {
        if (bitrateBps < 1) {
            throw new IllegalArgumentException("maxRembBitrateBps " + bitrateBps + " is outside 1 to " + Long.MAX_VALUE);
        }
        return bitrateBps;
    }

    /** Collects options and checks each where it is set. Not thread-safe. */
    public static final class Builder {
        private EstimatorConfig estimatorConfig = EstimatorConfig.defaults();
        private int senderSsrc;
        private boolean reducedSize;
        private boolean includeAudio;
        private long maxRembBitrateBps = Long.MAX_VALUE;
        private LongSupplier clock = MonotonicClock::nowUs;
        private PeerEstimateListener estimateListener;
        private RembListener rembListener;

        private Builder() {
        }

        /**
         * Sets the estimator's options.
         *
         * @param config the options; {@link EstimatorConfig#defaults()} is the default
         * @return this
         */
        public Builder estimatorConfig(EstimatorConfig config) {
            estimatorConfig = Objects.requireNonNull(config, "estimatorConfig");
            return this;
        }

        /**
         * Sets who sends REMB.
         *
         * @param ssrc an unsigned 32-bit number; 0 is the default, and taken by libwebrtc senders
         * @return this
         */
        public Builder senderSsrc(int ssrc) {
            senderSsrc = ssrc;
            return this;
        }

        /**
         * Sets whether REMB goes alone, as {@code a=rtcp-rsize} allows (RFC 5506), or behind an empty receiver report.
         *
         * @param alone true for REMB alone; false is the default
         * @return this
         */
        public Builder reducedSize(boolean alone) {
            reducedSize = alone;
            return this;
        }

        /**
         * Sets whether audio counts as well. libwebrtc leaves it out.
         *
         * @param include true to observe audio streams too; false is the default
         * @return this
         */
        public Builder includeAudio(boolean include) {
            includeAudio = include;
            return this;
        }

        /**
         * Sets the most that a REMB says. It does not change the estimate, and makes no REMB before there is an estimate.
         *
         * @param bitrateBps bit/s, 1 or more; {@link Long#MAX_VALUE}, which is no limit, is the default
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxRembBitrateBps(long bitrateBps) {
            maxRembBitrateBps = checkMaxRembBitrate(bitrateBps);
            return this;
        }

        /**
         * Sets the clock that says when packets are processed, and when they arrived if {@link Attributes} does not say it.
         *
         * @param microseconds yields microseconds, 0 or more, never going back, of the same origin as the arrival times;
         *                     {@link MonotonicClock} is the default. Called under a lock, so it must return at once
         * @return this
         */
        public Builder clock(LongSupplier microseconds) {
            clock = Objects.requireNonNull(microseconds, "clock");
            return this;
        }

        /**
         * Sets who hears of estimates.
         *
         * @param listener hears of each update; null, the default, for nobody
         * @return this
         */
        public Builder estimateListener(PeerEstimateListener listener) {
            estimateListener = listener;
            return this;
        }

        /**
         * Sets who hears of REMBs.
         *
         * @param listener hears of each REMB that was sent; null, the default, for nobody
         * @return this
         */
        public Builder rembListener(RembListener listener) {
            rembListener = listener;
            return this;
        }

        /**
         * Makes the factory.
         *
         * @return a new factory
         */
        public BweInterceptorFactory build() {
            return new BweInterceptorFactory(new BweOptions(estimatorConfig, senderSsrc, reducedSize, includeAudio,
                    maxRembBitrateBps, clock, estimateListener, rembListener));
        }
    }
}

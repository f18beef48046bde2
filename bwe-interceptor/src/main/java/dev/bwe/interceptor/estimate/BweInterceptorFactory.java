package dev.bwe.interceptor.estimate;

import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.RembSchedule;
import dev.bwe.interceptor.InterceptorFactory;
import dev.bwe.interceptor.MonotonicClock;
import dev.bwe.interceptor.live.LiveInterceptors;
import dev.bwe.interceptor.record.TraceRecorder;
import dev.bwe.interceptor.timer.ExecutorTimer;
import dev.bwe.interceptor.timer.SharedTimer;
import dev.bwe.interceptor.timer.WorkTimer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
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
            throw new IllegalArgumentException(
                    "maxRembBitrateBps " + bitrateBps + " is outside 1 to " + Long.MAX_VALUE);
        }
        return bitrateBps;
    }

    /** Collects options and checks each where it is set. Not thread-safe. */
    public static final class Builder {
        private EstimatorConfig estimatorConfig = EstimatorConfig.defaults();
        /* Null where the estimator's configuration says it. */
        private Long initialBitrateBps;
        private Long minBitrateBps;
        private Long maxBitrateBps;
        private long rembIntervalUs = RembSchedule.DEFAULT_INTERVAL_US;
        private boolean absCaptureTime;
        private boolean measureRoundTripTime = true;
        private WorkTimer.Source timers = SharedTimer.instance();
        private int senderSsrc;
        private boolean reducedSize;
        private boolean includeAudio;
        private long maxRembBitrateBps = Long.MAX_VALUE;
        private LongSupplier clock = MonotonicClock::nowUs;
        private TraceRecorder recorder;
        private PeerEstimateListener estimateListener;
        private RembListener rembListener;

        private Builder() {}

        /**
         * Sets the estimator's options. With timestamps other than absolute send times ({@link EstimatorConfig#timestampSource()}),
         * packets count by their RTP timestamp too, where the stream's clock has 90,000 ticks a second or is not known; audio never
         * counts by it.
         *
         * @param config the options; {@link EstimatorConfig#defaults()} is the default
         * @return this
         */
        public Builder estimatorConfig(EstimatorConfig config) {
            estimatorConfig = Objects.requireNonNull(config, "estimatorConfig");
            return this;
        }

        /**
         * Sets what the interceptor answers as its estimate before anything was measured, in place of what
         * {@link #estimatorConfig} says. No REMB carries it.
         *
         * @param bitrateBps bit/s, within minimum and maximum, which is checked in {@link #build()};
         *                   {@link EstimatorConfig#NO_INITIAL_BITRATE} for no answer
         * @return this
         */
        public Builder initialBitrateBps(long bitrateBps) {
            initialBitrateBps = bitrateBps;
            return this;
        }

        /**
         * Sets the least that estimates and REMBs say, in place of what {@link #estimatorConfig} says.
         *
         * @param bitrateBps bit/s, 1,000 to 1,000,000,000, and not above the maximum, which is checked in {@link #build()}
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder minBitrateBps(long bitrateBps) {
            EstimatorConfig.builder().minBitrateBps(bitrateBps);
            minBitrateBps = bitrateBps;
            return this;
        }

        /**
         * Sets the most that estimates and REMBs say, in place of what {@link #estimatorConfig} says.
         *
         * @param bitrateBps bit/s, 1,000 or more, and not below the minimum, which is checked in {@link #build()};
         *                   {@link EstimatorConfig#NO_MAX_BITRATE} for no limit
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder maxBitrateBps(long bitrateBps) {
            EstimatorConfig.builder().maxBitrateBps(bitrateBps);
            maxBitrateBps = bitrateBps;
            return this;
        }

        /**
         * Sets how often REMB goes out. The first estimate and a fall by 3 % or more go out at once besides.
         *
         * @param intervalUs microseconds, {@link RembSchedule#MIN_INTERVAL_US} to {@link RembSchedule#MAX_INTERVAL_US}; 1 s is the
         *                   default
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder rembIntervalUs(long intervalUs) {
            rembIntervalUs = RembSchedule.checkedInterval(intervalUs);
            return this;
        }

        /**
         * Lets REMB go out exactly when libwebrtc would send it, in place of an interval: on updates of the estimate, at least 200 ms
         * apart unless it falls.
         *
         * @return this
         */
        public Builder rembLikeLibwebrtc() {
            rembIntervalUs = RembSchedule.LIKE_LIBWEBRTC;
            return this;
        }

        /**
         * Sets whether the absolute capture time stands in for the absolute send time in streams for which only the former was
         * negotiated. Chosen for each stream when it is bound; while another stream with send times is bound, such a stream does not
         * count, because its clock is another one. libwebrtc does not do this.
         *
         * @param use true to use capture times; false is the default
         * @return this
         */
        public Builder absCaptureTime(boolean use) {
            absCaptureTime = use;
            return this;
        }

        /**
         * Sets whether the round-trip time is learnt from RTCP and told to the estimator: from the remote peer's reports on what is
         * sent to it, and where nothing is, with extended reports (RFC 3611), which then go along with a REMB once a second. libwebrtc
         * asks so only where {@code a=rtcp-fb:* rrtr} was negotiated, and else assumes 200 ms: switch it off to get its estimates.
         *
         * @param measure false for neither; true is the default
         * @return this
         */
        public Builder measureRoundTripTime(boolean measure) {
            measureRoundTripTime = measure;
            return this;
        }

        /**
         * Sets what sends REMBs and calls listeners. The default is one daemon thread for the whole process.
         *
         * @param scheduler runs short tasks; its owner shuts it down, after the interceptors are closed
         * @return this
         */
        public Builder executor(ScheduledExecutorService scheduler) {
            Objects.requireNonNull(scheduler, "executor");
            timers = (soon, later) -> new ExecutorTimer(scheduler, soon, later);
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
         * Sets whether REMB goes alone, as {@code a=rtcp-rsize} allows (RFC 5506), or behind an empty receiver report and the sender's
         * name, which is random for each peer connection (RFC 7022).
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
         * Sets the clock that says when packets are processed, and when they arrived if {@link dev.bwe.interceptor.Attributes} does not say it.
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
         * Sets who records what the estimators are told.
         *
         * @param traceRecorder writes a file for each peer connection; null, the default, for nobody
         * @return this
         */
        public Builder recorder(TraceRecorder traceRecorder) {
            recorder = traceRecorder;
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
         * @throws IllegalArgumentException if the minimum bitrate is above the maximum or an initial one outside them
         */
        public BweInterceptorFactory build() {
            return new BweInterceptorFactory(new BweOptions(
                    configWithBitrates(),
                    rembIntervalUs,
                    senderSsrc,
                    reducedSize,
                    includeAudio,
                    absCaptureTime,
                    measureRoundTripTime,
                    maxRembBitrateBps,
                    clock,
                    timers,
                    recorder,
                    estimateListener,
                    rembListener));
        }

        private EstimatorConfig configWithBitrates() {
            EstimatorConfig.Builder config = estimatorConfig.toBuilder();
            if (initialBitrateBps != null) {
                config.initialBitrateBps(initialBitrateBps);
            }
            if (minBitrateBps != null) {
                config.minBitrateBps(minBitrateBps);
            }
            if (maxBitrateBps != null) {
                config.maxBitrateBps(maxBitrateBps);
            }
            return config.build();
        }
    }
}

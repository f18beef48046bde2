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
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link BweInterceptor} for each peer connection, which can be looked up by the peer connection's name until it is closed:
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
     * Returns a new builder.
     *
     * @return a builder with the default options
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
     * Returns the interceptor of a peer connection.
     *
     * @param peerConnectionId names the peer connection
     * @return the interceptor that was last made for it, unless that is closed
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
        /* Null to use the value of the estimator's configuration. */
        private @Nullable Long initialBitrateBps;
        private @Nullable Long minBitrateBps;
        private @Nullable Long maxBitrateBps;
        private long rembIntervalUs = RembSchedule.DEFAULT_INTERVAL_US;
        private boolean absCaptureTime;
        private boolean measureRoundTripTime = true;
        private WorkTimer.Source timers = SharedTimer.instance();
        private int senderSsrc;
        private boolean reducedSize;
        private boolean includeAudio;
        private long maxRembBitrateBps = Long.MAX_VALUE;
        private LongSupplier clock = MonotonicClock::nowUs;
        private @Nullable TraceRecorder recorder;
        private @Nullable PeerEstimateListener estimateListener;
        private @Nullable RembListener rembListener;

        private Builder() {}

        /**
         * Sets the estimator's options. If these allow RTP timestamps ({@link EstimatorConfig#timestampSource()}), packets without
         * absolute send time count by their RTP timestamp if the stream's clock rate is 90,000 Hz or not known; audio never does.
         *
         * @param config the options; {@link EstimatorConfig#defaults()} is the default
         * @return this
         */
        public Builder estimatorConfig(EstimatorConfig config) {
            estimatorConfig = Objects.requireNonNull(config, "estimatorConfig");
            return this;
        }

        /**
         * Sets the estimate that the interceptor returns before the first measurement, in place of the value in
         * {@link #estimatorConfig}. It is not sent in a REMB.
         *
         * @param bitrateBps bit/s, within minimum and maximum, which is checked in {@link #build()};
         *                   {@link EstimatorConfig#NO_INITIAL_BITRATE} for 0
         * @return this
         */
        public Builder initialBitrateBps(long bitrateBps) {
            initialBitrateBps = bitrateBps;
            return this;
        }

        /**
         * Sets the lower bound of estimates and REMBs, in place of the value in {@link #estimatorConfig}.
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
         * Sets the upper bound of estimates and REMBs, in place of the value in {@link #estimatorConfig}.
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
         * Sets the interval of REMBs. The first estimate, and one that has fallen by 3 % or more, are sent at once.
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
         * Sends REMBs exactly when libwebrtc would, in place of an interval: on updates of the estimate, at least 200 ms apart unless
         * it falls.
         *
         * @return this
         */
        public Builder rembLikeLibwebrtc() {
            rembIntervalUs = RembSchedule.LIKE_LIBWEBRTC;
            return this;
        }

        /**
         * Sets whether the absolute capture time replaces the absolute send time in streams for which only the former was negotiated.
         * Determined for each stream when it is bound. While a stream with send times is bound, streams with capture times do not
         * count, because the two come from different clocks. libwebrtc does not do this.
         *
         * @param use true to use capture times; false is the default
         * @return this
         */
        public Builder absCaptureTime(boolean use) {
            absCaptureTime = use;
            return this;
        }

        /**
         * Sets whether the round-trip time is measured from RTCP and passed to the estimator: from the remote peer's reports on streams
         * that are sent to it or, if there are none, with extended reports (RFC 3611), which are then sent with a REMB once a second.
         * libwebrtc uses extended reports only if {@code a=rtcp-fb:* rrtr} was negotiated, and otherwise assumes 200 ms: switch the
         * measurement off to get its estimates.
         *
         * @param measure false for no measurement; true is the default
         * @return this
         */
        public Builder measureRoundTripTime(boolean measure) {
            measureRoundTripTime = measure;
            return this;
        }

        /**
         * Sets the executor that sends REMBs and calls listeners. The default is one daemon thread for the whole process.
         *
         * @param scheduler runs short tasks; its owner shuts it down after the interceptors are closed
         * @return this
         */
        public Builder executor(ScheduledExecutorService scheduler) {
            Objects.requireNonNull(scheduler, "executor");
            timers = (soon, later) -> new ExecutorTimer(scheduler, soon, later);
            return this;
        }

        /**
         * Sets the SSRC that REMBs name as their sender.
         *
         * @param ssrc an unsigned 32-bit number; 0 is the default, which libwebrtc senders accept
         * @return this
         */
        public Builder senderSsrc(int ssrc) {
            senderSsrc = ssrc;
            return this;
        }

        /**
         * Sets whether a REMB is sent alone, as {@code a=rtcp-rsize} allows (RFC 5506), or after an empty receiver report and the
         * sender's canonical name, which is random for each peer connection (RFC 7022).
         *
         * @param alone true for REMBs alone; false is the default
         * @return this
         */
        public Builder reducedSize(boolean alone) {
            reducedSize = alone;
            return this;
        }

        /**
         * Sets whether audio streams are observed too. libwebrtc does not include them.
         *
         * @param include true to observe them; false is the default
         * @return this
         */
        public Builder includeAudio(boolean include) {
            includeAudio = include;
            return this;
        }

        /**
         * Sets the upper bound of the bitrate in REMBs. It does not change the estimate, and causes no REMB before the first estimate.
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
         * Sets the clock for the time at which packets are processed. The arrival times in
         * {@link dev.bwe.interceptor.Attributes#arrivalTimeUs()} have to come from the same clock. A packet without arrival time, or
         * with one that can't be true ({@link BweStatistics#impossibleArrivalTimes()}), arrived when it is processed.
         *
         * @param microseconds returns microseconds, 0 or more, and never goes back; {@link MonotonicClock} is the default. Called under
         *                     a lock, so it must return at once
         * @return this
         */
        public Builder clock(LongSupplier microseconds) {
            clock = Objects.requireNonNull(microseconds, "clock");
            return this;
        }

        /**
         * Sets the recorder of the estimators' input.
         *
         * @param traceRecorder writes a file for each peer connection; null, the default, for no recording
         * @return this
         */
        public Builder recorder(TraceRecorder traceRecorder) {
            recorder = traceRecorder;
            return this;
        }

        /**
         * Sets the listener for estimates.
         *
         * @param listener called for each update; null, the default, for none
         * @return this
         */
        public Builder estimateListener(PeerEstimateListener listener) {
            estimateListener = listener;
            return this;
        }

        /**
         * Sets the listener for REMBs.
         *
         * @param listener called for each REMB that was sent; null, the default, for none
         * @return this
         */
        public Builder rembListener(RembListener listener) {
            rembListener = listener;
            return this;
        }

        /**
         * Returns a factory with these options.
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

package dev.bwe.interceptor;

import dev.bwe.core.EstimatorConfig;
import java.util.function.LongSupplier;

/** What all interceptors of one {@link BweInterceptorFactory} have in common; checked by its builder. */
record BweOptions(
        EstimatorConfig estimatorConfig,
        long rembIntervalUs,
        int senderSsrc,
        boolean reducedSize,
        boolean includeAudio,
        boolean absCaptureTime,
        boolean measureRoundTripTime,
        long maxRembBitrateBps,
        LongSupplier clock,
        WorkTimer.Source timers,
        TraceRecorder recorder,
        PeerEstimateListener estimateListener,
        RembListener rembListener) {

    /** The interval that stands for libwebrtc's throttle. */
    static final long LIKE_LIBWEBRTC = 0;
}

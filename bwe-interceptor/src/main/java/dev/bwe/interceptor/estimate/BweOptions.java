package dev.bwe.interceptor.estimate;

import dev.bwe.core.EstimatorConfig;
import dev.bwe.interceptor.record.RecordedOptions;
import dev.bwe.interceptor.record.TraceRecorder;
import dev.bwe.interceptor.timer.WorkTimer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The options of all interceptors of one {@link BweInterceptorFactory}; checked by its builder. */
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
        @Nullable TraceRecorder recorder,
        @Nullable PeerEstimateListener estimateListener,
        @Nullable RembListener rembListener) {

    /** Returns the options that are written into a recording. */
    RecordedOptions recorded() {
        return new RecordedOptions(estimatorConfig, rembIntervalUs, maxRembBitrateBps);
    }
}

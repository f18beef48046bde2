package dev.bwe.interceptor;

import dev.bwe.core.EstimatorConfig;
import java.util.function.LongSupplier;

/** What all interceptors of one {@link BweInterceptorFactory} have in common; checked by its builder. */
record BweOptions(
        EstimatorConfig estimatorConfig,
        int senderSsrc,
        boolean reducedSize,
        boolean includeAudio,
        long maxRembBitrateBps,
        LongSupplier clock,
        PeerEstimateListener estimateListener,
        RembListener rembListener) {
}

package dev.bwe.interceptor.record;

import dev.bwe.core.EstimatorConfig;
import java.util.Objects;

/**
 * The options of an estimator that a recording holds at its head, so that the replay uses them.
 *
 * @param estimatorConfig   the estimator's options
 * @param rembIntervalUs    the interval between REMBs in microseconds, or 0 for libwebrtc's throttle
 * @param maxRembBitrateBps the upper limit of what REMBs say in bit/s, {@link Long#MAX_VALUE} for none
 */
public record RecordedOptions(EstimatorConfig estimatorConfig, long rembIntervalUs, long maxRembBitrateBps) {
    /**
     * Makes options.
     */
    public RecordedOptions {
        Objects.requireNonNull(estimatorConfig, "estimatorConfig");
    }
}

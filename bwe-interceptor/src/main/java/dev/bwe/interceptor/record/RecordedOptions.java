package dev.bwe.interceptor.record;

import dev.bwe.core.EstimatorConfig;
import java.util.Objects;

/**
 * The options at the head of a recording, with which the replay makes its estimator and REMB schedule. Immutable.
 *
 * @param estimatorConfig   the estimator's options
 * @param rembIntervalUs    the interval between REMBs in microseconds, 1 or more, or 0 for libwebrtc's throttle
 * @param maxRembBitrateBps the upper limit of REMBs in bit/s, 1 or more; {@link Long#MAX_VALUE} for none
 */
public record RecordedOptions(EstimatorConfig estimatorConfig, long rembIntervalUs, long maxRembBitrateBps) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public RecordedOptions {
        Objects.requireNonNull(estimatorConfig, "estimatorConfig");
        if (rembIntervalUs < 0) {
            throw new IllegalArgumentException("rembIntervalUs " + rembIntervalUs + " is negative");
        }
        if (maxRembBitrateBps < 1) {
            throw new IllegalArgumentException("maxRembBitrateBps " + maxRembBitrateBps + " is less than 1");
        }
    }
}

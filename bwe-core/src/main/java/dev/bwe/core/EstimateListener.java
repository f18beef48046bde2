package dev.bwe.core;

import dev.bwe.core.state.BandwidthUsage;

/**
 * Receives the results of a {@link BandwidthEstimator}. It is called on the thread that calls the estimator, within that call. It
 * must not call the estimator and should return quickly. For one packet the methods are called in this order: probe, congestion
 * state, estimate.
 */
@FunctionalInterface
public interface EstimateListener {
    /**
     * Called when a probe, packets that the sender spaced regularly, showed that the path carries more than was estimated.
     *
     * @param nowUs      the time of the packet that completed the probe, in microseconds
     * @param bitrateBps the bitrate of the probe in bit/s, without the bounds of the estimate
     */
    default void onProbe(long nowUs, long bitrateBps) {}

    /**
     * Called when the congestion state has changed.
     *
     * @param nowUs  the time of the packet that led to the change, in microseconds
     * @param before the state before the change
     * @param usage  the state after the change
     */
    default void onUsageChange(long nowUs, BandwidthUsage before, BandwidthUsage usage) {}

    /**
     * Called when the estimate was updated. Its value may be the same as before.
     *
     * @param nowUs      the time of the packet that led to the update, or of the call of {@link
     *                   BandwidthEstimator#process(long)}, in microseconds
     * @param bitrateBps the low 32 bits of the estimate in bit/s, as in the reference
     * @param usage      the congestion state behind it
     * @param ssrcs      the streams that the estimate covers, valid during the call only
     */
    void onEstimate(long nowUs, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs);
}

package dev.bwe.core;

import dev.bwe.core.state.BandwidthUsage;

/**
 * Hears what a {@link BandwidthEstimator} finds out. Called on the thread that feeds the estimator, while it is being fed;
 * a listener must not call back into the estimator and should return quickly. What one packet leads to is told in the order of
 * these methods: probe, congestion state, estimate.
 */
@FunctionalInterface
public interface EstimateListener {
    /**
     * A probe, packets that the sender spaced regularly, showed that the path carries more than was estimated.
     *
     * @param nowUs      the time of the packet that completed the probe, in microseconds
     * @param bitrateBps what the probe showed, in bit/s, without the limits of the estimate
     */
    default void onProbe(long nowUs, long bitrateBps) {}

    /**
     * The congestion state has changed.
     *
     * @param nowUs  the time of the packet that led to the change, in microseconds
     * @param before the state until now
     * @param usage  the state from now on
     */
    default void onUsageChange(long nowUs, BandwidthUsage before, BandwidthUsage usage) {}

    /**
     * The estimate was updated (its value may be the same as before).
     *
     * @param nowUs      the time of the packet that led to the update, or of the call of {@link
     *                   BandwidthEstimator#process(long)}, in microseconds
     * @param bitrateBps the estimate in bit/s, of which the reference tells the low 32 bits only
     * @param usage      the congestion state behind it
     * @param ssrcs      the streams that the estimate covers, valid during the call only
     */
    void onEstimate(long nowUs, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs);
}

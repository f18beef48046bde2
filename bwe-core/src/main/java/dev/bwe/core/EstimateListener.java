package dev.bwe.core;

/**
 * Hears what a {@link BandwidthEstimator} finds out. Called on the thread that feeds the estimator, while it is being fed;
 * a listener must not call back into the estimator and should return quickly.
 */
@FunctionalInterface
public interface EstimateListener {
    /**
     * The estimate was updated (its value may be the same as before).
     *
     * @param nowUs      the time of the packet that led to the update, in microseconds
     * @param bitrateBps the estimate in bit/s, of which the reference tells the low 32 bits only
     * @param usage      the congestion state behind it
     * @param ssrcs      the streams that the estimate covers, valid during the call only
     */
    void onEstimate(long nowUs, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs);
}

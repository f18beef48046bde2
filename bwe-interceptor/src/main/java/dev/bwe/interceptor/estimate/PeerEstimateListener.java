package dev.bwe.interceptor.estimate;

import dev.bwe.core.SsrcList;
import dev.bwe.core.state.BandwidthUsage;

/**
 * Hears the estimates of all peer connections of a factory, and if it likes what led to them. Called after each update on the factory's
 * scheduler, with no lock held, one call at a time for each peer connection, in the order of these methods; media does not wait for
 * it, REMB does. Where it takes longer than the time between updates, it hears the newest and misses those between. What it throws is
 * logged.
 */
@FunctionalInterface
public interface PeerEstimateListener {
    /**
     * A probe, packets that the sender spaced regularly, showed that the path carries more than was estimated.
     *
     * @param peerConnectionId names the peer connection
     * @param nowUs            the time of the packet that completed the probe, in microseconds
     * @param bitrateBps       what the probe showed, in bit/s, without the limits of the estimate
     */
    default void onProbe(String peerConnectionId, long nowUs, long bitrateBps) {}

    /**
     * The congestion state has changed. Of several changes between two calls, the state before the first and that after the last are
     * told, unless they are the same.
     *
     * @param peerConnectionId names the peer connection
     * @param nowUs            the time of the last change, in microseconds
     * @param before           the state that was told last
     * @param usage            the state from now on
     */
    default void onUsageChange(String peerConnectionId, long nowUs, BandwidthUsage before, BandwidthUsage usage) {}

    /**
     * The estimate was updated (its value may be the same as before).
     *
     * @param peerConnectionId names the peer connection
     * @param nowUs            the time of the update in microseconds
     * @param bitrateBps       the estimate in bit/s
     * @param usage            the congestion state behind it
     * @param ssrcs            the streams that the estimate covers, valid during the call only
     */
    void onEstimate(String peerConnectionId, long nowUs, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs);
}

package dev.bwe.interceptor;

import dev.bwe.core.BandwidthUsage;
import dev.bwe.core.SsrcList;

/**
 * Hears the estimates of all peer connections of a factory. Called after each update on the factory's scheduler, with no
 * lock held, one call at a time for each peer connection; media does not wait for it, REMB does. Where it takes longer than the time
 * between updates, it hears the newest and misses those between. What it throws is logged.
 */
@FunctionalInterface
public interface PeerEstimateListener {
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

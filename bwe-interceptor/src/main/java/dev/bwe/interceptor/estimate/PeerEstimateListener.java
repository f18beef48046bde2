package dev.bwe.interceptor.estimate;

import dev.bwe.core.SsrcList;
import dev.bwe.core.state.BandwidthUsage;

/**
 * Receives the estimates of all peer connections of a factory and, optionally, the events that led to them. Called on the factory's
 * executor with no lock held, one call at a time for each peer connection, in the order of these methods. Media does not wait for the
 * listener, but REMBs do. A listener that takes longer than the time between updates receives the newest one and misses those between.
 * Exceptions and errors that it throws are logged.
 */
@FunctionalInterface
public interface PeerEstimateListener {
    /**
     * Called when a probe, packets that the sender spaced regularly, has shown that the path carries more than was estimated.
     *
     * @param peerConnectionId names the peer connection
     * @param nowUs            the time of the packet that completed the probe, in microseconds
     * @param bitrateBps       the bitrate that the probe showed, in bit/s, not limited to the bounds of the estimate
     */
    default void onProbe(String peerConnectionId, long nowUs, long bitrateBps) {}

    /**
     * Called when the congestion state has changed. Several changes between two calls are reported as one, from the state before the
     * first to the state after the last, unless these are the same.
     *
     * @param peerConnectionId names the peer connection
     * @param nowUs            the time of the last change, in microseconds
     * @param before           the state that was reported last
     * @param usage            the state from now on
     */
    default void onUsageChange(String peerConnectionId, long nowUs, BandwidthUsage before, BandwidthUsage usage) {}

    /**
     * Called when the estimate was updated; its value may be the same as before.
     *
     * @param peerConnectionId names the peer connection
     * @param nowUs            the time of the update in microseconds
     * @param bitrateBps       the estimate in bit/s
     * @param usage            the congestion state behind it
     * @param ssrcs            the streams that the estimate covers, valid during the call only
     */
    void onEstimate(String peerConnectionId, long nowUs, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs);
}

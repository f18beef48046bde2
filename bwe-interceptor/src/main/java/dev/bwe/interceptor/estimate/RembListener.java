package dev.bwe.interceptor.estimate;

import dev.bwe.core.SsrcList;

/**
 * Hears of each REMB that was sent. Called on the factory's scheduler, after the writer has taken it, with no lock held. What it
 * throws is logged.
 */
@FunctionalInterface
public interface RembListener {
    /**
     * A REMB was sent.
     *
     * @param peerConnectionId names the peer connection
     * @param nowUs            the time at which sending it was decided, in microseconds
     * @param bitrateBps       the bitrate in bit/s, before it is rounded down to what the wire format can say
     * @param ssrcs            the streams that it names, valid during the call only
     */
    void onRemb(String peerConnectionId, long nowUs, long bitrateBps, SsrcList ssrcs);
}

package dev.bwe.interceptor.estimate;

import dev.bwe.core.SsrcList;

/**
 * Receives each REMB that was sent. Called on the factory's executor after the writer has taken the REMB, with no lock held. Exceptions
 * and errors that it throws are logged.
 */
@FunctionalInterface
public interface RembListener {
    /**
     * Called when a REMB was sent.
     *
     * @param peerConnectionId names the peer connection
     * @param nowUs            the time of the decision to send it, in microseconds
     * @param bitrateBps       the bitrate in bit/s, before it is rounded down to the precision of the wire format
     * @param ssrcs            the streams that it names, valid during the call only
     */
    void onRemb(String peerConnectionId, long nowUs, long bitrateBps, SsrcList ssrcs);
}

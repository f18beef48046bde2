package dev.bwe.interceptor.remb;

import dev.bwe.interceptor.rtp.RembPacket;

/**
 * Is called for each REMB that is removed from a compound, on the thread that writes the compound. What it throws is logged, and the
 * compound goes on.
 */
@FunctionalInterface
public interface RemovedRembListener {
    /**
     * A REMB is about to be removed.
     *
     * @param peerConnectionId names the peer connection
     * @param remb             the packet, valid during the call only; must stay unchanged
     */
    void onRemovedRemb(String peerConnectionId, RembPacket remb);
}

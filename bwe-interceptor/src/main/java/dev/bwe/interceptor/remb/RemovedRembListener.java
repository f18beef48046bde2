package dev.bwe.interceptor.remb;

import dev.bwe.interceptor.rtp.RembPacket;

/** Hears of each REMB that was taken out of a compound. Called on the thread that wrote the compound. What it throws is logged. */
@FunctionalInterface
public interface RemovedRembListener {
    /**
     * A REMB is about to be removed.
     *
     * @param peerConnectionId names the peer connection
     * @param remb             the packet, valid during the call only and not to be changed
     */
    void onRemovedRemb(String peerConnectionId, RembPacket remb);
}

package dev.bwe.interceptor.dump;

/**
 * Is called for each RTP packet, and for each RTCP packet of a compound, that passes through a chain. Called on the packet's thread, so
 * it must not wait. What it throws is logged, and the packet goes on.
 */
@FunctionalInterface
public interface PacketDumpListener {
    /**
     * A packet has arrived or is being sent.
     *
     * @param peerConnectionId names the peer connection
     * @param timeUs           when it arrived at the socket, or when it was seen, in microseconds
     * @param incoming         true if it came from the remote peer
     * @param line             describes the packet, for instance {@code RTP ssrc=7 seq=1 ts=90 pt=96 m=1 payload=1000 padding=0 ext=3:3} or
     *                         {@code RR ssrc=7 blocks=1}; without a line feed
     */
    void onPacket(String peerConnectionId, long timeUs, boolean incoming, String line);
}

package dev.bwe.interceptor.dump;

/**
 * Hears what goes through a chain, a line for each RTP packet and each RTCP packet of a compound. Called on the thread of the packet, so
 * it must not wait. What it throws is logged.
 */
@FunctionalInterface
public interface PacketDumpListener {
    /**
     * A packet came or went.
     *
     * @param peerConnectionId names the peer connection
     * @param timeUs           when it arrived at the socket, or when it was seen, in microseconds
     * @param incoming         whether it came from the remote peer
     * @param line             what it is, for instance {@code RTP ssrc=7 seq=1 ts=90 pt=96 m=1 payload=1000 padding=0 ext=3:3} or
     *                         {@code RR ssrc=7 blocks=1}; without a line feed
     */
    void onPacket(String peerConnectionId, long timeUs, boolean incoming, String line);
}

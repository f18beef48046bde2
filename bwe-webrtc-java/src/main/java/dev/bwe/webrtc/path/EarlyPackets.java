package dev.bwe.webrtc.path;

import dev.bwe.webrtc.net.DatagramBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/** Keeps, in order and up to a bound, the SRTP packets that arrive before both legs have keys. Confined to the I/O thread. */
final class EarlyPackets {
    /** About 100 ms of a 30 Mbit/s call; a warm handshake takes a tenth of that. */
    private static final int MAX_PACKETS = 256;

    private final Queue<EarlyPacket> packets = new ArrayDeque<>();

    /**
     * A packet that waits.
     *
     * @param from      the peer that sent it
     * @param route     the sockets between which it is relayed
     * @param bytes     the packet
     * @param arrivalUs its arrival, in microseconds
     */
    record EarlyPacket(Side from, Route route, byte[] bytes, long arrivalUs) {}

    /** Keeps a copy of a packet. Returns false if there are too many already. */
    boolean add(Side from, Route route, DatagramBuffer packet, int length, long arrivalUs) {
        if (packets.size() >= MAX_PACKETS) {
            return false;
        }
        packets.add(new EarlyPacket(from, route, Arrays.copyOf(packet.bytes, length), arrivalUs));
        return true;
    }

    /** Removes and returns the packet that has waited longest; null if there is none. */
    EarlyPacket poll() {
        return packets.poll();
    }

    /** Forgets all packets. */
    void clear() {
        packets.clear();
    }
}

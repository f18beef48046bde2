package dev.bwe.webrtc.path;

import dev.bwe.webrtc.net.DatagramBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * Keeps the SRTP packets that come between one leg's handshake and the other's, in order and not too many. Confined to the I/O thread.
 */
final class EarlyPackets {
    /** Some 100 ms of a 30 Mbit/s call; a handshake takes a tenth of that when warm. */
    private static final int MOST = 256;

    private final Queue<EarlyPacket> packets = new ArrayDeque<>();

    /**
     * A packet that waits.
     *
     * @param fromRemote whether the remote peer sent it, else the local peer
     * @param outer      the socket towards the remote peer on its way
     * @param inner      the socket towards the local peer on its way
     * @param bytes      the packet
     * @param arrivalUs  when it arrived
     */
    record EarlyPacket(boolean fromRemote, OuterSocket outer, InnerSocket inner, byte[] bytes, long arrivalUs) {}

    /** Keeps a copy of a packet; false if there are too many already. */
    boolean add(
            boolean fromRemote,
            OuterSocket outer,
            InnerSocket inner,
            DatagramBuffer packet,
            int length,
            long arrivalUs) {
        if (packets.size() >= MOST) {
            return false;
        }
        packets.add(new EarlyPacket(fromRemote, outer, inner, Arrays.copyOf(packet.bytes, length), arrivalUs));
        return true;
    }

    /** Takes the packet that has waited longest, or null. */
    EarlyPacket poll() {
        return packets.poll();
    }
}

package dev.bwe.interceptor.estimate;

import dev.bwe.core.PacketInfo;
import dev.bwe.interceptor.rtp.RtpPacket.Fault;

/**
 * What the estimator has to know about one packet. A reader fills one that belongs to its thread; a packet that finds the lock held is
 * copied into one of a {@link PacketPool} and waits there for the lock's holder.
 */
final class PacketSlot {
    final PacketInfo packet = new PacketInfo();
    /** The stream that the packet's reader was bound for. */
    BoundStream stream;
    /** Why the packet is not valid RTP. */
    Fault fault = Fault.NONE;

    boolean hasTransportSequenceNumber;
    /** True if the packet's send time is its capture time. */
    boolean captureTime;
    /** True if the packet counts without a send time. */
    boolean rtpTimestamps;

    /** The slot below this one on the stack of packets that wait for the lock's holder. */
    PacketSlot next;
    /** True while a packet is in it; only slots of a pool use it. */
    boolean lent;

    /** Makes the slot ready for the next packet. */
    void clear() {
        packet.reset();
        // A reference is stored only where it differs: some garbage collectors do bookkeeping for each store.
        if (fault != Fault.NONE) {
            fault = Fault.NONE;
        }
        hasTransportSequenceNumber = false;
        captureTime = false;
        rtpTimestamps = false;
    }

    /** Copies another packet into this slot, which is clear. */
    void copy(PacketSlot other) {
        PacketInfo info = other.packet;
        packet.arrivalUs(info.arrivalUs())
                .payloadSize(info.payloadSize())
                .ssrc(info.ssrc())
                .rtpTimestamp(info.rtpTimestamp())
                .transmissionOffset(info.transmissionOffset());
        if (info.hasAbsSendTime()) {
            packet.absSendTime(info.absSendTime());
        }
        stream = other.stream;
        fault = other.fault;
        hasTransportSequenceNumber = other.hasTransportSequenceNumber;
        captureTime = other.captureTime;
        rtpTimestamps = other.rtpTimestamps;
    }
}

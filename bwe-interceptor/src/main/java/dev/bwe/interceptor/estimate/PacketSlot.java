package dev.bwe.interceptor.estimate;

import dev.bwe.core.PacketInfo;
import dev.bwe.interceptor.rtp.RtpPacket.Fault;
import org.jspecify.annotations.Nullable;

/**
 * What the estimator has to know about one packet. A reader fills one that belongs to its thread; a packet that finds the lock held is
 * copied into one of a {@link PacketPool} and waits there for the lock's holder.
 */
final class PacketSlot {
    final PacketInfo packet = new PacketInfo();
    /** The stream that the packet's reader was bound for. */
    @SuppressWarnings("NullAway.Init") // set when the description of a packet starts
    BoundStream stream;
    /** Why the packet is not valid RTP. */
    Fault fault = Fault.NONE;

    boolean hasTransportSequenceNumber;
    /** True if the packet's send time is its capture time. */
    boolean captureTime;
    /** True if the packet counts without a send time. */
    boolean rtpTimestamps;

    /** The slot below this one on the stack of packets that wait for the lock's holder. */
    @Nullable PacketSlot next;
    /** True while a packet is in it; only slots of a pool use it. */
    boolean lent;

    /** Starts the description of a packet; that of a valid packet sets all other fields but the optional times. */
    void begin(BoundStream ofStream, long arrivalUs) {
        packet.arrivalUs(arrivalUs).withoutAbsSendTime().rtpTimestamp(0).transmissionOffset(0);
        // References are stored only where they differ: some garbage collectors do bookkeeping for each store.
        if (stream != ofStream) {
            stream = ofStream;
        }
        if (fault != Fault.NONE) {
            fault = Fault.NONE;
        }
    }

    /** Copies another packet into this slot. */
    void copy(PacketSlot other) {
        PacketInfo info = other.packet;
        packet.arrivalUs(info.arrivalUs())
                .payloadSize(info.payloadSize())
                .ssrc(info.ssrc())
                .rtpTimestamp(info.rtpTimestamp())
                .transmissionOffset(info.transmissionOffset());
        packet.withoutAbsSendTime();
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

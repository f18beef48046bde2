package dev.bwe.interceptor.estimate;

import dev.bwe.core.PacketInfo;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.rtp.RtpPacket.Fault;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Counts the packets of all streams and feeds those that count to the estimate. Guarded by the interceptor's lock. */
final class PacketIntake implements PeerLock.Intake {
    /** How far ahead of the clock an arrival time may be: the error of one that was converted from another clock. */
    static final long MAX_AHEAD_US = 10_000;
    /** How long a packet may have waited to be read, in a socket buffer or while the process stood still. */
    static final long MAX_BEHIND_US = 5_000_000;
    /** How far before the arrival time of the last packet one may be: threads that read different streams overtake each other. */
    static final long MAX_BACKWARD_US = 100_000;

    private static final long[] NONE = {};

    private final LongSupplier clock;
    private final PeerEstimate estimate;

    private long fed;
    private long ofOtherStreams;
    private long withoutSendTime;
    private long withTransportSequenceNumber;
    private long impossibleArrivalTimes;
    /** By the fault's ordinal number; made when the first malformed packet arrives. */
    private long[] malformed = NONE;

    PacketIntake(LongSupplier clock, PeerEstimate estimate) {
        this.clock = clock;
        this.estimate = estimate;
    }

    @Override
    public boolean take(PacketSlot slot) {
        // Packets of a stream that was unbound are ignored; closing the interceptor unbinds all streams.
        return slot.stream.isBound() && count(slot);
    }

    private boolean count(PacketSlot slot) {
        PacketInfo packet = slot.packet;
        if (slot.fault != Fault.NONE) {
            countMalformed(slot.fault);
        } else if (packet.ssrc() != slot.stream.ssrc()) {
            ofOtherStreams++;
        } else if (slot.hasTransportSequenceNumber) {
            withTransportSequenceNumber++;
        } else if (!hasTime(slot)) {
            withoutSendTime++;
        } else {
            fed++;
            feed(slot);
            return estimate.wantsDelivery();
        }
        return false;
    }

    private void countMalformed(Fault fault) {
        if (malformed == NONE) {
            malformed = new long[Fault.values().length];
        }
        malformed[fault.ordinal()]++;
    }

    /** Capture times come from another clock than send times: they count only while no stream has send times. */
    private boolean hasTime(PacketSlot slot) {
        if (slot.captureTime && !estimate.streams().countsCaptureTime()) {
            slot.packet.withoutAbsSendTime();
        }
        return slot.packet.hasAbsSendTime() || slot.rtpTimestamps;
    }

    private void feed(PacketSlot slot) {
        PacketInfo packet = slot.packet;
        // Read under the lock, so that the estimator's now does not go back when threads overtake each other.
        long nowUs = clock.getAsLong();
        packet.nowUs(nowUs).arrivalUs(arrivalUs(packet.arrivalUs(), nowUs, estimate.lastArrivalUs()));
        estimate.onPacket(slot.stream, packet, slot.captureTime);
    }

    /**
     * Returns the time at which a packet arrived: the time that its reader gave, or now if it gave none, or one that can't be true. The
     * estimator believes the latest arrival time it was ever given, as libwebrtc does: one in the future would stop its rates until
     * that time has come.
     *
     * @param givenUs what the reader gave, or {@link Attributes#NO_ARRIVAL_TIME}
     * @param lastUs  the arrival time of the packet before, or {@link Attributes#NO_ARRIVAL_TIME}
     */
    long arrivalUs(long givenUs, long nowUs, long lastUs) {
        if (givenUs == Attributes.NO_ARRIVAL_TIME) {
            return nowUs;
        }
        if (givenUs > nowUs + MAX_AHEAD_US
                || givenUs < nowUs - MAX_BEHIND_US
                || lastUs != Attributes.NO_ARRIVAL_TIME && givenUs < lastUs - MAX_BACKWARD_US) {
            impossibleArrivalTimes++;
            return nowUs;
        }
        return givenUs;
    }

    long impossibleArrivalTimes() {
        return impossibleArrivalTimes;
    }

    /** Returns what was counted, together with figures that are counted elsewhere. */
    BweStatistics statistics(Delivery delivery, long malformedRtcpCompounds) {
        Map<Fault, Long> byFault = new EnumMap<>(Fault.class);
        for (Fault fault : Fault.values()) {
            if (fault != Fault.NONE) {
                byFault.put(fault, malformed == NONE ? 0 : malformed[fault.ordinal()]);
            }
        }
        long faulty = 0;
        for (long count : malformed) {
            faulty += count;
        }
        long seen = fed + faulty + ofOtherStreams + withoutSendTime + withTransportSequenceNumber;
        return new BweStatistics(
                seen,
                fed,
                ofOtherStreams,
                withoutSendTime,
                withTransportSequenceNumber,
                impossibleArrivalTimes,
                byFault,
                malformedRtcpCompounds,
                delivery.rembsSent(),
                delivery.rembsDropped(),
                delivery.rembWriteFailures());
    }
}

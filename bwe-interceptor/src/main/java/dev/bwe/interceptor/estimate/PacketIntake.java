package dev.bwe.interceptor.estimate;

import dev.bwe.core.PacketInfo;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.rtp.RtpPacket.Fault;
import java.util.function.LongSupplier;

/** Counts what the readers of all streams saw and feeds the estimate. Guarded by the interceptor's lock but where it says so. */
final class PacketIntake implements PeerLock.Duties {
    private final LongSupplier clock;
    private final PeerEstimate estimate;
    private final BweCounters counters;
    private final DeliveryLoop deliveries;

    PacketIntake(LongSupplier clock, PeerEstimate estimate, BweCounters counters, DeliveryLoop deliveries) {
        this.clock = clock;
        this.estimate = estimate;
        this.counters = counters;
        this.deliveries = deliveries;
    }

    @Override
    public boolean take(PacketInfoPool.Entry entry) {
        try {
            // Not those of a stream that was unbound, as all are when the interceptor is closed.
            return entry.stream.isBound() && count(entry);
        } finally {
            PacketInfoPool.release(entry);
        }
    }

    /** True if the packet was fed. */
    private boolean count(PacketInfoPool.Entry entry) {
        PacketInfo packet = entry.packet;
        counters.packetsSeen++;
        if (entry.fault != Fault.NONE) {
            counters.malformed(entry.fault);
        } else if (packet.ssrc() != entry.stream.ssrc()) {
            counters.packetsOfOtherStreams++;
        } else if (entry.hasTransportSequenceNumber) {
            counters.packetsWithTransportSequenceNumber++;
        } else if (!hasTime(entry)) {
            counters.packetsWithoutSendTime++;
        } else {
            counters.packetsFed++;
            // Read under the lock, so that what the estimator sees as now does not go back between threads.
            packet.nowUs(clock.getAsLong());
            if (packet.arrivalUs() == Attributes.NO_ARRIVAL_TIME) {
                packet.arrivalUs(packet.nowUs());
            }
            estimate.onPacket(entry.stream, packet, entry.captureTime);
            return true;
        }
        return false;
    }

    /** Capture times are another clock than send times: they count only while no stream has send times. */
    private boolean hasTime(PacketInfoPool.Entry entry) {
        if (entry.captureTime && !estimate.streams().countsCaptureTime()) {
            entry.packet.withoutAbsSendTime();
        }
        return entry.packet.hasAbsSendTime() || entry.rtpTimestamps;
    }

    /** It arrived now, not when it will be taken in. Safe for use by any thread. */
    @Override
    public void leave(PacketInfoPool.Entry entry) {
        if (entry.packet.arrivalUs() == Attributes.NO_ARRIVAL_TIME) {
            entry.packet.arrivalUs(clock.getAsLong());
        }
    }

    @Override
    public boolean claim() {
        return deliveries.claim();
    }

    @Override
    public void wake() {
        deliveries.wake();
    }
}

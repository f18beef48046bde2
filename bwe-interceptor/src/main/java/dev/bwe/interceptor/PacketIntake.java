package dev.bwe.interceptor;

import dev.bwe.core.PacketInfo;
import dev.bwe.interceptor.rtp.RtpPacket;
import java.util.function.LongSupplier;

/** Takes what the readers of all streams saw, one at a time, counts it and feeds the estimate. Safe for use by any thread. */
final class PacketIntake {
    private final Object lock;
    private final LongSupplier clock;
    private final PeerEstimate estimate;
    private final BweCounters counters;
    private final DeliveryLoop deliveries;

    /**
     * @param lock guards the estimate and the counters
     */
    PacketIntake(Object lock, LongSupplier clock, PeerEstimate estimate, BweCounters counters, DeliveryLoop deliveries) {
        this.lock = lock;
        this.clock = clock;
        this.estimate = estimate;
        this.counters = counters;
        this.deliveries = deliveries;
    }

    void onPacket(BoundStream stream, StreamExtensions extensions, PacketInfo packet) {
        boolean wake;
        synchronized (lock) {
            if (!counts(stream)) {
                return;
            }
            if (extensions.captureTime() && !estimate.streams().countsCaptureTime()) {
                packet.withoutAbsSendTime();
            }
            if (!packet.hasAbsSendTime() && !extensions.rtpTimestamps()) {
                counters.packetsWithoutSendTime++;
                return;
            }
            counters.packetsFed++;
            // Read under the lock, so that what the estimator sees as now does not go back between threads.
            packet.nowUs(clock.getAsLong());
            if (packet.arrivalUs() == Attributes.NO_ARRIVAL_TIME) {
                packet.arrivalUs(packet.nowUs());
            }
            estimate.onPacket(stream, packet);
            wake = deliveries.claim();
        }
        if (wake) {
            deliveries.wake();
        }
    }

    void onPacketWithTransportSequenceNumber(BoundStream stream) {
        synchronized (lock) {
            if (counts(stream)) {
                counters.packetsWithTransportSequenceNumber++;
            }
        }
    }

    void onPacketWithoutSendTime(BoundStream stream) {
        synchronized (lock) {
            if (counts(stream)) {
                counters.packetsWithoutSendTime++;
            }
        }
    }

    void onMalformedPacket(BoundStream stream, RtpPacket.Fault fault) {
        synchronized (lock) {
            if (counts(stream)) {
                counters.malformed(fault);
            }
        }
    }

    /** Not those of a stream that was unbound, as all are when the interceptor is closed. */
    private boolean counts(BoundStream stream) {
        if (!stream.isBound()) {
            return false;
        }
        counters.packetsSeen++;
        return true;
    }
}

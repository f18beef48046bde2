package dev.bwe.core.bench;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.PacketInfo;
import java.lang.ref.Reference;
import java.util.function.Function;
import org.jitsi.impl.neomedia.rtp.remotebitrateestimator.RemoteBitrateEstimatorAbsSendTime;
import org.jitsi.service.neomedia.rtp.RemoteBitrateEstimator;
import org.jitsi.utils.logging.DiagnosticContext;

/** How much of the heap an estimator holds: what many of them take in all, divided by how many they are. */
final class MemoryUse {
    private static final int IDLE_ESTIMATORS = 10_000;
    private static final int BUSY_ESTIMATORS = 1_000;
    private static final long BUSY_BPS = 10_000_000;
    /** While probes are looked for, when the first estimate is due, and long after. */
    private static final long[] BUSY_US = {1_900_000, 4_900_000, 15_000_000};

    private static final int COLLECTIONS = 4;

    private MemoryUse() {}

    /** Bytes of an estimator that has seen one packet. */
    static long idleBwe() {
        PacketTrace trace = PacketTrace.even(BUSY_BPS, 1_000);
        return bytesEach(IDLE_ESTIMATORS, i -> fedBwe(trace));
    }

    /** Bytes of an estimator at 10 Mbit/s, at the worst of some moments. */
    static long busyBwe() {
        long most = 0;
        for (long durationUs : BUSY_US) {
            PacketTrace trace = PacketTrace.even(BUSY_BPS, durationUs);
            most = Math.max(most, bytesEach(BUSY_ESTIMATORS, i -> fedBwe(trace)));
        }
        return most;
    }

    /** The same of libjitsi's estimator. */
    static long idleLibjitsi() {
        PacketTrace trace = PacketTrace.even(BUSY_BPS, 1_000);
        return bytesEach(IDLE_ESTIMATORS, i -> fedLibjitsi(trace));
    }

    /** The same of libjitsi's estimator. */
    static long busyLibjitsi() {
        long most = 0;
        for (long durationUs : BUSY_US) {
            PacketTrace trace = PacketTrace.even(BUSY_BPS, durationUs);
            most = Math.max(most, bytesEach(BUSY_ESTIMATORS, i -> fedLibjitsi(trace)));
        }
        return most;
    }

    private static long bytesEach(int count, Function<Integer, Object> make) {
        Object[] estimators = new Object[count];
        make.apply(0);
        long before = usedBytes();
        for (int i = 0; i < count; i++) {
            estimators[i] = make.apply(i);
        }
        long after = usedBytes();
        Reference.reachabilityFence(estimators);
        return (after - before) / count;
    }

    private static long usedBytes() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static BandwidthEstimator fedBwe(PacketTrace trace) {
        BandwidthEstimator estimator = new BandwidthEstimator();
        PacketInfo packet = new PacketInfo();
        for (int i = 0; i < trace.packets(); i++) {
            packet.arrivalUs(trace.arrivalUs[i])
                    .nowUs(trace.arrivalUs[i])
                    .absSendTime(trace.sendTicks[i] & PacketTrace.ABS_SEND_TIME_MASK)
                    .payloadSize(PacketTrace.PACKET_BYTES)
                    .ssrc(1);
            estimator.onPacket(packet);
        }
        return estimator;
    }

    private static RemoteBitrateEstimator fedLibjitsi(PacketTrace trace) {
        RemoteBitrateEstimator estimator = new RemoteBitrateEstimatorAbsSendTime(null, new DiagnosticContext());
        for (int i = 0; i < trace.packets(); i++) {
            long nowMs = trace.arrivalUs[i] / 1_000;
            VirtualClock.set(nowMs);
            estimator.incomingPacketInfo(
                    nowMs, trace.sendTicks[i] & PacketTrace.ABS_SEND_TIME_MASK, PacketTrace.PACKET_BYTES, 1);
        }
        return estimator;
    }
}

package dev.bwe.core.bench;

import java.lang.ref.Reference;
import java.util.function.Function;
import org.jitsi.impl.neomedia.rtp.remotebitrateestimator.RemoteBitrateEstimatorAbsSendTime;
import org.jitsi.service.neomedia.rtp.RemoteBitrateEstimator;
import org.jitsi.utils.logging.DiagnosticContext;

/** Measures the heap that an estimator holds: the heap of many estimators divided by their number. */
final class MemoryUse {
    private static final int IDLE_ESTIMATORS = 10_000;
    private static final int BUSY_ESTIMATORS = 1_000;
    private static final long BUSY_BPS = 10_000_000;
    /** Moments while probes are being searched, when the first estimate is due, and long after that. */
    private static final long[] BUSY_US = {1_900_000, 4_900_000, 15_000_000};

    private static final int COLLECTIONS = 4;

    private MemoryUse() {}

    /** Returns the bytes of this project's estimator after one packet. */
    static long idleBwe() {
        return idle(PacketTrace::newFedEstimator);
    }

    /** Returns the bytes of this project's estimator at 10 Mbit/s, the maximum of several moments. */
    static long busyBwe() {
        return busy(PacketTrace::newFedEstimator);
    }

    /** Returns the bytes of libjitsi's estimator after one packet. */
    static long idleLibjitsi() {
        return idle(MemoryUse::fedLibjitsi);
    }

    /** Returns the bytes of libjitsi's estimator at 10 Mbit/s, the maximum of several moments. */
    static long busyLibjitsi() {
        return busy(MemoryUse::fedLibjitsi);
    }

    private static long idle(Function<PacketTrace, Object> newFed) {
        return bytesEach(IDLE_ESTIMATORS, PacketTrace.even(BUSY_BPS, 1_000), newFed);
    }

    private static long busy(Function<PacketTrace, Object> newFed) {
        long max = 0;
        for (long durationUs : BUSY_US) {
            max = Math.max(max, bytesEach(BUSY_ESTIMATORS, PacketTrace.even(BUSY_BPS, durationUs), newFed));
        }
        return max;
    }

    private static long bytesEach(int count, PacketTrace trace, Function<PacketTrace, Object> newFed) {
        Object[] estimators = new Object[count];
        newFed.apply(trace);
        long before = usedBytes();
        for (int i = 0; i < count; i++) {
            estimators[i] = newFed.apply(trace);
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

package dev.bwe.interceptor.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.bwe.interceptor.MonotonicClock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * Many sessions in real time: one thread feeds all packets, each session's 100 a second. Sessions begin one after another, as calls
 * do, or all in the same moment, and then their REMBs all fall due in the same moment too.
 */
final class Scale {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long ROUND_US = 10_000;
    /** An estimate takes 5 s, and the state of the first REMBs is made when they are sent. */
    private static final int WARM_UP_SECONDS = 9;
    /** At 100 packets and one REMB a second. */
    private static final int PACKETS_PER_REMB = 100;

    /**
     * What was measured.
     *
     * @param latenessUs        of each REMB in microseconds, ascending
     * @param cpuNanosPerPacket CPU time of the feeding thread for each packet, and the hundredth part of the timer's for each REMB, so
     *                          that the figure is the same if a busy machine lets the feeding thread fall behind
     */
    record Result(
            int sessions,
            int threads,
            long[] latenessUs,
            double cpuNanosPerPacket,
            double cpus,
            double packetsPerSecond,
            double bytesPerPacket,
            int readerBehindMs) {

        double lateMs(double quantile) {
            return latenessUs.length == 0
                    ? -1
                    : latenessUs[(int) Math.min(latenessUs.length - 1, (long) (latenessUs.length * quantile))] / 1e3;
        }
    }

    private final Load load;
    private final int sessions;
    private final long beginUs;
    private final long startUs = MonotonicClock.nowUs();
    private final int sessionsPerTurn;
    private long packets;

    /**
     * @param beginUs the time within which the sessions begin, in microseconds, at most 2 s; 0 for all in the same moment
     */
    Scale(Load load, int sessions, long beginUs) {
        this.load = load;
        this.sessions = sessions;
        this.beginUs = beginUs;
        // Sessions take turns through the round rather than all at its beginning.
        sessionsPerTurn = Math.max(1, sessions / 10);
    }

    /** Runs for some seconds after a warm-up. */
    Result run(int seconds) throws IOException {
        int threadsBefore = THREADS.getThreadCount();
        long measureFromUs = startUs + WARM_UP_SECONDS * 1_000_000L;
        long turn = runUntil(measureFromUs, 0)[0];
        int threads = THREADS.getThreadCount();
        // The measuring itself allocates when it is first done, so this is asked twice.
        allocatedBytes();
        long bytes = allocatedBytes();
        long cpuNanos = PROCESS.getProcessCpuTime();
        long feederNanos = THREADS.getCurrentThreadCpuTime();
        long timerNanos = timerCpuNanos();
        long beganUs = MonotonicClock.nowUs();
        packets = 0;
        load.startRecording();
        long behindUs = runUntil(measureFromUs + seconds * 1_000_000L, turn)[1];
        bytes = allocatedBytes() - bytes;
        cpuNanos = PROCESS.getProcessCpuTime() - cpuNanos;
        feederNanos = THREADS.getCurrentThreadCpuTime() - feederNanos;
        timerNanos = timerCpuNanos() - timerNanos;
        long[] latenessUs = load.latenessUs();
        double tookNanos = (MonotonicClock.nowUs() - beganUs) * 1e3;
        return new Result(
                sessions,
                Math.max(threads, THREADS.getThreadCount()) - threadsBefore,
                latenessUs,
                (double) feederNanos / packets
                        + (double) timerNanos / Math.max(1, latenessUs.length) / PACKETS_PER_REMB,
                cpuNanos / tookNanos,
                packets * 1e9 / tookNanos,
                (double) bytes / packets,
                (int) (behindUs / 1_000));
    }

    /** Feeds packets until a time; returns the next turn and by how many microseconds the feeding was late at most. */
    private long[] runUntil(long endUs, long firstTurn) throws IOException {
        long behindUs = 0;
        for (long turn = firstTurn; ; turn++) {
            long dueUs = startUs + turn * ROUND_US * sessionsPerTurn / sessions;
            long nowUs = MonotonicClock.nowUs();
            if (nowUs < dueUs) {
                LockSupport.parkNanos((dueUs - nowUs) * 1_000);
                nowUs = MonotonicClock.nowUs();
            }
            if (nowUs >= endUs) {
                return new long[] {turn, behindUs};
            }
            behindUs = Math.max(behindUs, nowUs - dueUs);
            feed(turn, nowUs);
        }
    }

    private void feed(long turn, long nowUs) throws IOException {
        int sendTime = (int) ((nowUs % 64_000_000 << 18) / 1_000_000);
        int first = (int) (turn * sessionsPerTurn % sessions);
        for (int i = 0; i < sessionsPerTurn; i++) {
            int session = (first + i) % sessions;
            if (nowUs - startUs >= beginUs * session / sessions) {
                load.packet(session, nowUs, sendTime);
                packets++;
            }
        }
    }

    private long timerCpuNanos() {
        long other = load.otherThreadId();
        return other == Thread.currentThread().getId() ? 0 : THREADS.getThreadCpuTime(other);
    }

    /** Returns how many bytes the feeding thread and the timer's have allocated so far. */
    private long allocatedBytes() {
        long self = Thread.currentThread().getId();
        long other = load.otherThreadId();
        return THREADS.getThreadAllocatedBytes(self) + (other == self ? 0 : THREADS.getThreadAllocatedBytes(other));
    }
}

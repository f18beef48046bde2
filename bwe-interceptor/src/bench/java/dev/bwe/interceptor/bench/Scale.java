package dev.bwe.interceptor.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.MonotonicClock;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.estimate.BweInterceptor;
import dev.bwe.interceptor.estimate.BweInterceptorFactory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Many sessions in real time: one thread reads all packets, each session's 100 a second, and REMBs go out on the shared timer. Sessions
 * begin one after another, as calls do, or all in the same moment, upon which their REMBs all fall due in the same moment too.
 */
final class Scale {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long ROUND_US = 10_000;
    private static final int PACKETS_PER_SECOND = 100;
    private static final long INTERVAL_US = 1_000_000;
    private static final int WARM_UP_SECONDS = 8;
    private static final int PACKET_LENGTH = 220;

    /** What was measured; lateness in milliseconds. */
    record Result(
            int sessions,
            int threadsBefore,
            int threads,
            long rembs,
            double p50,
            double p99,
            double max,
            double cpus,
            double packetsPerSecond,
            double bytesPerPacket,
            int readerBehindMs) {
        private static final int MOST_THREADS_MORE = 1;
        private static final double MOST_LATE_MS = 20;
        private static final double MOST_CPUS = 1;
        private static final double LEAST_SHARE_OF_LOAD = 0.99;
        /** What is less than this is what the virtual machine does for itself. */
        private static final double MOST_BYTES = 0.01;

        boolean isWithinBounds() {
            return rembs > 0
                    && p99 < MOST_LATE_MS
                    && cpus <= MOST_CPUS
                    && bytesPerPacket < MOST_BYTES
                    && threads - threadsBefore <= MOST_THREADS_MORE
                    && packetsPerSecond >= LEAST_SHARE_OF_LOAD * sessions * PACKETS_PER_SECOND;
        }
    }

    private final int sessions;
    private final long beginUs;
    private final long[] latenessUs;
    private int samples;
    private volatile boolean measuring;
    /** Who calls the listener: the one timer thread. */
    private volatile long timerThreadId;

    private Scale(int sessions, long beginUs, int seconds) {
        this.sessions = sessions;
        this.beginUs = beginUs;
        latenessUs = new long[sessions * (seconds + 2)];
    }

    /**
     * Runs for some seconds after a warm-up.
     *
     * @param beginUs within which time they begin, in microseconds, 2 s at the most; 0 for all in the same moment
     */
    static Result run(int sessions, long beginUs, int seconds) throws IOException {
        return new Scale(sessions, beginUs, seconds).measure(seconds);
    }

    private void onRemb(long[] lastUs, int session, long nowUs) {
        timerThreadId = Thread.currentThread().getId();
        long sinceUs = nowUs - lastUs[session];
        if (measuring && lastUs[session] != 0 && samples < latenessUs.length && sinceUs > INTERVAL_US / 2) {
            // REMBs stand on a grid of the interval: what is late is late against the grid, not against the one before.
            latenessUs[samples++] = Math.max(0, MonotonicClock.nowUs() - nextUs(lastUs, session, sinceUs));
        }
        if (lastUs[session] == 0 || sinceUs <= INTERVAL_US / 2) {
            lastUs[session] = nowUs;
        } else {
            lastUs[session] = nextUs(lastUs, session, sinceUs);
        }
    }

    private static long nextUs(long[] lastUs, int session, long sinceUs) {
        return lastUs[session] + Math.max(1, sinceUs / INTERVAL_US) * INTERVAL_US;
    }

    private Result measure(int seconds) throws IOException {
        int threadsBefore = THREADS.getThreadCount();
        long[] lastUs = new long[sessions];
        BweInterceptorFactory factory = BweInterceptorFactory.builder()
                .measureRoundTripTime(false)
                .rembListener((id, nowUs, bps, ssrcs) -> onRemb(lastUs, Integer.parseInt(id), nowUs))
                .build();
        BweInterceptor[] interceptors = new BweInterceptor[sessions];
        RtpReader[] readers = new RtpReader[sessions];
        int[] sendTime = new int[1];
        for (int i = 0; i < sessions; i++) {
            interceptors[i] = factory.newInterceptor(Integer.toString(i));
            interceptors[i].bindRtcpWriter((bytes, offset, length, context) -> length);
            readers[i] = interceptors[i].bindRemoteStream(
                    StreamInfo.of(5, "video/VP8", 90_000, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 3)),
                    (bytes, offset, capacity, context) -> {
                        bytes[offset + 17] = (byte) (sendTime[0] >> 16);
                        bytes[offset + 18] = (byte) (sendTime[0] >> 8);
                        bytes[offset + 19] = (byte) sendTime[0];
                        return PACKET_LENGTH;
                    });
        }
        byte[] buffer = new byte[1_500];
        byte[] header = {(byte) 0x90, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 5, (byte) 0xBE, (byte) 0xDE, 0, 1, 0x32, 0, 0, 0};
        System.arraycopy(header, 0, buffer, 0, header.length);
        Attributes attributes = new Attributes();
        long startUs = MonotonicClock.nowUs();
        long measureFromUs = startUs + WARM_UP_SECONDS * 1_000_000L;
        long endUs = measureFromUs + seconds * 1_000_000L;
        long beganUs = 0;
        long cpuFrom = 0;
        long allocatedFrom = 0;
        long packets = 0;
        long mostBehindUs = 0;
        int threads = 0;
        // Sessions take turns through the round rather than all at its beginning.
        int perTurn = Math.max(1, sessions / 10);
        for (long turn = 0; ; turn++) {
            long dueUs = startUs + turn * ROUND_US * perTurn / sessions;
            long nowUs = MonotonicClock.nowUs();
            if (nowUs < dueUs) {
                LockSupport.parkNanos((dueUs - nowUs) * 1_000);
                nowUs = MonotonicClock.nowUs();
            }
            if (!measuring && nowUs >= measureFromUs) {
                threads = THREADS.getThreadCount();
                cpuFrom = PROCESS.getProcessCpuTime();
                beganUs = nowUs;
                // The measuring itself allocates when it is first done, so this is asked twice and last.
                allocated();
                allocatedFrom = allocated();
                packets = 0;
                measuring = true;
            }
            if (nowUs >= endUs) {
                break;
            }
            if (measuring) {
                mostBehindUs = Math.max(mostBehindUs, nowUs - dueUs);
            }
            sendTime[0] = (int) ((nowUs % 64_000_000 << 18) / 1_000_000);
            int first = (int) (turn * perTurn % sessions);
            for (int i = 0; i < perTurn; i++) {
                int session = (first + i) % sessions;
                if (!measuring && nowUs - startUs < beginUs * session / sessions) {
                    continue;
                }
                readers[session].read(
                        buffer, 0, buffer.length, attributes.clear().arrivalTimeUs(nowUs));
                packets++;
            }
        }
        measuring = false;
        double bytesPerPacket = (double) (allocated() - allocatedFrom) / packets;
        double tookNanos = (MonotonicClock.nowUs() - beganUs) * 1e3;
        double cpus = (PROCESS.getProcessCpuTime() - cpuFrom) / tookNanos;
        threads = Math.max(threads, THREADS.getThreadCount());
        for (BweInterceptor interceptor : interceptors) {
            interceptor.close();
        }
        long[] sorted = Arrays.copyOf(latenessUs, samples);
        Arrays.sort(sorted);
        return new Result(
                sessions,
                threadsBefore,
                threads,
                samples,
                at(sorted, 0.5),
                at(sorted, 0.99),
                at(sorted, 1),
                cpus,
                packets * 1e9 / tookNanos,
                bytesPerPacket,
                (int) (mostBehindUs / 1_000));
    }

    /** What the reading thread and the timer's have allocated so far. */
    private long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId())
                + THREADS.getThreadAllocatedBytes(timerThreadId);
    }

    private static double at(long[] sorted, double quantile) {
        return sorted.length == 0
                ? -1
                : sorted[(int) Math.min(sorted.length - 1, (long) (sorted.length * quantile))] / 1_000.0;
    }
}

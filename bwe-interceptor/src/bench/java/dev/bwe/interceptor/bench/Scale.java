package dev.bwe.interceptor.bench;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.BweInterceptor;
import dev.bwe.interceptor.BweInterceptorFactory;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.MonotonicClock;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** Many sessions in real time: one thread reads all packets, each session's 100 a second, and REMBs go out on the shared timer. */
final class Scale {
    private static final long ROUND_US = 10_000;
    private static final long INTERVAL_US = 1_000_000;
    private static final int WARM_UP_SECONDS = 8;
    private static final int PACKET_LENGTH = 220;

    /** What was measured; lateness in milliseconds. */
    record Result(int sessions, int threadsBefore, int threads, long rembs, double p50, double p99, double max,
            double cpuShare, double packetsPerSecond, int readersBehindMs) {
    }

    private final int sessions;
    private final long[] latenessUs;
    private int samples;
    private volatile boolean measuring;

    private Scale(int sessions, int seconds) {
        this.sessions = sessions;
        latenessUs = new long[sessions * (seconds + 2)];
    }

    /** Runs for some seconds after a warm-up. */
    static Result run(int sessions, int seconds) throws IOException {
        return new Scale(sessions, seconds).measure(seconds);
    }

    /** Called on the one timer thread. */
    private void onRemb(long[] lastUs, int session, long nowUs) {
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
        int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
        long[] lastUs = new long[sessions];
        BweInterceptorFactory factory = BweInterceptorFactory.builder().measureRoundTripTime(false)
                .rembListener((id, nowUs, bps, ssrcs) -> onRemb(lastUs, Integer.parseInt(id), nowUs)).build();
        BweInterceptor[] interceptors = new BweInterceptor[sessions];
        RtpReader[] readers = new RtpReader[sessions];
        int[] sendTime = new int[1];
        for (int i = 0; i < sessions; i++) {
            interceptors[i] = factory.newInterceptor(Integer.toString(i));
            interceptors[i].bindRtcpWriter((bytes, offset, length, context) -> length);
            readers[i] = interceptors[i].bindRemoteStream(StreamInfo.of(5, "video/VP8", 90_000,
                    new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 3)), (bytes, offset, capacity, context) -> {
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
        long cpuFrom = 0;
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
                cpuFrom = cpuNanos();
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
                readers[(first + i) % sessions].read(buffer, 0, buffer.length, attributes.clear().arrivalTimeUs(nowUs));
                packets++;
            }
            threads = Math.max(threads, turn % 1_000 == 0 ? ManagementFactory.getThreadMXBean().getThreadCount() : 0);
        }
        measuring = false;
        double cpuShare = (cpuNanos() - cpuFrom) / (seconds * 1e9);
        for (BweInterceptor interceptor : interceptors) {
            interceptor.close();
        }
        long[] sorted = Arrays.copyOf(latenessUs, samples);
        Arrays.sort(sorted);
        return new Result(sessions, threadsBefore, threads, samples, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1), cpuShare,
                packets / (double) seconds, (int) (mostBehindUs / 1_000));
    }

    private static double at(long[] sorted, double quantile) {
        return sorted.length == 0 ? -1 : sorted[(int) Math.min(sorted.length - 1, (long) (sorted.length * quantile))] / 1_000.0;
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}

package dev.bwe.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.rtp.RembPacket;
import dev.bwe.interceptor.rtp.RtcpBytes;
import dev.bwe.interceptor.rtp.RtcpCompound;
import dev.bwe.interceptor.rtp.RtpBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Eight threads for ten seconds: six read streams that come and go, one reports, one opens and closes other sessions. */
@Timeout(60)
class StressTest {
    private static final int READERS = 6;
    private static final long RUN_NANOS = 10_000_000_000L;
    private static final long SEED = 0x57E55;

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(2);
    private final AtomicLong fed = new AtomicLong();
    private final AtomicReference<String> badCompound = new AtomicReference<>();
    private final AtomicLong rembs = new AtomicLong();
    private long endNanos;

    /** A stream that one thread reads; after each round it unbinds it and binds it anew. */
    private void readStreams(BweInterceptor interceptor, int number) throws IOException {
        Random random = new Random(SEED + number);
        byte[] packet = RtpBytes.packet().absSendTime(3, 0).payload(200).build();
        byte[] buffer = new byte[500];
        Attributes attributes = new Attributes();
        while (System.nanoTime() < endNanos) {
            // Each thread has SSRCs of its own: number, number + 10, ...
            int ssrc = number + 10 * random.nextInt(5);
            RtpReader reader = interceptor.bindRemoteStream(Call.video(ssrc), (b, o, c, a) -> {
                System.arraycopy(packet, 0, b, o, packet.length);
                b[o + 11] = (byte) ssrc;
                b[o + 10] = 0;
                int sendTime = (int) (MonotonicClock.nowUs() % 64_000_000 * 262_144 / 1_000_000);
                b[o + 17] = (byte) (sendTime >> 16);
                b[o + 18] = (byte) (sendTime >> 8);
                b[o + 19] = (byte) sendTime;
                return packet.length;
            });
            int packets = 1 + random.nextInt(2_000);
            for (int i = 0; i < packets; i++) {
                reader.read(buffer, 0, buffer.length, attributes.clear());
            }
            fed.addAndGet(packets);
            interceptor.unbindRemoteStream(Call.video(ssrc));
            // Whatever the others do, this thread's stream must be gone.
            if (Arrays.stream(interceptor.ssrcs()).anyMatch(left -> left % 10 == number)) {
                throw new AssertionError("stale SSRC " + Arrays.toString(interceptor.ssrcs()) + " of thread " + number);
            }
            reader.read(buffer, 0, buffer.length, attributes.clear());
            if (Arrays.stream(interceptor.ssrcs()).anyMatch(left -> left % 10 == number)) {
                throw new AssertionError("SSRC back after unbind: " + Arrays.toString(interceptor.ssrcs()) + " of thread " + number);
            }
        }
    }

    private void report(BweInterceptor interceptor) throws IOException {
        byte[] report = RtcpBytes.of("81c8000c 00000007 aabb1122 3344ccdd 00000000 00000001 00000100"
                + "0000000b 40fffffe 00010203 00000021 aabbccdd 00008000");
        RtcpReader reader = interceptor.bindRtcpReader((buffer, offset, capacity, attributes) -> {
            System.arraycopy(report, 0, buffer, offset, report.length);
            return report.length;
        });
        byte[] buffer = new byte[100];
        long cap = 1_000_000;
        while (System.nanoTime() < endNanos) {
            reader.read(buffer, 0, 100, new Attributes());
            interceptor.onOutgoingRtcp(report, 0, report.length);
            interceptor.bindRtcpWriter(this::write);
            interceptor.setMaxBitrateBps(cap = cap > 20_000_000 ? 1_000_000 : cap + 1_000);
            interceptor.snapshot();
            interceptor.statistics();
        }
    }

    private int write(byte[] buffer, int offset, int length, Attributes attributes) {
        RtcpCompound compound = new RtcpCompound().wrap(buffer, offset, length);
        RembPacket remb = new RembPacket();
        boolean found = false;
        while (compound.next()) {
            if (remb.wrap(compound)) {
                found = true;
                for (int i = 1; i < remb.ssrcCount(); i++) {
                    if (Integer.compareUnsigned(remb.ssrc(i - 1), remb.ssrc(i)) >= 0) {
                        badCompound.set("SSRCs out of order");
                    }
                }
            }
        }
        if (!found || compound.isMalformed()) {
            badCompound.set("no REMB, or damaged");
        }
        rembs.incrementAndGet();
        return length;
    }

    private void openAndClose(BweInterceptorFactory factory) throws IOException {
        int number = 0;
        while (System.nanoTime() < endNanos) {
            BweInterceptor other = factory.newInterceptor("other " + number++);
            other.bindRtcpWriter(this::write);
            byte[] packet = RtpBytes.packet().ssrc(5).absSendTime(3, 0).build();
            RtpReader reader = other.bindRemoteStream(Call.video(5), (b, o, c, a) -> {
                System.arraycopy(packet, 0, b, o, packet.length);
                return packet.length;
            });
            for (int i = 0; i < 20; i++) {
                reader.read(new byte[500], 0, 500, new Attributes());
            }
            other.close();
            other.close();
        }
    }

    @Test
    void nothingIsLostStaleStuckOrLeftBehind() throws Exception {
        executor.setRemoveOnCancelPolicy(true);
        BweInterceptorFactory factory = BweInterceptorFactory.builder().executor(executor).rembIntervalUs(1_000).build();
        BweInterceptor interceptor = factory.newInterceptor("stress");
        interceptor.bindRtcpWriter(this::write);
        endNanos = System.nanoTime() + RUN_NANOS;
        ExecutorService threads = Executors.newFixedThreadPool(READERS + 2);
        List<Future<?>> running = new ArrayList<>();
        for (int number = 0; number < READERS; number++) {
            int own = number;
            running.add(threads.submit(() -> {
                readStreams(interceptor, own);
                return null;
            }));
        }
        running.add(threads.submit(() -> {
            report(interceptor);
            return null;
        }));
        running.add(threads.submit(() -> {
            openAndClose(factory);
            return null;
        }));
        threads.shutdown();
        for (Future<?> one : running) {
            awaitOrFail(one);
        }
        assertEquals(fed.get(), interceptor.statistics().packetsFed(), "packets fed");
        assertEquals(0, interceptor.ssrcs().length, "SSRCs when all streams are unbound");
        interceptor.close();
        executor.shutdown();
        assertTrue(executor.awaitTermination(10, TimeUnit.SECONDS), "the scheduler has work left after close");
        assertEquals(0, executor.getQueue().size(), "timers left");
        assertEquals(null, badCompound.get());
        assertTrue(rembs.get() > 5, rembs.get() + " REMBs");
        assertTrue(fed.get() > 10_000, fed.get() + " packets");
    }

    private static void awaitOrFail(Future<?> one) throws InterruptedException, ExecutionException, TimeoutException {
        one.get(40, TimeUnit.SECONDS);
    }

    @Test
    void theSharedTimersThreadIsADaemonAndThereIsOne() throws IOException, InterruptedException {
        // Sessions of other tests may still be open, and only lose timers meanwhile.
        int before = SharedTimer.instance().pending();
        List<BweInterceptor> interceptors = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            BweInterceptor interceptor = BweInterceptorFactory.builder().build().newInterceptor("pc " + i);
            interceptors.add(interceptor);
            byte[] packet = RtpBytes.packet().ssrc(5).absSendTime(3, 0).build();
            interceptor.bindRemoteStream(Call.video(5), (b, o, c, a) -> {
                System.arraycopy(packet, 0, b, o, packet.length);
                return packet.length;
            }).read(new byte[500], 0, 500, new Attributes());
        }
        List<Thread> timers = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(SharedTimer.THREAD_NAME)).toList();
        assertEquals(1, timers.size(), "threads for 50 sessions");
        assertTrue(timers.get(0).isDaemon(), "a daemon");
        interceptors.forEach(BweInterceptor::close);
        long patienceNanos = System.nanoTime() + 10_000_000_000L;
        while (SharedTimer.instance().pending() > before && System.nanoTime() < patienceNanos) {
            Thread.sleep(1);
        }
        int left = SharedTimer.instance().pending();
        assertTrue(left <= before, left + " timers are left, " + before + " were there before");
    }
}

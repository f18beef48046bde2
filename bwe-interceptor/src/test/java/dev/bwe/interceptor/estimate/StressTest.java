package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.SsrcList;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.MonotonicClock;
import dev.bwe.interceptor.RtcpReader;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.rtp.RembPacket;
import dev.bwe.interceptor.rtp.RtcpBytes;
import dev.bwe.interceptor.rtp.RtcpCompound;
import dev.bwe.interceptor.rtp.RtpBytes;
import dev.bwe.interceptor.timer.SharedTimer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Nine threads for ten seconds: six read streams that come and go, one reports, one opens and closes other sessions, which the
 * last one reads meanwhile.
 */
@Timeout(90)
class StressTest {
    private static final int READERS = 6;
    private static final int SSRCS_EACH = 5;
    /** Each reader has SSRCs of its own: its number, its number + 10, ... */
    private static final int STEP = 10;

    private static final int PAYLOAD_LENGTH = 300;
    private static final int PACKET_LENGTH = 12 + 8 + PAYLOAD_LENGTH;
    private static final long RUN_NANOS = 10_000_000_000L;
    private static final long STRETCH_NANOS = 2_000_000_000L;
    /** Of the estimate in a stretch; on a machine with other work to do there may be a hundred of them or more to a REMB. */
    private static final int MANY_CHANGES = 5_000;

    private static final int STRETCHES = (int) (RUN_NANOS / STRETCH_NANOS);
    /** After so long without packets a stream is forgotten. */
    private static final long TIMEOUT_US = 2_000_000;

    private static final long MOST_NANOS_UNTIL_REMBS = 500_000_000L;
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final long SEED = 0x57E55;

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(2);
    private final AtomicLong fed = new AtomicLong();
    private final AtomicReference<String> bad = new AtomicReference<>();
    private final BoundTimes boundTimes = new BoundTimes(READERS, SSRCS_EACH, STEP);

    /** Of the session that all share. */
    private final AtomicLong rembs = new AtomicLong();

    private final AtomicIntegerArray rembsInStretch = new AtomicIntegerArray(STRETCHES);
    private final AtomicIntegerArray changesInStretch = new AtomicIntegerArray(STRETCHES);
    private final AtomicReference<int[]> lastNamed = new AtomicReference<>();

    private final AtomicReference<Session> open = new AtomicReference<>();
    private final AtomicLong sessionsWithRembs = new AtomicLong();
    private long beginNanos;
    private long endNanos;

    /** A session of the thread that opens and closes; another one reads it. */
    private static final class Session {
        final BweInterceptor interceptor;
        final RtpReader reader;
        final AtomicLong packetsRead = new AtomicLong();
        final AtomicInteger writes = new AtomicInteger();
        final AtomicInteger writesAfterClose = new AtomicInteger();
        volatile boolean closed;

        Session(BweInterceptor interceptor, RtpReader reader) {
            this.interceptor = interceptor;
            this.reader = reader;
        }
    }

    private void fail(String what) {
        bad.compareAndSet(null, what);
    }

    private int stretch() {
        return (int) Math.min((System.nanoTime() - beginNanos) / STRETCH_NANOS, STRETCHES - 1);
    }

    /** For sessions that are to have estimates although they last for milliseconds. */
    private static long fastClockUs() {
        return MonotonicClock.nowUs() * 200;
    }

    private static RtpReader stampedPackets(int ssrc) {
        return stampedPackets(ssrc, MonotonicClock::nowUs);
    }

    private static RtpReader stampedPackets(int ssrc, LongSupplier clock) {
        byte[] packet = RtpBytes.packet()
                .ssrc(ssrc)
                .absSendTime(3, 0)
                .payload(PAYLOAD_LENGTH)
                .build();
        return (b, o, c, a) -> {
            System.arraycopy(packet, 0, b, o, packet.length);
            int sendTime = (int) (clock.getAsLong() % 64_000_000 * 262_144 / 1_000_000);
            b[o + 17] = (byte) (sendTime >> 16);
            b[o + 18] = (byte) (sendTime >> 8);
            b[o + 19] = (byte) sendTime;
            return packet.length;
        };
    }

    /** Reads one of a thread's streams at a time; after each round it unbinds it and binds it or another one anew. */
    private void readStreams(BweInterceptor interceptor, int number) throws IOException {
        Random random = new Random(SEED + number);
        byte[] buffer = new byte[500];
        Attributes attributes = new Attributes();
        while (System.nanoTime() < endNanos) {
            int ssrc = number + STEP * random.nextInt(SSRCS_EACH);
            RtpReader reader = interceptor.bindRemoteStream(Call.video(ssrc), stampedPackets(ssrc));
            boundTimes.begin(ssrc, MonotonicClock.nowUs());
            int packets = 1 + random.nextInt(2_000);
            long lastUs = 0;
            for (int i = 0; i < packets; i++) {
                lastUs = MonotonicClock.nowUs();
                reader.read(buffer, 0, buffer.length, attributes.clear());
            }
            fed.addAndGet(packets);
            int[] before = interceptor.ssrcs();
            // A thread that was kept from running for so long may find its stream forgotten.
            if (MonotonicClock.nowUs() - lastUs < TIMEOUT_US
                    && Arrays.stream(before).noneMatch(one -> one == ssrc)) {
                throw new AssertionError("SSRC " + ssrc + " is lost: " + Arrays.toString(before));
            }
            interceptor.unbindRemoteStream(Call.video(ssrc));
            boundTimes.end(ssrc, MonotonicClock.nowUs());
            // Whatever the others do, this thread's stream must be gone.
            if (Arrays.stream(interceptor.ssrcs()).anyMatch(left -> left % STEP == number)) {
                throw new AssertionError("stale SSRC " + Arrays.toString(interceptor.ssrcs()) + " of thread " + number);
            }
            reader.read(buffer, 0, buffer.length, attributes.clear());
            if (Arrays.stream(interceptor.ssrcs()).anyMatch(left -> left % STEP == number)) {
                throw new AssertionError(
                        "SSRC back after unbind: " + Arrays.toString(interceptor.ssrcs()) + " of thread " + number);
            }
            // Else threads that don't sleep leave none of the processors to those that do.
            LockSupport.parkNanos(random.nextInt(2_000_000));
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
        long lastBps = 0;
        while (System.nanoTime() < endNanos) {
            reader.read(buffer, 0, 100, new Attributes());
            interceptor.onOutgoingRtcp(report, 0, report.length);
            interceptor.bindRtcpWriter(this::write);
            interceptor.setMaxBitrateBps(cap = cap > 20_000_000 ? 1_000_000 : cap + 1_000);
            interceptor.snapshot();
            interceptor.statistics();
            long bps = interceptor.estimateBps();
            if (bps != lastBps) {
                changesInStretch.incrementAndGet(stretch());
            }
            lastBps = bps;
        }
    }

    /** The SSRCs of a written compound's REMB. */
    private int[] named(byte[] buffer, int offset, int length) {
        RtcpCompound compound = new RtcpCompound().wrap(buffer, offset, length);
        RembPacket remb = new RembPacket();
        int[] ssrcs = null;
        while (compound.next()) {
            if (remb.wrap(compound)) {
                ssrcs = new int[remb.ssrcCount()];
                for (int i = 0; i < ssrcs.length; i++) {
                    ssrcs[i] = remb.ssrc(i);
                    if (i > 0 && Integer.compareUnsigned(ssrcs[i - 1], ssrcs[i]) >= 0) {
                        fail("SSRCs out of order");
                    }
                }
            }
        }
        if (ssrcs == null || compound.isMalformed()) {
            fail("no REMB, or damaged");
        }
        return ssrcs;
    }

    private int write(byte[] buffer, int offset, int length, Attributes attributes) {
        if (lastNamed.getAndSet(named(buffer, offset, length)) != null) {
            fail("two REMBs at a time");
        }
        rembs.incrementAndGet();
        rembsInStretch.incrementAndGet(stretch());
        return length;
    }

    /** Hears when what has just been written was decided: no stream may be named that had been unbound by then. */
    private void onRemb(String id, long decidedUs, long bitrateBps, SsrcList ssrcs) {
        int[] written = lastNamed.getAndSet(null);
        if (!Arrays.equals(ssrcs.toArray(), written)) {
            fail("told of " + Arrays.toString(ssrcs.toArray()) + ", written was " + Arrays.toString(written));
        }
        for (int ssrc : ssrcs.toArray()) {
            if (!boundTimes.wasBound(ssrc, decidedUs)) {
                fail("a REMB decided at " + decidedUs + " us names " + ssrc + ", bound at "
                        + boundTimes.toString(ssrc, decidedUs));
            }
        }
    }

    /** Closes sessions while another thread reads them: packets go on passing, and nothing follows from them. */
    private void openAndClose(BweInterceptorFactory factory) throws IOException {
        int number = 0;
        byte[] buffer = new byte[500];
        while (System.nanoTime() < endNanos) {
            BweInterceptor other = factory.newInterceptor("other " + number++);
            Session session = new Session(
                    other, other.bindRemoteStream(Call.video(5), stampedPackets(5, StressTest::fastClockUs)));
            other.bindRtcpWriter((b, offset, length, attributes) -> {
                if (session.closed) {
                    session.writesAfterClose.incrementAndGet();
                }
                named(b, offset, length);
                session.writes.incrementAndGet();
                return length;
            });
            RtpReader own = other.bindRemoteStream(Call.video(6), stampedPackets(6, StressTest::fastClockUs));
            open.set(session);
            for (int i = 0; i < 20; i++) {
                own.read(buffer, 0, 500, new Attributes());
            }
            awaitReads(session, 20);
            // Every other session is closed while REMBs are on their way.
            long enoughNanos = System.nanoTime() + (number % 2 == 0 ? MOST_NANOS_UNTIL_REMBS : 0);
            while (session.writes.get() < 3 && System.nanoTime() < Math.min(enoughNanos, endNanos)) {
                own.read(buffer, 0, 500, new Attributes());
            }
            other.close();
            session.closed = true;
            other.close();
            long fedAtClose = other.statistics().packetsFed();
            awaitReads(session, session.packetsRead.get() + 20);
            own.read(buffer, 0, 500, new Attributes());
            sessionsWithRembs.addAndGet(session.writes.get() > 0 ? 1 : 0);
            if (other.statistics().packetsFed() != fedAtClose) {
                fail("session " + number + " was fed after close");
            }
            if (factory.interceptor("other " + (number - 1)).isPresent()) {
                fail("session " + number + " can be found after close");
            }
            // One that had begun before the close may still end.
            if (session.writesAfterClose.get() > 1) {
                fail(session.writesAfterClose.get() + " REMBs after close");
            }
        }
        open.set(null);
    }

    private void awaitReads(Session session, long packets) {
        while (session.packetsRead.get() < packets && System.nanoTime() < endNanos) {
            Thread.onSpinWait();
        }
    }

    private void readSessions() throws IOException {
        byte[] buffer = new byte[500];
        Attributes attributes = new Attributes();
        while (System.nanoTime() < endNanos) {
            Session session = open.get();
            if (session != null) {
                if (session.reader.read(buffer, 0, 500, attributes.clear()) != PACKET_LENGTH) {
                    fail("a packet was not passed on");
                }
                session.packetsRead.incrementAndGet();
            }
        }
    }

    @Test
    void nothingIsLostStaleStuckOrLeftBehind() throws Exception {
        Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();
        BweInterceptor interceptor = BweInterceptorFactory.builder()
                .executor(executor)
                .rembIntervalUs(1_000)
                .rembListener(this::onRemb)
                .build()
                .newInterceptor("stress");
        // The others have the process's timer.
        BweInterceptorFactory others = BweInterceptorFactory.builder()
                .rembIntervalUs(1_000)
                .clock(StressTest::fastClockUs)
                .estimatorConfig(
                        EstimatorConfig.builder().streamTimeoutUs(600_000_000).build())
                .build();
        interceptor.bindRtcpWriter(this::write);
        beginNanos = System.nanoTime();
        endNanos = beginNanos + RUN_NANOS;
        ExecutorService threads = Executors.newFixedThreadPool(READERS + 3);
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
            openAndClose(others);
            return null;
        }));
        running.add(threads.submit(() -> {
            readSessions();
            return null;
        }));
        threads.shutdown();
        for (Future<?> one : running) {
            one.get(40, TimeUnit.SECONDS);
        }
        assertEquals(fed.get(), interceptor.statistics().packetsFed(), "packets fed");
        assertEquals(0, interceptor.ssrcs().length, "SSRCs when all streams are unbound");
        interceptor.close();
        executor.shutdown();
        assertTrue(executor.awaitTermination(10, TimeUnit.SECONDS), "the scheduler has work left after close");
        assertEquals(0, executor.getQueue().size(), "timers left");
        assertNull(bad.get(), bad.get());
        assertEquals(rembs.get(), interceptor.statistics().rembsSent(), "REMBs");
        assertTrue(fed.get() > 10_000, fed.get() + " packets");
        assertTrue(rembs.get() > 0, "no REMB, changes of the estimate " + changesInStretch);
        assertTrue(sessionsWithRembs.get() > 0, "no session was closed that had sent a REMB");
        for (int i = 0; i < STRETCHES; i++) {
            assertTrue(
                    changesInStretch.get(i) < MANY_CHANGES || rembsInStretch.get(i) > 0,
                    "REMBs in each stretch of two seconds " + rembsInStretch + ", changes of the estimate "
                            + changesInStretch);
        }
        assertEquals(Set.of(), threadsThatStay(threadsBefore), "threads that were not there before and stay");
        assertTrue(timerThreads().isEmpty(), "the shared timer's thread stays");
    }

    private static List<Thread> timerThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(SharedTimer.THREAD_NAME))
                .toList();
    }

    /** Waits for the end of all threads but those that were there before; the shared timer's has to end even so. */
    private static Set<Thread> threadsThatStay(Set<Thread> before) throws InterruptedException {
        long patienceNanos = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Set<Thread> left = new HashSet<>(Thread.getAllStackTraces().keySet());
            left.removeIf(thread -> before.contains(thread) && !thread.getName().equals(SharedTimer.THREAD_NAME));
            if (left.isEmpty() || System.nanoTime() > patienceNanos) {
                return left;
            }
            Thread.sleep(10);
        }
    }

    @Test
    void theSharedTimerHasOneThreadForAllSessionsAndItEnds() throws IOException, InterruptedException {
        // Sessions of other tests may still be open, and only lose timers meanwhile; other timers of theirs may have
        // threads.
        List<Thread> timersBefore = timerThreads();
        int before = SharedTimer.instance().pending();
        List<BweInterceptor> interceptors = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            BweInterceptor interceptor = BweInterceptorFactory.builder().build().newInterceptor("pc " + i);
            interceptors.add(interceptor);
            interceptor
                    .bindRemoteStream(Call.video(5), stampedPackets(5))
                    .read(new byte[500], 0, 500, new Attributes());
        }
        List<Thread> timers = new ArrayList<>(timerThreads());
        assertTrue(!timers.isEmpty(), "no thread");
        timers.removeAll(timersBefore);
        assertTrue(timers.size() <= 1, timers.size() + " threads for 50 sessions");
        interceptors.forEach(BweInterceptor::close);
        long patienceNanos = System.nanoTime() + PATIENCE_NANOS;
        while (SharedTimer.instance().pending() > before && System.nanoTime() < patienceNanos) {
            Thread.sleep(1);
        }
        int left = SharedTimer.instance().pending();
        assertTrue(left <= before, left + " timers are left, " + before + " were there before");
        assertEquals(Set.of(), threadsThatStay(Thread.getAllStackTraces().keySet()), "stays although nobody needs it");
    }
}

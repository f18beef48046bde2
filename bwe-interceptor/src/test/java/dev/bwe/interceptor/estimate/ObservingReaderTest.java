package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.PacketInfo;
import dev.bwe.core.TimestampSource;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.InterceptorRegistry;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.rtp.RtpBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A reader passes packets on unchanged and describes them to the estimator. */
class ObservingReaderTest {
    @Test
    @Tag("PION-01")
    void theInterceptorWorksAloneAndInAChain() throws IOException {
        ManualScheduler scheduler = new ManualScheduler();
        BweInterceptorFactory factory = BweInterceptorFactory.builder()
                .executor(scheduler)
                .clock(scheduler::nowUs)
                .build();
        assertInstanceOf(Interceptor.class, factory.newInterceptor("alone"));
        Interceptor chain = InterceptorRegistry.of(factory).newInterceptor("in a chain");
        byte[] packet = RtpBytes.packet().ssrc(5).absSendTime(3, 0).build();
        chain.bindRemoteStream(Call.video(5), (buffer, offset, capacity, attributes) -> {
                    System.arraycopy(packet, 0, buffer, offset, packet.length);
                    return packet.length;
                })
                .read(new byte[500], 0, 500, new Attributes());
        assertEquals(
                1, factory.interceptor("in a chain").orElseThrow().statistics().packetsFed());
    }

    @Test
    @Tag("PION-02")
    void bindingReturnsAnotherReader() {
        RtpReader reader = (buffer, offset, capacity, attributes) -> 0;
        assertNotSame(reader, new Call().interceptor.bindRemoteStream(Call.video(1), reader));
    }

    @Test
    @Tag("PION-02")
    void everyPacketIsPassedOnUnchangedAndSeen() {
        Call call = new Call().bind(Call.video(0));
        for (int i = 0; i < 300; i++) {
            byte[] packet = RtpBytes.packet()
                    .ssrc(0)
                    .sequenceNumber(i)
                    .absSendTime(3, i)
                    .payload(i)
                    .padding(i % 200)
                    .build();
            assertArrayEquals(packet, call.receive(0, packet.clone(), i, i));
        }
        assertEquals(300, call.interceptor.statistics().packetsFed());
    }

    @Test
    @Tag("PION-02")
    @Timeout(60)
    void readingDoesNotWaitForAnEstimateThatAnotherThreadIsMaking() throws Exception {
        CountDownLatch estimating = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        Thread[] slow = new Thread[1];
        BweInterceptor interceptor = BweInterceptorFactory.builder()
                .clock(() -> {
                    if (Thread.currentThread() == slow[0]) {
                        estimating.countDown();
                        try {
                            letGo.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                    return 1_000;
                })
                .build()
                .newInterceptor("pc");
        RtpReader[] readers = new RtpReader[2];
        for (int ssrc = 0; ssrc < 2; ssrc++) {
            byte[] packet = RtpBytes.packet().ssrc(ssrc).absSendTime(3, 1).build();
            readers[ssrc] = interceptor.bindRemoteStream(Call.video(ssrc), (buffer, offset, capacity, attributes) -> {
                System.arraycopy(packet, 0, buffer, offset, packet.length);
                attributes.arrivalTimeUs(1_000);
                return packet.length;
            });
        }
        slow[0] = new Thread(() -> {
            try {
                readers[0].read(new byte[500], 0, 500, new Attributes());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        slow[0].start();
        estimating.await();
        for (int i = 0; i < 100; i++) {
            assertTrue(readers[1].read(new byte[500], 0, 500, new Attributes()) > 0);
        }
        letGo.countDown();
        slow[0].join();
        assertEquals(101, interceptor.statistics().packetsFed());
        assertArrayEquals(new int[] {0, 1}, interceptor.ssrcs());
        interceptor.close();
    }

    @Test
    @Tag("PION-02")
    void aPacketsArrivalTimeIsThatOfTheSocket() {
        Call late = new Call().bind(Call.video(5));
        BandwidthEstimator estimator = new BandwidthEstimator();
        for (Traffic.Packet packet : Traffic.through(1_000_000, 1_500_000, 10, 5)) {
            // Read 0 to 40 ms after the socket had it.
            long nowUs = packet.arrivalUs() + packet.arrivalUs() % 40_000;
            nowUs = Math.max(nowUs, late.nowUs());
            late.receive(5, Call.videoBytes(packet, 3), packet.arrivalUs(), nowUs);
            estimator.onPacket(new PacketInfo()
                    .arrivalUs(packet.arrivalUs())
                    .nowUs(nowUs)
                    .absSendTime(packet.absSendTime())
                    .payloadSize(packet.size())
                    .ssrc(5));
        }
        assertTrue(estimator.estimateBps() > 0, "no estimate");
        assertEquals(estimator.estimateBps(), late.interceptor.estimateBps());
    }

    @Test
    @Tag("PERF-02")
    void packetsUseTheThreadsSlotWhileTheLockIsFree() throws IOException {
        List<PacketSlot> taken = new ArrayList<>();
        PeerLock lock = new PeerLock(slot -> !taken.add(slot), NOBODY);
        RtpReader one = reader(lock, 5, () -> 7);
        RtpReader other = reader(lock, 6, () -> 7);
        for (int i = 0; i < 10; i++) {
            one.read(new byte[500], 0, 500, new Attributes());
            other.read(new byte[500], 0, 500, new Attributes());
        }
        assertEquals(20, taken.size());
        assertEquals(1, Set.copyOf(taken).size(), "slots for all packets");
    }

    @Test
    @Tag("PERF-02")
    void packetsThatWaitForTheLocksHolderTakeSlotsOfThePoolAndGiveThemBack() throws Exception {
        Set<PacketSlot> taken = new HashSet<>();
        PeerLock lock = new PeerLock(slot -> !taken.add(slot), NOBODY);
        RtpReader reader = reader(lock, 5, () -> 7);
        for (int round = 0; round < 10; round++) {
            readWhileLocked(lock, reader, Attributes.NO_ARRIVAL_TIME, 8);
        }
        assertEquals(8, taken.size(), "slots for 80 packets");
    }

    @Test
    void aPacketThatWaitsArrivedWhenItWasReadUnlessItsReaderSaidWhen() throws Exception {
        List<Long> arrivals = new ArrayList<>();
        PeerLock lock = new PeerLock(slot -> !arrivals.add(slot.packet.arrivalUs()), NOBODY);
        RtpReader reader = reader(lock, 5, () -> 77);
        readWhileLocked(lock, reader, Attributes.NO_ARRIVAL_TIME, 1);
        readWhileLocked(lock, reader, 33, 1);
        assertEquals(List.of(77L, 33L), arrivals);
    }

    private static final PeerLock.Deliverer NOBODY = new PeerLock.Deliverer() {
        @Override
        public boolean claim() {
            return false;
        }

        @Override
        public void wake() {
            throw new AssertionError("nothing was claimed");
        }
    };

    private static RtpReader reader(PeerLock lock, int ssrc, LongSupplier clock) {
        BoundStream stream = new BoundStream(
                Call.video(ssrc), StreamExtensions.of(Call.video(ssrc), false, TimestampSource.ABS_SEND_TIME));
        byte[] packet = RtpBytes.packet().ssrc(ssrc).absSendTime(3, 1).build();
        return new ObservingReader(
                stream,
                (buffer, offset, capacity, attributes) -> {
                    System.arraycopy(packet, 0, buffer, offset, packet.length);
                    return packet.length;
                },
                lock,
                clock);
    }

    /** Reads packets on another thread, which comes back although this one holds the lock. */
    private static void readWhileLocked(PeerLock lock, RtpReader reader, long arrivalUs, int packets)
            throws InterruptedException {
        lock.lock();
        try {
            Thread other = new Thread(() -> {
                for (int i = 0; i < packets; i++) {
                    try {
                        reader.read(new byte[500], 0, 500, new Attributes().arrivalTimeUs(arrivalUs));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
            other.start();
            other.join();
        } finally {
            lock.unlock();
        }
    }
}

package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.MonotonicClock;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BweInterceptorThreadsTest {
    /** The common pool may have one thread only, which would make tests of concurrency wait for themselves. */
    private static final Executor NEW_THREAD = task -> new Thread(task).start();

    private static final List<Traffic.Packet> TRAFFIC = Traffic.through(1_000_000, 3_000_000, 6, 5);

    @Test
    void noLockIsHeldWhileAWriterOrAListenerIsAtWork() {
        Call[] holder = new Call[1];
        List<Long> seenFromElsewhere = Collections.synchronizedList(new ArrayList<>());
        Runnable askFromAnotherThread = () -> seenFromElsewhere.add(
                CompletableFuture.supplyAsync(() -> holder[0].interceptor.estimateBps(), NEW_THREAD)
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join());
        Call call = new Call(Call.likeLibwebrtc()
                        .estimateListener((id, nowUs, bitrateBps, usage, ssrcs) -> askFromAnotherThread.run())
                        .rembListener((id, nowUs, bitrateBps, ssrcs) -> askFromAnotherThread.run()))
                .bind(Call.video(5));
        holder[0] = call;
        call.interceptor.bindRtcpWriter((buffer, offset, length, attributes) -> {
            askFromAnotherThread.run();
            return length;
        });
        int n = 0;
        while (call.interceptor.statistics().rembsSent()
                        + call.interceptor.statistics().rembWriteFailures()
                == 0) {
            call.receive(TRAFFIC.get(n++));
        }
        assertEquals(0, call.interceptor.statistics().rembWriteFailures(), "a writer that could not ask in time");
        assertEquals(3, seenFromElsewhere.size(), "answers to writer and listeners");
        assertTrue(seenFromElsewhere.stream().allMatch(bps -> bps > 0), seenFromElsewhere.toString());
    }

    @Test
    void readingWaitsForNoWriterAndTheNewestRembFollows() throws Exception {
        CountDownLatch inWriter = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        List<Long> written = Collections.synchronizedList(new ArrayList<>());
        AtomicLong nowUs = new AtomicLong();
        ScheduledExecutorService executor = Executors.newScheduledThreadPool(3);
        BweInterceptor interceptor = Call.likeLibwebrtc()
                .clock(nowUs::get)
                .executor(executor)
                .rembListener((id, timeUs, bitrateBps, ssrcs) -> written.add(timeUs))
                .build()
                .newInterceptor("pc");
        AtomicInteger writersAtWork = new AtomicInteger();
        AtomicInteger mostAtWork = new AtomicInteger();
        interceptor.bindRtcpWriter((buffer, offset, length, attributes) -> {
            mostAtWork.accumulateAndGet(writersAtWork.incrementAndGet(), Math::max);
            inWriter.countDown();
            awaitOrFail(letGo);
            writersAtWork.decrementAndGet();
            return length;
        });
        AtomicInteger next = new AtomicInteger();
        RtpReader reader = reader(interceptor, nowUs, next);
        while (interceptor.estimateBps() == 0) {
            readOne(reader);
        }
        awaitOrFail(inWriter);
        while (next.get() < TRAFFIC.size()) {
            readOne(reader);
        }
        assertEquals(TRAFFIC.size(), interceptor.statistics().packetsFed());
        assertEquals(0, interceptor.statistics().rembsSent());
        letGo.countDown();
        executor.shutdown();
        assertTrue(executor.awaitTermination(20, TimeUnit.SECONDS), "the executor ends");

        assertEquals(2, written.size(), "the REMB that was stuck and the newest of those after it: " + written);
        assertTrue(written.get(1) > nowUs.get() - 300_000, "newest REMB of " + written.get(1) + " at " + nowUs.get());
        assertEquals(1, mostAtWork.get(), "writers at the same time");
    }

    private static RtpReader reader(BweInterceptor interceptor, AtomicLong nowUs, AtomicInteger next) {
        return interceptor.bindRemoteStream(Call.video(5), (buffer, offset, capacity, attributes) -> {
            Traffic.Packet packet = TRAFFIC.get(next.getAndIncrement());
            nowUs.set(packet.nowUs());
            attributes.clear().arrivalTimeUs(packet.arrivalUs());
            byte[] bytes = Call.videoBytes(packet, 3);
            System.arraycopy(bytes, 0, buffer, offset, bytes.length);
            return bytes.length;
        });
    }

    private static void readOne(RtpReader reader) {
        try {
            reader.read(new byte[2_000], 0, 2_000, new Attributes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitOrFail(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS), "waited in vain");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void streamsOnSeveralThreadsAreAllCounted() throws Exception {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        BweInterceptor interceptor =
                BweInterceptorFactory.builder().executor(executor).build().newInterceptor("pc");
        AtomicLong taken = new AtomicLong();
        interceptor.bindRtcpWriter((buffer, offset, length, attributes) -> {
            taken.incrementAndGet();
            return length;
        });
        int packetsEach = 20_000;
        List<CompletableFuture<Void>> streams = new ArrayList<>();
        for (int ssrc = 1; ssrc <= 4; ssrc++) {
            StreamInfo info = Call.video(ssrc);
            byte[] packet = Call.videoBytes(new Traffic.Packet(ssrc, 0, 0, 0, 1_000), 3);
            RtpReader reader = interceptor.bindRemoteStream(info, (buffer, offset, capacity, attributes) -> {
                int sendTime = (int) (MonotonicClock.nowUs() % 64_000_000 * 262_144 / 1_000_000);
                System.arraycopy(packet, 0, buffer, offset, packet.length);
                buffer[offset + 17] = (byte) (sendTime >> 16);
                buffer[offset + 18] = (byte) (sendTime >> 8);
                buffer[offset + 19] = (byte) sendTime;
                return packet.length;
            });
            streams.add(CompletableFuture.runAsync(
                    () -> {
                        for (int i = 0; i < packetsEach; i++) {
                            readOne(reader);
                        }
                    },
                    NEW_THREAD));
        }
        for (CompletableFuture<Void> stream : streams) {
            stream.get(50, TimeUnit.SECONDS);
        }
        executor.shutdown();
        assertTrue(executor.awaitTermination(20, TimeUnit.SECONDS), "the executor ends");
        BweStatistics statistics = interceptor.statistics();
        assertEquals(4 * packetsEach, statistics.packetsFed());
        assertEquals(taken.get(), statistics.rembsSent());
        assertEquals(0, statistics.rembWriteFailures());
    }
}

package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.rtp.RtcpBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Queries and changes wait while another thread holds the lock. */
@Timeout(60)
class BweInterceptorLockTest {
    private static final byte[] REPORT = RtcpBytes.of(RtcpBytes.EMPTY_REPORT);

    private static Map<String, Consumer<Call>> actions() {
        Map<String, Consumer<Call>> actions = new LinkedHashMap<>();
        actions.put("bindRemoteStream", call -> call.bind(Call.video(6)));
        actions.put("unbindRemoteStream", call -> call.interceptor.unbindRemoteStream(Call.video(5)));
        actions.put("bindRtcpWriter", call -> call.interceptor.bindRtcpWriter(null));
        actions.put("incoming RTCP", BweInterceptorLockTest::readReport);
        actions.put("onOutgoingRtcp", call -> call.interceptor.onOutgoingRtcp(REPORT, 0, REPORT.length));
        actions.put("close", call -> call.interceptor.close());
        actions.put("estimateBps", call -> call.interceptor.estimateBps());
        actions.put("ssrcs", call -> call.interceptor.ssrcs());
        actions.put("roundTripTimeUs", call -> call.interceptor.roundTripTimeUs());
        actions.put("usage", call -> call.interceptor.usage());
        actions.put("rateControlState", call -> call.interceptor.rateControlState());
        actions.put("incomingRateBps", call -> call.interceptor.incomingRateBps());
        actions.put("snapshot", call -> call.interceptor.snapshot());
        actions.put("statistics", call -> call.interceptor.statistics());
        actions.put("onRtt", call -> call.interceptor.onRtt(1_000));
        actions.put("setMaxRembBitrateBps", call -> call.interceptor.setMaxRembBitrateBps(1_000));
        actions.put("setMinBitrateBps", call -> call.interceptor.setMinBitrateBps(1_000));
        actions.put("setMaxBitrateBps", call -> call.interceptor.setMaxBitrateBps(1_000_000));
        actions.put("the timer", call -> call.scheduler.advanceTo(call.nowUs() + 10_000_000));
        return actions;
    }

    private static void readReport(Call call) {
        try {
            call.interceptor
                    .bindRtcpReader((buffer, offset, capacity, attributes) -> {
                        System.arraycopy(REPORT, 0, buffer, offset, REPORT.length);
                        return REPORT.length;
                    })
                    .read(new byte[100], 0, 100, new Attributes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> waitsWhileAnotherThreadIsAtIt() {
        return actions().entrySet().stream()
                .map(action -> DynamicTest.dynamicTest(action.getKey(), () -> waits(action.getValue())));
    }

    /** The clock is read under the lock: a thread that is kept there holds it. */
    private static void waits(Consumer<Call> action) throws InterruptedException {
        CountDownLatch holds = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        Call call = new Call(BweInterceptorFactory.builder(), () -> {
                    if (Thread.currentThread().getName().equals("holder")) {
                        holds.countDown();
                        await(letGo);
                    }
                })
                .bind(Call.video(5));
        call.receive(5, Call.videoBytes(new Traffic.Packet(5, 0, 0, 0, 100), Call.ABS_SEND_TIME_ID), 1, 1);
        assertEquals(1, call.scheduler.pending(), "timers");
        Thread holder = new Thread(() -> call.interceptor.incomingRateBps(), "holder");
        holder.start();
        await(holds);
        Thread other = new Thread(() -> action.accept(call));
        other.start();
        long untilNanos = System.nanoTime() + 20_000_000_000L;
        while (other.getState() != Thread.State.WAITING && other.isAlive() && System.nanoTime() < untilNanos) {
            Thread.sleep(1);
        }
        Thread.State state = other.getState();
        letGo.countDown();
        other.join(20_000);
        holder.join(20_000);
        assertEquals(Thread.State.WAITING, state);
        assertTrue(!other.isAlive() && !holder.isAlive(), "somebody still waits");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS), "waited in vain");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

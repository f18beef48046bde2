package dev.bwe.interceptor.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedTimerTest {
    private static final Runnable NOTHING = () -> {};
    private static final long LONG_US = 3_600_000_000L;

    private final SharedTimer timer = new SharedTimer(100_000_000);
    private final BlockingQueue<String> ran = new LinkedBlockingQueue<>();

    private WorkTimer named(String name) {
        return timer.timerFor(() -> ran.add(name + " soon"), () -> ran.add(name + " later"));
    }

    private String next() throws InterruptedException {
        return ran.poll(20, TimeUnit.SECONDS);
    }

    @Test
    void whatIsDueFirstRunsFirstWhoeverAsksFirst() throws InterruptedException {
        // Far enough apart that it does not matter if this thread has to wait between them.
        named("third").runAfter(600_000);
        named("second").runAfter(300_000);
        named("first").runAfter(1_000);
        assertEquals(List.of("first later", "second later", "third later"), List.of(next(), next(), next()));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS), "waited in vain");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void nothingRunsBeforeItsTime() throws InterruptedException {
        long beforeNanos = System.nanoTime();
        named("a").runAfter(30_000);
        assertEquals("a later", next());
        assertTrue(System.nanoTime() - beforeNanos >= 30_000_000, "after " + (System.nanoTime() - beforeNanos) + " ns");
    }

    @Test
    void aLaterRequestTakesThePlaceOfAnEarlierOneBothWays() throws InterruptedException {
        WorkTimer a = named("a");
        a.runAfter(LONG_US);
        a.runAfter(1_000);
        assertEquals("a later", next());
        WorkTimer b = named("b");
        b.runAfter(500_000);
        b.runAfter(LONG_US);
        named("c").runAfter(700_000);
        assertEquals("c later", next());
        b.cancel();
    }

    @Test
    void whatIsCancelledDoesNotRunAndIsNotKept() throws InterruptedException {
        WorkTimer a = named("a");
        a.runAfter(500_000);
        a.cancel();
        WorkTimer b = named("b");
        b.runAfter(LONG_US);
        named("c").runAfter(700_000);
        assertEquals("c later", next());
        assertEquals(1, timer.pending(), "b alone");
        b.cancel();
    }

    @Test
    void askingManyTimesBeforeItRunsIsAskingOnce() throws InterruptedException {
        CountDownLatch letGo = new CountDownLatch(1);
        timer.timerFor(() -> await(letGo), NOTHING).runSoon();
        WorkTimer a = named("a");
        for (int i = 0; i < 100; i++) {
            a.runSoon();
        }
        letGo.countDown();
        assertEquals("a soon", next());
        named("end").runSoon();
        assertEquals("end soon", next());
    }

    @Test
    void workMayAskAgain() throws InterruptedException {
        AtomicInteger left = new AtomicInteger(1_000);
        WorkTimer[] self = new WorkTimer[1];
        self[0] = timer.timerFor(() -> self[0].runAfter(0), () -> {
            if (left.decrementAndGet() > 0) {
                self[0].runSoon();
            } else {
                ran.add("done");
            }
        });
        self[0].runSoon();
        assertEquals("done", next());
    }

    @Test
    void anErrorInOnesWorkDoesNotStopTheOthers() throws InterruptedException {
        timer.timerFor(
                        () -> {
                            throw new AssertionError("on purpose");
                        },
                        NOTHING)
                .runSoon();
        named("a").runSoon();
        assertEquals("a soon", next());
    }

    @Test
    void anInterruptDoesNotKeepTheThreadFromSleepingOrWorking() throws InterruptedException {
        timer.timerFor(() -> Thread.currentThread().interrupt(), NOTHING).runSoon();
        named("a").runAfter(10_000);
        assertEquals("a later", next());
        boolean[] interrupted = {true};
        timer.timerFor(
                        () -> {
                            interrupted[0] = Thread.currentThread().isInterrupted();
                            ran.add("looked");
                        },
                        NOTHING)
                .runSoon();
        assertEquals("looked", next());
        assertFalse(interrupted[0]);
    }

    @Test
    void theThreadEndsWhenItIsNotNeededAndComesBackWhenItIs() throws InterruptedException {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        WorkTimer a = timer.timerFor(() -> threads.add(Thread.currentThread()), NOTHING);
        a.runSoon();
        Thread first = threads.poll(20, TimeUnit.SECONDS);
        first.join(20_000);
        assertFalse(first.isAlive(), "still there");
        a.runSoon();
        assertNotSame(first, threads.poll(20, TimeUnit.SECONDS));
    }

    /** A timer whose thread waits for longer than these tests do. */
    private static SharedTimer patient() {
        return new SharedTimer(20_000_000_000L);
    }

    private static void awaitSleep(Thread thread) throws InterruptedException {
        long untilNanos = System.nanoTime() + 10_000_000_000L;
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            assertTrue(System.nanoTime() < untilNanos, "it does not sleep but is " + thread.getState());
            Thread.sleep(1);
        }
    }

    @Test
    void whoAsksWakesTheThreadFromItsSleep() throws InterruptedException {
        SharedTimer patient = patient();
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        Runnable note = () -> threads.add(Thread.currentThread());
        patient.timerFor(note, NOTHING).runSoon();
        Thread thread = threads.poll(10, TimeUnit.SECONDS);
        awaitSleep(thread);
        patient.timerFor(note, NOTHING).runSoon();
        assertEquals(thread, threads.poll(10, TimeUnit.SECONDS), "soon, while nothing is to be done");
        WorkTimer much = patient.timerFor(NOTHING, NOTHING);
        much.runAfter(LONG_US);
        awaitSleep(thread);
        patient.timerFor(NOTHING, note).runAfter(1_000);
        assertEquals(thread, threads.poll(10, TimeUnit.SECONDS), "earlier than what it sleeps for");
        much.cancel();
    }

    @Test
    void whatIsAskedForWhileTheThreadIsBusyIsServedWithoutAnotherRequest() throws InterruptedException {
        SharedTimer patient = patient();
        CountDownLatch letGo = new CountDownLatch(1);
        patient.timerFor(() -> await(letGo), NOTHING).runSoon();
        for (String name : List.of("a", "b", "c")) {
            patient.timerFor(() -> ran.add(name), NOTHING).runSoon();
        }
        letGo.countDown();
        for (String name : List.of("a", "b", "c")) {
            assertEquals(name, ran.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatHasRunSoonDoesNotRunAgainWithTheNextRequestToRunLater() throws InterruptedException {
        WorkTimer a = named("a");
        a.runSoon();
        assertEquals("a soon", next());
        a.runAfter(LONG_US);
        named("end").runSoon();
        assertEquals("end soon", next());
        a.cancel();
    }

    /** The thread has heard of the former time, which comes while it is busy, but not yet of the request that puts it off. */
    @Test
    void whatIsPutOffOrCancelledAtTheLastMomentDoesNotRun() throws InterruptedException {
        for (boolean cancel : new boolean[] {false, true}) {
            WorkTimer putOff = named("put off");
            boolean late;
            do {
                CountDownLatch begun = new CountDownLatch(1);
                CountDownLatch letGo = new CountDownLatch(1);
                putOff.runAfter(50_000);
                timer.timerFor(
                                () -> {
                                    begun.countDown();
                                    await(letGo);
                                },
                                NOTHING)
                        .runSoon();
                await(begun);
                // Heard of before it is put off, as there is something to run between the two.
                named("between").runSoon();
                if (cancel) {
                    putOff.cancel();
                } else {
                    putOff.runAfter(LONG_US);
                }
                Thread.sleep(60);
                letGo.countDown();
                late = "put off later".equals(ran.peek());
                ran.removeIf("put off later"::equals);
                assertEquals("between soon", next());
            } while (late);
            named("end").runSoon();
            assertEquals("end soon", next());
            assertEquals(cancel ? 0 : 1, timer.pending());
            putOff.cancel();
        }
    }

    @Test
    void theThreadIsADaemonAndKeepsNoneOfTheAskersClassLoader() throws Exception {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        BlockingQueue<ClassLoader> loaders = new LinkedBlockingQueue<>();
        try (URLClassLoader own = new URLClassLoader(new URL[0])) {
            Thread asker = new Thread(() -> timer.timerFor(
                            () -> {
                                loaders.add(Thread.currentThread().getContextClassLoader());
                                threads.add(Thread.currentThread());
                            },
                            NOTHING)
                    .runSoon());
            asker.setContextClassLoader(own);
            asker.start();
            Thread thread = threads.poll(20, TimeUnit.SECONDS);
            assertTrue(thread.isDaemon(), "a daemon");
            assertEquals(ClassLoader.getSystemClassLoader(), loaders.poll());
        }
    }

    @Test
    void aThreadWithATimeSetDoesNotEnd() throws InterruptedException {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        WorkTimer a = timer.timerFor(NOTHING, () -> threads.add(Thread.currentThread()));
        a.runAfter(400_000);
        WorkTimer b = timer.timerFor(() -> threads.add(Thread.currentThread()), NOTHING);
        b.runSoon();
        Thread first = threads.poll(20, TimeUnit.SECONDS);
        assertEquals(first, threads.poll(20, TimeUnit.SECONDS));
    }

    /** A thread that ends as soon as it has nothing to do: each request meets it ending, sleeping, or gone. */
    @Test
    void noRequestIsLostHoweverOftenTheThreadEnds() throws InterruptedException {
        long seed = 0x71E4;
        SharedTimer hasty = new SharedTimer(0);
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> askers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Random random = new Random(seed + i);
            Thread asker = new Thread(() -> {
                Semaphore done = new Semaphore(0);
                WorkTimer task = hasty.timerFor(done::release, done::release);
                for (int n = 0; n < 5_000; n++) {
                    if (random.nextInt(3) == 0) {
                        task.runAfter(random.nextInt(50));
                    } else {
                        task.runSoon();
                    }
                    try {
                        if (!done.tryAcquire(20, TimeUnit.SECONDS)) {
                            failures.add(new AssertionError("request " + n + " was lost, seed " + seed));
                            return;
                        }
                    } catch (InterruptedException e) {
                        failures.add(e);
                    }
                    for (int pause = random.nextInt(2_000); pause > 0; pause--) {
                        Thread.onSpinWait();
                    }
                }
            });
            askers.add(asker);
            asker.start();
        }
        for (Thread asker : askers) {
            asker.join();
        }
        assertEquals(List.of(), failures);
    }
}

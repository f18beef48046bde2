package dev.bwe.interceptor.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.estimate.ManualScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExecutorTimerTest {
    /** One that refuses for a while although it is not shut down, as executors do whose queue is full. */
    private static final class Busy extends ScheduledThreadPoolExecutor {
        private volatile int refusals;
        private volatile Error error;

        Busy() {
            super(1);
        }

        private void refuse() {
            if (refusals > 0) {
                refusals--;
                if (error != null) {
                    throw error;
                }
                throw new RejectedExecutionException("on purpose");
            }
        }

        @Override
        public void execute(Runnable command) {
            refuse();
            super.execute(command);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            refuse();
            return super.schedule(command, delay, unit);
        }
    }

    private final Busy executor = new Busy();
    private final BlockingQueue<String> ran = new LinkedBlockingQueue<>();
    private final ExecutorTimer timer = new ExecutorTimer(executor, () -> ran.add("soon"), () -> ran.add("later"));

    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<String> inVirtualTime = new ArrayList<>();
    private final ExecutorTimer virtual = new ExecutorTimer(
            scheduler, () -> inVirtualTime.add("soon"), () -> inVirtualTime.add("later at " + scheduler.nowUs()));

    @AfterEach
    void shutDown() {
        executor.shutdownNow();
    }

    private String next() throws InterruptedException {
        return ran.poll(20, TimeUnit.SECONDS);
    }

    @Test
    void soonRunsAtOnceAndLaterAtItsTimeInMicroseconds() {
        assertTrue(virtual.runSoon(), "soon");
        assertTrue(virtual.runAfter(5_000), "later");
        scheduler.advanceTo(4_999);
        assertEquals(List.of("soon"), inVirtualTime);
        scheduler.advanceTo(5_000);
        assertEquals(List.of("soon", "later at 5000"), inVirtualTime);
    }

    @Test
    void aLaterTimeTakesThePlaceOfTheOneBefore() {
        virtual.runAfter(5_000);
        virtual.runAfter(9_000);
        assertEquals(1, scheduler.pending());
        scheduler.advanceTo(20_000);
        assertEquals(List.of("later at 9000"), inVirtualTime);
    }

    @Test
    void whatIsCancelledDoesNotRunAndCancellingNothingDoesNoHarm() {
        virtual.cancel();
        virtual.runAfter(5_000);
        virtual.cancel();
        virtual.cancel();
        assertEquals(0, scheduler.pending());
        virtual.runAfter(6_000);
        scheduler.advanceTo(20_000);
        assertEquals(List.of("later at 6000"), inVirtualTime);
    }

    @Test
    void anExecutorThatRefusesForAWhileIsAskedAgain() throws InterruptedException {
        executor.refusals = 2;
        assertTrue(timer.runSoon());
        assertEquals("soon", next());
        executor.refusals = 2;
        assertTrue(timer.runAfter(3_600_000_000L));
        assertEquals("later", next(), "early, which does no harm");
        assertFalse(timer.isGone());
    }

    @Test
    void oneThatGetsNoThreadIsAskedAgainToo() throws InterruptedException {
        executor.error = new OutOfMemoryError("on purpose: no thread");
        executor.refusals = 1;
        assertTrue(timer.runSoon());
        assertEquals("soon", next());
    }

    @Test
    void whatWasRefusedAndThenCancelledDoesNotRun() throws InterruptedException {
        executor.refusals = 1_000;
        timer.runAfter(1_000);
        timer.cancel();
        executor.refusals = 0;
        assertNull(ran.poll(300, TimeUnit.MILLISECONDS));
    }

    @Test
    void oneThatWasShutDownIsGone() throws InterruptedException {
        executor.shutdown();
        assertFalse(timer.runSoon());
        assertFalse(timer.runAfter(1_000));
        assertTrue(timer.isGone());
        assertNull(ran.poll(300, TimeUnit.MILLISECONDS));
    }
}

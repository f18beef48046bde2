package dev.bwe.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

    @AfterEach
    void shutDown() {
        executor.shutdownNow();
    }

    private String next() throws InterruptedException {
        return ran.poll(20, TimeUnit.SECONDS);
    }

    @Test
    void bothWorksRunOnTheExecutor() throws InterruptedException {
        assertTrue(timer.runSoon());
        assertEquals("soon", next());
        assertTrue(timer.runAfter(1_000));
        assertEquals("later", next());
    }

    @Test
    void aLaterTimeTakesThePlaceOfTheOneBefore() throws InterruptedException {
        timer.runAfter(20_000);
        timer.runAfter(3_600_000_000L);
        assertEquals(1, executor.getQueue().stream().filter(task -> !((ScheduledFuture<?>) task).isCancelled()).count());
        timer.cancel();
        assertNull(ran.poll(50, TimeUnit.MILLISECONDS));
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
        executor.refusals = 1;
        timer.runAfter(1_000);
        timer.cancel();
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

package dev.bwe.interceptor;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Has an executor of the application do the work, until its owner shuts it down. */
final class ExecutorTimer implements WorkTimer {
    private final ScheduledExecutorService executor;
    private final Runnable soon;
    private final Runnable later;
    private ScheduledFuture<?> last;

    ExecutorTimer(ScheduledExecutorService executor, Runnable soon, Runnable later) {
        this.executor = executor;
        this.soon = soon;
        this.later = later;
    }

    @Override
    public boolean runSoon() {
        try {
            executor.execute(soon);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    @Override
    public boolean runAfter(long delayUs) {
        cancel();
        try {
            last = executor.schedule(later, delayUs, TimeUnit.MICROSECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    @Override
    public void cancel() {
        if (last != null) {
            last.cancel(false);
            last = null;
        }
    }
}

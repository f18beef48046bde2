package dev.bwe.interceptor.timer;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the work on an executor of the application, until its owner shuts it down. If the executor refuses work although it is not shut
 * down, because its queue is full or no thread can be started, it is asked again after a while.
 */
public final class ExecutorTimer implements WorkTimer {
    private static final long ASK_AGAIN_US = 100_000;

    private final ScheduledExecutorService executor;
    private final Runnable soon;
    private final Runnable later;
    private final WorkTimer retry = SharedTimer.instance().timerFor(() -> {}, this::askAgain);
    private @Nullable ScheduledFuture<?> last;
    private volatile boolean soonRefused;
    private volatile boolean laterRefused;

    public ExecutorTimer(ScheduledExecutorService executor, Runnable soon, Runnable later) {
        this.executor = executor;
        this.soon = soon;
        this.later = later;
    }

    @Override
    public boolean runSoon() {
        soonRefused = !execute(soon);
        return !soonRefused || retryLater();
    }

    @Override
    public boolean runAfter(long delayUs) {
        cancel();
        try {
            last = executor.schedule(later, delayUs, TimeUnit.MICROSECONDS);
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            laterRefused = true;
            return retryLater();
        }
    }

    private boolean execute(Runnable work) {
        try {
            executor.execute(work);
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            return false;
        }
    }

    /** Asks the executor again later. Work that then runs before its time does no harm. */
    private boolean retryLater() {
        return !isGone() && retry.runAfter(ASK_AGAIN_US);
    }

    private void askAgain() {
        boolean refused = false;
        if (soonRefused) {
            soonRefused = !execute(soon);
            refused = soonRefused;
        }
        if (laterRefused) {
            laterRefused = !execute(later);
            refused |= laterRefused;
        }
        if (refused) {
            retryLater();
        }
    }

    @Override
    public void cancel() {
        laterRefused = false;
        if (last != null) {
            last.cancel(false);
            last = null;
        }
    }

    @Override
    public boolean isGone() {
        return executor.isShutdown();
    }
}

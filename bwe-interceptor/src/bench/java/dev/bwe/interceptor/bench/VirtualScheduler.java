package dev.bwe.interceptor.bench;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler for one interceptor in virtual time: what is to run at once runs in the caller, and the one timer when time has come
 * there. It allocates nothing.
 */
final class VirtualScheduler extends AbstractExecutorService implements ScheduledExecutorService {
    private static final long NEVER = Long.MAX_VALUE;

    private final Timer timer = new Timer();
    private long nowUs;
    private long dueUs = NEVER;
    private Runnable command;

    /** Lets time go on. */
    void advanceTo(long timeUs) {
        nowUs = timeUs;
        if (timeUs >= dueUs) {
            dueUs = NEVER;
            command.run();
        }
    }

    @Override
    public void execute(Runnable now) {
        now.run();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable later, long delay, TimeUnit unit) {
        command = later;
        dueUs = nowUs + unit.toMicros(delay);
        return timer;
    }

    private final class Timer implements ScheduledFuture<Void> {
        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            dueUs = NEVER;
            return true;
        }

        @Override
        public boolean isCancelled() {
            return dueUs == NEVER;
        }

        @Override
        public boolean isDone() {
            return dueUs == NEVER;
        }

        @Override
        public Void get() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Void get(long timeout, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueUs - nowUs, TimeUnit.MICROSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return 0;
        }
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable periodic, long initialDelay, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable periodic, long initialDelay, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
        dueUs = NEVER;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}

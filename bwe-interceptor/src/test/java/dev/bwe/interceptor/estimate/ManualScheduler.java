package dev.bwe.interceptor.estimate;

import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A scheduler whose time is a field: what is due runs when the time is set, what is to run at once runs in the caller. */
public final class ManualScheduler extends AbstractExecutorService implements ScheduledExecutorService {
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long nowUs;
    private boolean shutdown;
    /** How much later than asked for a task runs; set it before any is scheduled. */
    public long lateUs;

    int executed;
    int scheduled;

    public long nowUs() {
        return nowUs;
    }

    public int pending() {
        return tasks.size();
    }

    /** Lets time pass; each task that falls due meanwhile runs at its time. */
    public void advanceTo(long timeUs) {
        while (!tasks.isEmpty() && tasks.peek().dueUs <= timeUs) {
            Task task = tasks.poll();
            nowUs = Math.max(nowUs, task.dueUs);
            task.run();
        }
        nowUs = timeUs;
    }

    @Override
    public void execute(Runnable command) {
        if (shutdown) {
            throw new RejectedExecutionException("on purpose");
        }
        executed++;
        command.run();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        if (shutdown) {
            throw new RejectedExecutionException("on purpose");
        }
        Task task = new Task(command, nowUs + Math.max(0, unit.toMicros(delay)) + lateUs);
        tasks.add(task);
        scheduled++;
        return task;
    }

    @Override
    public void shutdown() {
        shutdown = true;
        tasks.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shutdown;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    private final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
        private final long dueUs;

        Task(Runnable command, long dueUs) {
            super(command, null);
            this.dueUs = dueUs;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            tasks.remove(this);
            return super.cancel(mayInterruptIfRunning);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueUs - nowUs, TimeUnit.MICROSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(dueUs, ((Task) other).dueUs);
        }
    }
}

package dev.bwe.interceptor.estimate;

import java.util.ArrayDeque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler for tests, benchmarks and stress tests whose time is a field: tasks that fall due run when the time is advanced, tasks
 * without delay run in the caller. It reuses the tasks that were cancelled, as an interceptor cancels each before it schedules the next,
 * so that a benchmark sees no allocation. Any thread may schedule and cancel; one thread advances the time.
 */
public final class ManualScheduler extends AbstractExecutorService implements ScheduledExecutorService {
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private final ArrayDeque<Task> cancelled = new ArrayDeque<>();
    private volatile boolean shutdown;
    private long nowUs;
    /** When the first task is due; read with each packet of a benchmark, whose time it must not take. */
    private long firstDueUs = Long.MAX_VALUE;
    /** How much later than asked for a task runs; set it before any is scheduled. */
    public long lateUs;

    int executed;
    int scheduled;

    public long nowUs() {
        return nowUs;
    }

    /** Returns how many timers are set. */
    public synchronized int pending() {
        return tasks.size();
    }

    /** Advances the time; each task that falls due meanwhile runs at its time. */
    public void advanceTo(long timeUs) {
        while (firstDueUs <= timeUs) {
            Task task = poll();
            nowUs = Math.max(nowUs, task.dueUs);
            task.command.run();
        }
        nowUs = timeUs;
    }

    private synchronized Task poll() {
        Task first = tasks.poll();
        updateFirstDue();
        return first;
    }

    private void updateFirstDue() {
        firstDueUs = tasks.isEmpty() ? Long.MAX_VALUE : tasks.peek().dueUs;
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
    public synchronized ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        if (shutdown) {
            throw new RejectedExecutionException("on purpose");
        }
        Task task = cancelled.isEmpty() ? new Task() : cancelled.pop();
        task.command = command;
        task.dueUs = nowUs + Math.max(0, unit.toMicros(delay)) + lateUs;
        task.isCancelled = false;
        tasks.add(task);
        updateFirstDue();
        scheduled++;
        return task;
    }

    private synchronized boolean cancel(Task task) {
        boolean removed = tasks.remove(task);
        updateFirstDue();
        if (!task.isCancelled) {
            task.isCancelled = true;
            cancelled.push(task);
        }
        return removed;
    }

    @Override
    public synchronized void shutdown() {
        shutdown = true;
        tasks.clear();
        updateFirstDue();
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

    private final class Task implements ScheduledFuture<Void> {
        private Runnable command;
        private long dueUs;
        private boolean isCancelled;

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            return ManualScheduler.this.cancel(this);
        }

        @Override
        public boolean isCancelled() {
            return isCancelled;
        }

        @Override
        public boolean isDone() {
            throw new UnsupportedOperationException();
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
            return Long.compare(dueUs, ((Task) other).dueUs);
        }
    }
}

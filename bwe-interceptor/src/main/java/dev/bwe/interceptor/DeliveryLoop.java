package dev.bwe.interceptor;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Has the factory's scheduler do what is due and deliver what was decided: at once or at a deadline, on one thread at a time, with one
 * timer. Safe for use by any thread.
 */
final class DeliveryLoop {
    private final Object lock;
    private final LongSupplier clock;
    private final ScheduledExecutorService executor;
    private final Deadlines deadlines;
    private final Outbox outbox;
    private final Delivery delivery;
    private final BweCounters counters;
    private final Runnable onTimer = this::onTimer;
    private final Runnable work = this::work;

    private boolean closed;
    /** Whether the scheduler has been asked to work or is at it; one thread at a time is. */
    private boolean working;
    private boolean executorGone;
    private ScheduledFuture<?> timer;
    private long timerUs;

    /**
     * @param lock guards deadlines, outbox and counters, and is not held while something is delivered
     */
    DeliveryLoop(Object lock, BweOptions options, Deadlines deadlines, Outbox outbox, Delivery delivery, BweCounters counters) {
        this.lock = lock;
        clock = options.clock();
        executor = options.executor();
        this.deadlines = deadlines;
        this.outbox = outbox;
        this.delivery = delivery;
        this.counters = counters;
    }

    /**
     * Whether the caller, who holds the lock, must {@link #wake()} the scheduler without it: to deliver something, or because
     * something falls due before the timer fires.
     */
    boolean claim() {
        if (working || closed || executorGone) {
            return false;
        }
        if (timer != null && !outbox.hasPending() && deadlines.nextDeadlineUs() >= timerUs) {
            return false;
        }
        working = true;
        return true;
    }

    void wake() {
        try {
            executor.execute(work);
        } catch (RejectedExecutionException e) {
            onRejected();
        }
    }

    /** The owner of the executor has shut it down. */
    private void onRejected() {
        synchronized (lock) {
            working = false;
            executorGone = true;
            if (outbox.pendingRemb().isPresent()) {
                counters.rembsDropped++;
            }
            outbox.clear();
        }
    }

    private void onTimer() {
        synchronized (lock) {
            timer = null;
            if (working || closed) {
                return;
            }
            working = true;
        }
        work();
    }

    private void work() {
        boolean done = false;
        try {
            while (takeWork()) {
                delivery.deliver(outbox);
            }
            done = true;
        } finally {
            if (!done) {
                // A listener's error goes to the executor; the next packet goes on.
                synchronized (lock) {
                    working = false;
                }
            }
        }
    }

    /** Does what is due and takes what is to be delivered. If that is nothing, the work ends with the timer set. */
    private boolean takeWork() {
        synchronized (lock) {
            if (closed) {
                working = false;
                return false;
            }
            long nowUs = clock.getAsLong();
            long dueUs = deadlines.process(nowUs);
            if (outbox.take()) {
                return true;
            }
            working = false;
            setTimer(nowUs, dueUs);
            return false;
        }
    }

    private void setTimer(long nowUs, long dueUs) {
        if (dueUs == Deadlines.NEVER) {
            cancelTimer();
            return;
        }
        // One that fires earlier does no harm, and packets move the time on: it is not worth a new timer each time.
        if (timer != null && timerUs <= dueUs) {
            return;
        }
        cancelTimer();
        timerUs = dueUs;
        try {
            timer = executor.schedule(onTimer, dueUs - nowUs, TimeUnit.MICROSECONDS);
        } catch (RejectedExecutionException e) {
            executorGone = true;
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** Ends it for good; the caller holds the lock. A delivery that another thread has begun may still end. */
    void close() {
        closed = true;
        delivery.writer(null);
        outbox.clear();
        cancelTimer();
    }
}

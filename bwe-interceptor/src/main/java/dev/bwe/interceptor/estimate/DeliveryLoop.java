package dev.bwe.interceptor.estimate;

import dev.bwe.interceptor.timer.WorkTimer;
import java.util.function.LongSupplier;

/**
 * Has the factory's scheduler do what is due and deliver what was decided: at once or at a deadline, on one thread at a time. Safe for
 * use by any thread.
 */
final class DeliveryLoop {
    private final PeerLock lock;
    private final LongSupplier clock;
    private final Deadlines deadlines;
    private final Outbox outbox;
    private final Delivery delivery;
    private final BweCounters counters;
    private final WorkTimer timer;

    private boolean closed;
    /** Whether the scheduler has been asked to work or is at it; one thread at a time is. */
    private boolean working;

    private boolean schedulerGone;
    /** When the timer fires, or {@link Deadlines#NEVER}. */
    private long timerUs = Deadlines.NEVER;

    /**
     * @param lock guards deadlines, outbox and counters, and is not held while something is delivered
     */
    DeliveryLoop(
            PeerLock lock,
            BweOptions options,
            Deadlines deadlines,
            Outbox outbox,
            Delivery delivery,
            BweCounters counters) {
        this.lock = lock;
        clock = options.clock();
        this.deadlines = deadlines;
        this.outbox = outbox;
        this.delivery = delivery;
        this.counters = counters;
        timer = options.timers().timerFor(this::work, this::onTimer);
    }

    /**
     * Whether the caller, who holds the lock, must {@link #wake()} the scheduler without it: to deliver something, or because
     * something falls due before the timer fires.
     */
    boolean claim() {
        // The answer after most packets.
        if (timerUs != Deadlines.NEVER && !outbox.hasPending() && deadlines.nextDeadlineUs() >= timerUs) {
            return false;
        }
        if (working || closed || schedulerGone) {
            return false;
        }
        working = true;
        return true;
    }

    void wake() {
        if (!timer.runSoon()) {
            onRefused();
        }
    }

    /** What is pending waits for the next packet, unless the owner of the executor has shut it down. */
    private void onRefused() {
        lock.lock();
        try {
            working = false;
            schedulerGone = timer.isGone();
            if (schedulerGone) {
                if (outbox.hasPendingRemb()) {
                    counters.rembsDropped++;
                }
                outbox.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    private void onTimer() {
        if (beginsWork()) {
            work();
        }
    }

    private boolean beginsWork() {
        lock.lock();
        try {
            timerUs = Deadlines.NEVER;
            if (working || closed) {
                return false;
            }
            working = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        boolean done = false;
        try {
            while (takeWork()) {
                delivery.deliver(outbox.taken());
            }
            done = true;
        } finally {
            if (!done) {
                // Not for a listener or a writer, which are caught; whatever it was, the next packet goes on.
                lock.run(() -> working = false);
            }
        }
    }

    /** Does what is due and takes what is to be delivered. If that is nothing, the work ends with the timer set. */
    private boolean takeWork() {
        lock.lock();
        try {
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
        } finally {
            lock.unlock();
        }
    }

    private void setTimer(long nowUs, long dueUs) {
        if (dueUs == Deadlines.NEVER) {
            cancelTimer();
            return;
        }
        // One that fires earlier does no harm, and packets move the time on: it is not worth a new timer each time.
        if (timerUs <= dueUs) {
            return;
        }
        boolean set = timer.runAfter(dueUs - nowUs);
        // If not, the next packet is the next chance.
        timerUs = set ? dueUs : Deadlines.NEVER;
        schedulerGone = !set && timer.isGone();
    }

    private void cancelTimer() {
        timerUs = Deadlines.NEVER;
        timer.cancel();
    }

    /** Takes note that nothing is due by time any more, and nothing pending; the caller holds the lock. */
    void reset() {
        cancelTimer();
    }

    /** Ends it for good; the caller holds the lock. A delivery that another thread has begun may still end. */
    void close() {
        closed = true;
        delivery.writer(null);
        outbox.clear();
        cancelTimer();
    }
}

package dev.bwe.interceptor.estimate;

import dev.bwe.interceptor.timer.WorkTimer;
import java.util.function.LongSupplier;

/**
 * Does what is due and delivers what was decided, on the factory's timer: as soon as the lock's holder wakes it, or at a deadline. One
 * thread at a time. It makes the interceptor's lock, whose holders wake it. Safe for use by any thread.
 */
final class DeliveryLoop implements PeerLock.Deliverer {
    private final PeerLock lock;
    private final LongSupplier clock;
    private final PeerEstimate estimate;
    private final Outbox outbox;
    private final Delivery delivery;
    private final WorkTimer timer;

    private boolean closed;
    /** True from the moment when the timer is asked to run {@link #work} until that has nothing left to do. */
    private boolean working;

    private boolean timerGone;

    /**
     * @param intake takes packets in under the lock
     */
    DeliveryLoop(BweOptions options, PacketIntake intake, PeerEstimate estimate, Delivery delivery) {
        this.estimate = estimate;
        this.delivery = delivery;
        clock = options.clock();
        outbox = estimate.outbox();
        timer = options.timers().timerFor(this::work, this::onTimer);
        lock = new PeerLock(intake, this);
    }

    PeerLock lock() {
        return lock;
    }

    @Override
    public boolean claim() {
        if (working || closed || timerGone || !estimate.wantsDelivery()) {
            return false;
        }
        working = true;
        return true;
    }

    @Override
    public void wake() {
        if (!timer.runSoon()) {
            onRefused();
        }
    }

    /** Pending decisions wait for the next packet, unless the owner of the executor has shut it down. */
    private void onRefused() {
        lock.lock();
        try {
            working = false;
            timerGone = timer.isGone();
            if (timerGone) {
                if (outbox.hasPendingRemb()) {
                    delivery.countRemb(false);
                }
                outbox.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    private void onTimer() {
        if (beginWork()) {
            work();
        }
    }

    private boolean beginWork() {
        lock.lock();
        try {
            outbox.setTimerUs(PeerEstimate.NEVER);
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
                delivery.deliver(lock, outbox.taken());
            }
            done = true;
        } finally {
            if (!done) {
                // What listeners and writers throw is caught; after anything else the next packet starts the work
                // again.
                lock.run(() -> working = false);
            }
        }
    }

    /** Does what is due and takes what is to be delivered. If that is nothing, sets the timer, ends the work and returns false. */
    private boolean takeWork() {
        lock.lock();
        try {
            if (closed) {
                working = false;
                return false;
            }
            long nowUs = clock.getAsLong();
            long dueUs = estimate.process(nowUs);
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
        if (dueUs == PeerEstimate.NEVER) {
            cancelTimer();
            return;
        }
        // A timer that fires too early does no harm, and packets postpone deadlines: a new timer each time would cost
        // more.
        if (outbox.timerUs() <= dueUs) {
            return;
        }
        boolean set = timer.runAfter(dueUs - nowUs);
        // Without a timer, the next packet tries again.
        outbox.setTimerUs(set ? dueUs : PeerEstimate.NEVER);
        timerGone = !set && timer.isGone();
    }

    /** Cancels the timer; the caller holds the lock. */
    void cancelTimer() {
        outbox.setTimerUs(PeerEstimate.NEVER);
        timer.cancel();
    }

    /** Ends the deliveries for good; the caller holds the lock. A delivery that another thread has begun may still complete. */
    void close() {
        closed = true;
        delivery.setWriter(null);
        outbox.clear();
        cancelTimer();
    }
}

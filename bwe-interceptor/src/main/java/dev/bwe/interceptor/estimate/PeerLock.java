package dev.bwe.interceptor.estimate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lock of one interceptor, with flat combining: readers never wait for it. A packet that finds the lock held is pushed on a
 * lock-free (Treiber) stack; the lock's holder looks there after it has unlocked, and acquires the lock again to take it in. A thread
 * that acquires the lock finds everything taken in that was read before. Not reentrant.
 *
 * <p>The lock does not record its owner, because storing a reference with each packet costs some garbage collectors work. It extends
 * the synchronizer, and has the stack's top as a field, so that a packet touches one object here.
 */
final class PeerLock extends AbstractQueuedSynchronizer {
    private static final long serialVersionUID = 1;
    private static final VarHandle TOP;

    static {
        try {
            TOP = MethodHandles.lookup().findVarHandle(PeerLock.class, "top", PacketSlot.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Takes packets in. */
    interface Intake {
        /** Takes a packet in, under the lock. Returns true if there may now be something to deliver. */
        boolean take(PacketSlot packet);
    }

    /** Delivers what was decided under the lock. */
    interface Deliverer {
        /** Returns true if {@link #wake()} has to be called after the lock is released. Called under the lock. */
        boolean claim();

        /** Starts the delivery; called without the lock. */
        void wake();
    }

    private final transient Intake intake;
    private final transient Deliverer deliverer;

    /** The packet that was pushed last. */
    @SuppressWarnings("unused") // through the handle
    private transient volatile @Nullable PacketSlot top;

    private transient boolean changed;

    PeerLock(Intake intake, Deliverer deliverer) {
        this.intake = intake;
        this.deliverer = deliverer;
    }

    @Override
    protected boolean tryAcquire(int ignored) {
        return compareAndSetState(0, 1);
    }

    @Override
    protected boolean tryRelease(int ignored) {
        setState(0);
        return true;
    }

    /** Acquires the lock, waiting for it if necessary. */
    void lock() {
        acquire(1);
        takeWaiting();
    }

    /** Releases the lock, and starts a delivery if there is something to deliver. */
    void unlock() {
        boolean acquiredAgain = false;
        do {
            boolean wake = false;
            try {
                if (acquiredAgain) {
                    takeWaiting();
                }
                if (changed) {
                    wake = deliverer.claim();
                    changed = false;
                }
            } finally {
                release(1);
            }
            if (wake) {
                deliverer.wake();
            }
            acquiredAgain = true;
            // A reader that found the lock held may have pushed a packet since the lock was acquired.
        } while (top != null && tryAcquire(1));
    }

    /** Notes, under the lock, that there may be something to deliver. */
    void changed() {
        changed = true;
    }

    /** Runs an action under the lock. */
    void run(Runnable action) {
        lock();
        try {
            action.run();
        } finally {
            unlock();
        }
    }

    /** Returns the result of a query that runs under the lock. */
    <T> T get(Supplier<T> query) {
        lock();
        try {
            return query.get();
        } finally {
            unlock();
        }
    }

    /** Takes a packet in if nobody holds the lock. Never waits. */
    boolean tryTake(PacketSlot packet) {
        if (!tryAcquire(1)) {
            return false;
        }
        try {
            takeWaiting();
            if (intake.take(packet)) {
                changed = true;
            }
        } finally {
            unlock();
        }
        return true;
    }

    /** Leaves a packet of a pool to the lock's holder, or takes it in if the lock has been released meanwhile. Never waits. */
    void leave(PacketSlot packet) {
        PacketSlot below;
        do {
            below = top;
            packet.next = below;
        } while (!TOP.compareAndSet(this, below, packet));
        // The holder may have looked for the last time already.
        if (tryAcquire(1)) {
            unlock();
        }
    }

    private void takeWaiting() {
        if (top == null) {
            return;
        }
        PacketSlot first = reversed((PacketSlot) TOP.getAndSet(this, null));
        Throwable failure = null;
        while (first != null) {
            PacketSlot after = first.next;
            first.next = null;
            try {
                changed |= intake.take(first);
            } catch (RuntimeException | Error e) {
                // Such as a clock may throw; the packets behind it are not lost.
                failure = e;
            }
            PacketPool.release(first);
            first = after;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        } else if (failure instanceof Error error) {
            throw error;
        }
    }

    private static @Nullable PacketSlot reversed(PacketSlot last) {
        PacketSlot first = null;
        while (last != null) {
            PacketSlot below = last.next;
            last.next = first;
            first = last;
            last = below;
        }
        return first;
    }
}

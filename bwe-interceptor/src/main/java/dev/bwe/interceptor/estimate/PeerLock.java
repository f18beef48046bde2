package dev.bwe.interceptor.estimate;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.function.Supplier;

/**
 * The lock of one interceptor, for which readers never wait: a packet that finds it held is left with its holder, who takes it in
 * before it lets go. Whoever locks finds everything taken in that was read before. Not reentrant.
 */
final class PeerLock {
    /** What the holder does for others. */
    interface Duties {
        /** Takes in a packet, under the lock, and releases it; true if something may be to be delivered therefore. */
        boolean take(PacketInfoPool.Entry packet);

        /** Prepares a packet for being taken in later; without the lock. */
        void leave(PacketInfoPool.Entry packet);

        /** Whether {@link #wake()} is to be called after unlocking; under the lock, after something has changed. */
        boolean claim();

        /** Has what was decided delivered; without the lock. */
        void wake();
    }

    /** As plain as a lock can be: it does not note who holds it, since storing a reference with each packet costs some collectors. */
    private static final class Mutex extends AbstractQueuedSynchronizer {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean tryAcquire(int ignored) {
            return compareAndSetState(0, 1);
        }

        @Override
        protected boolean tryRelease(int ignored) {
            setState(0);
            return true;
        }
    }

    private final Mutex mutex = new Mutex();
    /** Packets that were left with the holder, the last one first. */
    private final AtomicReference<PacketInfoPool.Entry> left = new AtomicReference<>();

    private Duties duties;
    private boolean changed;

    /** Sets who does what is to be done, before anybody locks. */
    void duties(Duties holders) {
        duties = holders;
    }

    /** Waits until nobody holds the lock. */
    void lock() {
        mutex.acquire(1);
        takeLeft();
    }

    /** Lets go. If something has changed, what has been decided is delivered. */
    void unlock() {
        do {
            boolean wake = false;
            try {
                takeLeft();
                wake = changed && duties.claim();
                changed = false;
            } finally {
                mutex.release(1);
            }
            if (wake) {
                duties.wake();
            }
            // A packet may have been left after the last look, by somebody who found the lock still held.
        } while (left.get() != null && mutex.tryAcquire(1));
    }

    /** Says that something may be to be delivered; under the lock. */
    void changed() {
        changed = true;
    }

    /** Runs something under the lock. */
    void run(Runnable action) {
        lock();
        try {
            action.run();
        } finally {
            unlock();
        }
    }

    /** Asks something under the lock. */
    <T> T get(Supplier<T> question) {
        lock();
        try {
            return question.get();
        } finally {
            unlock();
        }
    }

    /** Has a packet taken in, by the caller or, if the lock is held, by its holder. Never waits. */
    void offer(PacketInfoPool.Entry packet) {
        if (mutex.tryAcquire(1)) {
            try {
                takeLeft();
                take(packet);
            } finally {
                unlock();
            }
            return;
        }
        duties.leave(packet);
        PacketInfoPool.Entry last;
        do {
            last = left.get();
            packet.next = last;
        } while (!left.compareAndSet(last, packet));
        // The holder may have looked for the last time already.
        if (mutex.tryAcquire(1)) {
            unlock();
        }
    }

    private void takeLeft() {
        if (left.get() == null) {
            return;
        }
        PacketInfoPool.Entry last = left.getAndSet(null);
        PacketInfoPool.Entry first = null;
        while (last != null) {
            PacketInfoPool.Entry before = last.next;
            last.next = first;
            first = last;
            last = before;
        }
        RuntimeException failure = null;
        while (first != null) {
            PacketInfoPool.Entry after = first.next;
            first.next = null;
            try {
                take(first);
            } catch (RuntimeException e) {
                // Such as a clock may throw; the others are not to be lost therefore.
                failure = e;
            }
            first = after;
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void take(PacketInfoPool.Entry packet) {
        changed |= duties.take(packet);
    }
}

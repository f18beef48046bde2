package dev.bwe.interceptor;

import dev.bwe.core.PacketInfo;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Lends what is told to the estimator of a packet, so that packets cost no allocation. Bounded and lock-free: a reader never waits,
 * and allocates only when nothing is left to lend; what comes back beyond the bound is left to the garbage collector. Safe for use by
 * any thread.
 */
final class PacketInfoPool {
    /** One packet's metadata, and whether it is lent. */
    static final class Entry {
        private final PacketInfo packet = new PacketInfo();
        private final AtomicInteger lent = new AtomicInteger(1);

        PacketInfo packet() {
            return packet;
        }
    }

    private final AtomicReferenceArray<Entry> slots;

    PacketInfoPool(int capacity) {
        slots = new AtomicReferenceArray<>(capacity);
    }

    /** Lends an entry whose packet is as if new. */
    Entry acquire() {
        for (int i = 0; i < slots.length(); i++) {
            // Looked at before it is swapped: an empty slot costs no write that other threads' caches would feel.
            if (slots.getPlain(i) != null) {
                Entry entry = slots.getAndSet(i, null);
                if (entry != null) {
                    entry.lent.setPlain(1);
                    return entry;
                }
            }
        }
        return new Entry();
    }

    /**
     * Takes an entry back and resets it.
     *
     * @throws IllegalStateException if it is not lent: someone may be using it already
     */
    void release(Entry entry) {
        if (!entry.lent.compareAndSet(1, 0)) {
            throw new IllegalStateException("a packet was released twice");
        }
        entry.packet.reset();
        for (int i = 0; i < slots.length(); i++) {
            if (slots.getPlain(i) == null && slots.compareAndSet(i, null, entry)) {
                return;
            }
        }
    }

    /** How many entries it could lend without allocating. */
    int available() {
        int available = 0;
        for (int i = 0; i < slots.length(); i++) {
            available += slots.get(i) == null ? 0 : 1;
        }
        return available;
    }
}

package dev.bwe.interceptor.estimate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The slots of one reader for packets that wait for the lock's holder. Bounded, and never waits: a slot beyond the bound is allocated
 * and left to the garbage collector.
 *
 * <p>Only the reader, one thread at a time, acquires, and only the holder of the interceptor's lock releases, so neither needs an
 * atomic read-modify-write.
 */
final class PacketPool {
    private static final VarHandle LENT;

    static {
        try {
            LENT = MethodHandles.lookup().findVarHandle(PacketSlot.class, "lent", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Each is made when it is first acquired. */
    private final PacketSlot[] slots;

    /**
     * @param capacity how many slots to keep at most, 1 or more
     */
    PacketPool(int capacity) {
        slots = new PacketSlot[capacity];
    }

    /** Returns a clear slot. */
    PacketSlot acquire() {
        for (int i = 0; i < slots.length; i++) {
            PacketSlot slot = slots[i];
            if (slot == null) {
                slot = new PacketSlot();
                slots[i] = slot;
            }
            if (!(boolean) LENT.getAcquire(slot)) {
                slot.lent = true;
                return slot;
            }
        }
        PacketSlot beyond = new PacketSlot();
        beyond.lent = true;
        return beyond;
    }

    /**
     * Clears the packet of a slot and makes the slot available again.
     *
     * @throws IllegalStateException if it is not lent: another packet may be in it already
     */
    static void release(PacketSlot slot) {
        if (!slot.lent) {
            throw new IllegalStateException("a packet was released twice");
        }
        slot.packet.reset();
        LENT.setRelease(slot, false);
    }

    /** Returns how many slots {@link #acquire()} can return without allocating. */
    int available() {
        int available = 0;
        for (PacketSlot slot : slots) {
            available += slot != null && !(boolean) LENT.getAcquire(slot) ? 1 : 0;
        }
        return available;
    }
}

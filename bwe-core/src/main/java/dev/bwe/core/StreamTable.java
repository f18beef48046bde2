package dev.bwe.core;

import java.util.Arrays;
import java.util.Objects;

/**
 * The streams that were heard of lately. Recording a packet and finding out which streams have gone silent costs the same however
 * many streams there are: a hash table finds the stream, and a list in the order of the streams' last packets has the silent ones
 * at its head.
 */
final class StreamTable {
    private static final int INITIAL_CAPACITY = 4;
    /** No entry. */
    static final int NONE = -1;

    private static final int GOLDEN_RATIO = 0x9E3779B9;

    /* Open addressing, linear probing, at most half full: entries + 1, so that 0 is an empty slot. */
    private int[] slots = new int[2 * INITIAL_CAPACITY];
    private int slotShift = Integer.numberOfLeadingZeros(2 * INITIAL_CAPACITY) + 1;

    private int[] ssrcs = new int[INITIAL_CAPACITY];
    private long[] lastUs = new long[INITIAL_CAPACITY];
    private int[] older = new int[INITIAL_CAPACITY];
    private int[] newer = new int[INITIAL_CAPACITY];
    private int oldest = NONE;
    private int newest = NONE;
    private int free = NONE;
    private int used;
    private int size;

    private final Ascending ascending = new Ascending();

    int size() {
        return size;
    }

    /** The SSRCs in ascending unsigned order: always the same object, which shows the streams there are. */
    SsrcList ascending() {
        return ascending;
    }

    /**
     * Notes that a stream sent something at a time, which may be before that of other streams' packets.
     *
     * @return the stream's entry, a small number that is its own until it is forgotten
     */
    int record(int ssrc, long nowUs) {
        if (newest != NONE && ssrcs[newest] == ssrc && nowUs >= lastUs[newest]) {
            lastUs[newest] = nowUs;
            return newest;
        }
        int slot = find(ssrc);
        int entry = slots[slot] - 1;
        if (entry == NONE) {
            entry = insert(slot, ssrc);
        } else {
            unlink(entry);
        }
        lastUs[entry] = nowUs;
        link(entry);
        return entry;
    }

    /** Forgets the streams whose last packet is longer ago than the timeout. */
    void expire(long nowUs, long timeoutUs) {
        int expired;
        do {
            expired = expireOne(nowUs, timeoutUs);
        } while (expired != NONE);
    }

    /** Forgets one of the streams whose last packet is longer ago than the timeout; its entry, or {@link #NONE} without any. */
    int expireOne(long nowUs, long timeoutUs) {
        return oldest != NONE && nowUs - lastUs[oldest] > timeoutUs ? remove(ssrcs[oldest]) : NONE;
    }

    /** Forgets a stream; the entry that it had, or {@link #NONE} if it is not known. */
    int remove(int ssrc) {
        int slot = find(ssrc);
        int entry = slots[slot] - 1;
        if (entry == NONE) {
            return NONE;
        }
        closeGap(slot);
        unlink(entry);
        newer[entry] = free;
        free = entry;
        size--;
        ascending.stale = true;
        return entry;
    }

    private int find(int ssrc) {
        int slot = home(ssrc);
        while (slots[slot] != 0 && ssrcs[slots[slot] - 1] != ssrc) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private int home(int ssrc) {
        return ssrc * GOLDEN_RATIO >>> slotShift;
    }

    private int insert(int emptySlot, int ssrc) {
        int slot = emptySlot;
        if (size == ssrcs.length) {
            grow();
            slot = find(ssrc);
        }
        int entry = free;
        if (entry == NONE) {
            entry = used++;
        } else {
            free = newer[entry];
        }
        ssrcs[entry] = ssrc;
        slots[slot] = entry + 1;
        size++;
        ascending.stale = true;
        return entry;
    }

    private void grow() {
        int capacity = 2 * ssrcs.length;
        ssrcs = Arrays.copyOf(ssrcs, capacity);
        lastUs = Arrays.copyOf(lastUs, capacity);
        older = Arrays.copyOf(older, capacity);
        newer = Arrays.copyOf(newer, capacity);
        slots = new int[2 * capacity];
        slotShift--;
        for (int entry = oldest; entry != NONE; entry = newer[entry]) {
            slots[find(ssrcs[entry])] = entry + 1;
        }
    }

    /** Empties a slot and moves those behind it up that would not be found any more. */
    private void closeGap(int slot) {
        int mask = slots.length - 1;
        int gap = slot;
        int probe = slot;
        slots[gap] = 0;
        while (true) {
            probe = probe + 1 & mask;
            if (slots[probe] == 0) {
                return;
            }
            int distanceFromHome = probe - home(ssrcs[slots[probe] - 1]) & mask;
            int distanceFromGap = probe - gap & mask;
            if (distanceFromHome >= distanceFromGap) {
                slots[gap] = slots[probe];
                slots[probe] = 0;
                gap = probe;
            }
        }
    }

    /** Links an entry in the order of the last packets' times; time goes forward, so its place is nearly always at the end. */
    private void link(int entry) {
        int before = newest;
        while (before != NONE && lastUs[before] > lastUs[entry]) {
            before = older[before];
        }
        int after = before == NONE ? oldest : newer[before];
        older[entry] = before;
        newer[entry] = after;
        if (before == NONE) {
            oldest = entry;
        } else {
            newer[before] = entry;
        }
        if (after == NONE) {
            newest = entry;
        } else {
            older[after] = entry;
        }
    }

    private void unlink(int entry) {
        int before = older[entry];
        int after = newer[entry];
        if (before == NONE) {
            oldest = after;
        } else {
            newer[before] = after;
        }
        if (after == NONE) {
            newest = before;
        } else {
            older[after] = before;
        }
    }

    /** Sorts when it is looked at after streams have come or gone, so that a packet never pays for it. */
    private final class Ascending implements SsrcList {
        private int[] sorted = new int[INITIAL_CAPACITY];
        private boolean stale;

        @Override
        public int size() {
            return size;
        }

        @Override
        public int get(int index) {
            Objects.checkIndex(index, size);
            if (stale) {
                sort();
            }
            return sorted[index];
        }

        /* Flipping the highest bit makes the signed order the unsigned one. */
        private void sort() {
            if (sorted.length < size) {
                sorted = new int[ssrcs.length];
            }
            int count = 0;
            for (int entry = oldest; entry != NONE; entry = newer[entry]) {
                sorted[count++] = ssrcs[entry] ^ Integer.MIN_VALUE;
            }
            Arrays.sort(sorted, 0, count);
            for (int i = 0; i < count; i++) {
                sorted[i] ^= Integer.MIN_VALUE;
            }
            stale = false;
        }
    }
}

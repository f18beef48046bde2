package dev.bwe.core;

import java.util.Arrays;
import java.util.Objects;

/**
 * The streams that are not silent. The cost of recording a packet and of finding silent streams does not depend on the number of
 * streams: a hash table finds the stream, and a list in the order of the last packets has the silent streams at its head.
 *
 * <p>Specification: receive-side-gcc, section 8. The reference walks a map of all streams with each packet.
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

    /** Returns the SSRCs in ascending unsigned order: always the same view. */
    SsrcList ascending() {
        return ascending;
    }

    /**
     * Records a packet of a stream. Its time may be before that of packets of other streams.
     *
     * @return the entry of the stream, a small number that belongs to it until it is removed
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

    /** Removes the streams whose last packet is longer ago than the timeout. */
    void expire(long nowUs, long timeoutUs) {
        int expired;
        do {
            expired = expireOne(nowUs, timeoutUs);
        } while (expired != NONE);
    }

    /** Removes one stream whose last packet is longer ago than the timeout. Returns its entry, or {@link #NONE} if there is none. */
    int expireOne(long nowUs, long timeoutUs) {
        return oldest != NONE && nowUs - lastUs[oldest] > timeoutUs ? remove(ssrcs[oldest]) : NONE;
    }

    /** Removes a stream. Returns the entry that it had, or {@link #NONE} if it is unknown. */
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

    /** Empties a slot, and moves up the later entries that could not be found otherwise. */
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

    /** Links an entry in the order of the times of the last packets. Its place is nearly always the end, since time goes forward. */
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

    /** Sorts on the first access after streams were added or removed, which keeps the cost out of {@link #record}. */
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

        /* With the highest bit flipped, the signed order is the unsigned one. */
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

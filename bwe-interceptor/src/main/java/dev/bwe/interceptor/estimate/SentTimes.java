package dev.bwe.interceptor.estimate;

import java.util.Arrays;

/**
 * Times that were sent to the remote peer and may come back, each kept for some seconds. A look-up takes the same time whatever the
 * number of entries. Guarded by the interceptor's lock.
 */
final class SentTimes {
    static final long NONE = Long.MIN_VALUE;
    /**
     * How long an entry is kept. A peer reports at least every 7.5 s (RFC 3550 section 6.2: 5 s, randomised up to half as much again);
     * the rest is for the way there and back. An answer that comes later tells more about the peer than about the path.
     */
    static final long KEPT_US = 10_000_000;
    /** At least this many entries are kept: 10 s of 400 reports a second. Each table takes 128 kB then, 512 bytes at its first entry. */
    static final int MAX_ENTRIES = 4_096;

    /** The older table is dropped as a whole, so no entry is ever removed on its own. */
    private Table newer = new Table();

    private Table older = new Table();
    private long newerSinceUs = NONE;

    void clear() {
        newer.clear();
        older.clear();
        newerSinceUs = NONE;
    }

    /** Adds a time, which is found by an SSRC and the middle 32 bits of the NTP timestamp that was sent for it. */
    void add(int ssrc, int compactTime, long nowUs) {
        if (newerSinceUs == NONE || nowUs - newerSinceUs > KEPT_US || newer.size == MAX_ENTRIES) {
            Table spare = older;
            older = newer;
            newer = spare;
            newer.clear();
            newerSinceUs = nowUs;
        }
        newer.put(key(ssrc, compactTime), nowUs);
    }

    /** Returns when a time was sent, in microseconds, or {@link #NONE} if it was not or is no longer kept. */
    long find(int ssrc, int compactTime, long nowUs) {
        long key = key(ssrc, compactTime);
        long sentUs = newer.get(key);
        if (sentUs == NONE) {
            sentUs = older.get(key);
        }
        return sentUs == NONE || nowUs - sentUs > KEPT_US ? NONE : sentUs;
    }

    /** Returns the number of entries, with those that are too old but not dropped yet. */
    int size() {
        return newer.size + older.size;
    }

    private static long key(int ssrc, int compactTime) {
        return (long) ssrc << Integer.SIZE | Integer.toUnsignedLong(compactTime);
    }

    /** A hash table with open addressing, at most half full. Takes no memory of its own before its first entry. */
    private static final class Table {
        private static final int FIRST_CAPACITY = 32;
        private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

        private static final long[] UNUSED = {0};
        private static final long[] NO_TIME = {NONE};

        /** Shared by all tables that are unused, and replaced before anything is stored. */
        private long[] keys = UNUSED;

        private long[] times = NO_TIME;
        private int size;

        private static long[] emptyTimes(int capacity) {
            long[] times = new long[capacity];
            Arrays.fill(times, NONE);
            return times;
        }

        /** Returns the place of a key, or the free place where it belongs. */
        private int place(long key) {
            int mask = keys.length - 1;
            int place = (int) (key * GOLDEN_RATIO >>> Integer.SIZE) & mask;
            while (times[place] != NONE && keys[place] != key) {
                place = place + 1 & mask;
            }
            return place;
        }

        void put(long key, long timeUs) {
            if (size * 2 >= keys.length - 1) {
                grow();
            }
            int place = place(key);
            size += times[place] == NONE ? 1 : 0;
            keys[place] = key;
            times[place] = timeUs;
        }

        private void grow() {
            long[] oldKeys = keys;
            long[] oldTimes = times;
            keys = new long[Math.max(FIRST_CAPACITY, oldKeys.length * 2)];
            times = emptyTimes(keys.length);
            for (int i = 0; i < oldKeys.length; i++) {
                if (oldTimes[i] != NONE) {
                    int place = place(oldKeys[i]);
                    keys[place] = oldKeys[i];
                    times[place] = oldTimes[i];
                }
            }
        }

        long get(long key) {
            return times[place(key)];
        }

        void clear() {
            if (size > 0) {
                Arrays.fill(times, NONE);
                size = 0;
            }
        }
    }
}

package dev.bwe.interceptor.estimate;

import java.util.Arrays;

/**
 * Times that were sent to the remote peer and may come back, each for some seconds. Finding one takes the same time however many
 * there are. Guarded by the interceptor's lock.
 */
final class SentTimes {
    static final long NONE = Long.MIN_VALUE;
    /**
     * How long one is remembered. A peer reports each 7.5 s at the least (RFC 3550 section 6.2: 5 s, half as much again by
     * chance); the rest is for the way there and back. An answer that comes later says more of the peer than of the path.
     */
    static final long KEPT_US = 10_000_000;
    /** At least so many are kept: 10 s of 400 reports a second. Each table takes 128 kB then, and 512 bytes at first. */
    static final int MAX_ENTRIES = 4_096;

    /** What is old is in the older table as a whole, so nothing is ever removed by itself. */
    private Table newer = new Table();

    private Table older = new Table();
    private long newerSinceUs = NONE;

    void clear() {
        newer.clear();
        older.clear();
        newerSinceUs = NONE;
    }

    /** An SSRC and the middle 32 bits of the time that was sent for it stand for each. */
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

    /** When that was sent, or {@link #NONE} where it was not or is forgotten. */
    long find(int ssrc, int compactTime, long nowUs) {
        long key = key(ssrc, compactTime);
        long sentUs = newer.get(key);
        if (sentUs == NONE) {
            sentUs = older.get(key);
        }
        return sentUs == NONE || nowUs - sentUs > KEPT_US ? NONE : sentUs;
    }

    /** How many there are, with those that are too old but not yet gone. */
    int size() {
        return newer.size + older.size;
    }

    private static long key(int ssrc, int compactTime) {
        return (long) ssrc << Integer.SIZE | Integer.toUnsignedLong(compactTime);
    }

    /** A hash table with open addressing, at most half full. */
    private static final class Table {
        private static final int FIRST_CAPACITY = 32;
        private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

        private long[] keys = new long[FIRST_CAPACITY];
        private long[] times = emptyTimes(FIRST_CAPACITY);
        private int size;

        private static long[] emptyTimes(int capacity) {
            long[] times = new long[capacity];
            Arrays.fill(times, NONE);
            return times;
        }

        /** The place of a key, or the free one where it belongs. */
        private int place(long key) {
            int mask = keys.length - 1;
            int place = (int) (key * GOLDEN_RATIO >>> Integer.SIZE) & mask;
            while (times[place] != NONE && keys[place] != key) {
                place = place + 1 & mask;
            }
            return place;
        }

        void put(long key, long timeUs) {
            if (size * 2 == keys.length) {
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
            keys = new long[oldKeys.length * 2];
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
            Arrays.fill(times, NONE);
            size = 0;
        }
    }
}

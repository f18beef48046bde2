package dev.bwe.webrtc.srtp;

/**
 * The highest index of streams that have fallen silent: 12 bytes each, in a table with open addressing that only grows. Not
 * thread-safe.
 */
final class SilentStreams {
    /** 2^32 divided by the golden ratio: spreads SSRCs that a peer chose one after another. */
    private static final int HASH_FACTOR = 0x9E3779B9;

    private static final int INITIAL_BITS = 4;

    private final int limit;
    private int bits = INITIAL_BITS;
    private int[] ssrcs = new int[1 << INITIAL_BITS];
    /** One more than the highest index, so that 0 marks a free place. */
    private long[] indices = new long[1 << INITIAL_BITS];

    private int size;

    SilentStreams(int limit) {
        this.limit = limit;
    }

    /** Returns true if it is time to add no more streams. */
    boolean isFull() {
        return size >= limit;
    }

    int size() {
        return size;
    }

    /** Returns the highest index of a stream, or {@link IndexWindow#NONE} if the stream is not known. */
    long highest(int ssrc) {
        return indices[slot(ssrc)] - 1;
    }

    /** Remembers a stream's highest index, 0 or more. */
    void put(int ssrc, long highest) {
        int slot = slot(ssrc);
        if (indices[slot] == 0) {
            if (3 * (size + 1) > 2 * indices.length) {
                grow();
                slot = slot(ssrc);
            }
            size++;
        }
        ssrcs[slot] = ssrc;
        indices[slot] = highest + 1;
    }

    private int slot(int ssrc) {
        int mask = indices.length - 1;
        int slot = ssrc * HASH_FACTOR >>> Integer.SIZE - bits;
        while (indices[slot] != 0 && ssrcs[slot] != ssrc) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        int[] oldSsrcs = ssrcs;
        long[] oldIndices = indices;
        bits++;
        ssrcs = new int[1 << bits];
        indices = new long[1 << bits];
        for (int i = 0; i < oldIndices.length; i++) {
            if (oldIndices[i] != 0) {
                int slot = slot(oldSsrcs[i]);
                ssrcs[slot] = oldSsrcs[i];
                indices[slot] = oldIndices[i];
            }
        }
    }
}

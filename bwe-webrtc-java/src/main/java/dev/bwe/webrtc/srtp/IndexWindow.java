package dev.bwe.webrtc.srtp;

import java.util.Arrays;

/**
 * Which packet indices of one SSRC have been used: the highest one, and a bit for each of the {@value #SIZE} up to it (RFC 3711
 * section 3.3.2). The size is libwebrtc's. Not thread-safe.
 */
class IndexWindow {
    static final int SIZE = 1024;
    /** The highest index of a stream that has had no packet. */
    static final long NONE = -1;

    private static final int WORDS = SIZE / Long.SIZE;
    private static final int HALF_ROUND = 1 << 15;

    private final int ssrc;
    private final long[] used = new long[WORDS];
    private long highest;
    private boolean recent;

    /**
     * Makes a window in which all indices up to the highest count as used.
     *
     * @param highest of the indices used before, or {@link #NONE}
     */
    IndexWindow(int ssrc, long highest) {
        this.ssrc = ssrc;
        this.highest = highest;
        if (highest != NONE) {
            Arrays.fill(used, -1L);
        }
    }

    final int ssrc() {
        return ssrc;
    }

    final long highest() {
        return highest;
    }

    /** Returns true if the index is so far behind the highest that nothing is known of it. */
    final boolean isTooOld(long index) {
        return index <= highest - SIZE;
    }

    /** Returns true if the index, which is not too old, has been used. */
    final boolean contains(long index) {
        return index <= highest && (used[word(index)] & 1L << index) != 0;
    }

    /** Marks an index as used that is not too old. */
    final void add(long index) {
        recent = true;
        if (index > highest) {
            clear(Math.max(highest + 1, index - SIZE + 1), index);
            highest = index;
        }
        used[word(index)] |= 1L << index;
    }

    /** Returns true if an index was added since the last call. */
    final boolean wasRecent() {
        boolean was = recent;
        recent = false;
        return was;
    }

    /**
     * Returns the index that a sequence number most likely stands for: the nearest to the highest index (RFC 3711 section 3.3.1), but
     * none before the stream's first round.
     */
    static long indexOf(int sequenceNumber, long highest) {
        if (highest <= HALF_ROUND) {
            return sequenceNumber;
        }
        long index = (highest & -1L << Short.SIZE) | sequenceNumber;
        if (index - highest > HALF_ROUND) {
            return index - (1L << Short.SIZE);
        }
        return highest - index > HALF_ROUND ? index + (1L << Short.SIZE) : index;
    }

    private void clear(long from, long to) {
        for (long index = from; index <= to; index++) {
            used[word(index)] &= ~(1L << index);
        }
    }

    private static int word(long index) {
        return (int) (index & SIZE - 1) / Long.SIZE;
    }
}

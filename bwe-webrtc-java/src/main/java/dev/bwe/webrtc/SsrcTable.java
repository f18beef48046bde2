package dev.bwe.webrtc;

import java.util.ArrayList;
import java.util.List;

/**
 * Map from SSRC to per-stream state that does not box: open addressing, linear probing.
 *
 * <p>Streams are added up to a bound, and removed rarely, which copies the rest. Not thread-safe.
 *
 * @param <T> state of a stream
 */
final class SsrcTable<T> {
    /** 2^32 divided by the golden ratio: spreads SSRCs that a peer picked one after another. */
    private static final int HASH_FACTOR = 0x9E3779B9;

    private static final int INITIAL_BITS = 3;

    private final int limit;
    private int bits = INITIAL_BITS;
    private int[] ssrcs = new int[1 << INITIAL_BITS];
    private Object[] values = new Object[1 << INITIAL_BITS];
    private int size;

    /** Makes an empty table for at most {@code limit} streams. */
    SsrcTable(int limit) {
        this.limit = limit;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size >= limit;
    }

    /** State of that stream, or null. */
    @SuppressWarnings("unchecked")
    T get(int ssrc) {
        return (T) values[slot(ssrc)];
    }

    /** Adds a stream that is not in the table yet; the table must not be full. */
    void add(int ssrc, T value) {
        if (2 * (size + 1) > values.length) {
            rehash(bits + 1);
        }
        int slot = slot(ssrc);
        ssrcs[slot] = ssrc;
        values[slot] = value;
        size++;
    }

    /** Removes a stream, if it is in the table. */
    void remove(int ssrc) {
        if (get(ssrc) == null) {
            return;
        }
        values[slot(ssrc)] = null;
        size--;
        rehash(bits);
    }

    /** A copy of all streams' state, in no order. */
    @SuppressWarnings("unchecked")
    List<T> values() {
        List<T> all = new ArrayList<>(size);
        for (Object value : values) {
            if (value != null) {
                all.add((T) value);
            }
        }
        return all;
    }

    private int slot(int ssrc) {
        int mask = values.length - 1;
        int slot = ssrc * HASH_FACTOR >>> Integer.SIZE - bits;
        while (values[slot] != null && ssrcs[slot] != ssrc) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void rehash(int newBits) {
        int[] oldSsrcs = ssrcs;
        Object[] oldValues = values;
        bits = newBits;
        ssrcs = new int[1 << bits];
        values = new Object[1 << bits];
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] != null) {
                int slot = slot(oldSsrcs[i]);
                ssrcs[slot] = oldSsrcs[i];
                values[slot] = oldValues[i];
            }
        }
    }
}

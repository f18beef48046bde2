package dev.bwe.webrtc.srtp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Map from SSRC to per-stream state without boxing, by open addressing with linear probing.
 *
 * <p>Streams are added up to a bound. The cost of adding and removing does not grow with the number of streams, except for the copy
 * when the table grows. Not thread-safe.
 *
 * @param <T> state of a stream
 */
public final class SsrcTable<T> {
    /** 2^32 divided by the golden ratio: spreads SSRCs that a peer chose one after another. */
    private static final int HASH_FACTOR = 0x9E3779B9;

    private static final int INITIAL_BITS = 3;

    private final int limit;
    private int bits = INITIAL_BITS;
    private int[] ssrcs = new int[1 << INITIAL_BITS];
    private Object[] values = new Object[1 << INITIAL_BITS];
    private int size;
    private int nextPlace;

    /** Makes an empty table for at most {@code limit} streams. */
    public SsrcTable(int limit) {
        this.limit = limit;
    }

    /** Returns the number of streams. */
    public int size() {
        return size;
    }

    /** Returns true if no stream can be added. */
    public boolean isFull() {
        return size >= limit;
    }

    /** Returns the state of that stream, or null. */
    @SuppressWarnings("unchecked")
    public T get(int ssrc) {
        return (T) values[slot(ssrc)];
    }

    /** Adds a stream that is not in the table yet; the table must not be full. */
    public void add(int ssrc, T value) {
        if (2 * (size + 1) > values.length) {
            grow();
        }
        int slot = slot(ssrc);
        ssrcs[slot] = ssrc;
        values[slot] = value;
        size++;
    }

    /** Removes a stream, if it is in the table. Streams behind it move up where the gap would keep them from being found. */
    public void remove(int ssrc) {
        int gap = slot(ssrc);
        if (values[gap] == null) {
            return;
        }
        int mask = values.length - 1;
        for (int slot = gap + 1 & mask; values[slot] != null; slot = slot + 1 & mask) {
            if ((slot - home(ssrcs[slot]) & mask) >= (slot - gap & mask)) {
                ssrcs[gap] = ssrcs[slot];
                values[gap] = values[slot];
                gap = slot;
            }
        }
        values[gap] = null;
        size--;
    }

    /**
     * Looks at the next places of the table, from where the last search ended.
     *
     * @param places to look at; at most all of them are
     * @return the first stream found that is wanted, or null
     */
    @SuppressWarnings("unchecked")
    public @Nullable T findNext(int places, Predicate<? super T> wanted) {
        for (int i = Math.min(places, values.length); i > 0; i--) {
            nextPlace = nextPlace + 1 & values.length - 1;
            T value = (T) values[nextPlace];
            if (value != null && wanted.test(value)) {
                return value;
            }
        }
        return null;
    }

    /** Returns the state of all streams, in no order. */
    @SuppressWarnings("unchecked")
    public List<T> values() {
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
        int slot = home(ssrc);
        while (values[slot] != null && ssrcs[slot] != ssrc) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int home(int ssrc) {
        return ssrc * HASH_FACTOR >>> Integer.SIZE - bits;
    }

    private void grow() {
        int[] oldSsrcs = ssrcs;
        Object[] oldValues = values;
        bits++;
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

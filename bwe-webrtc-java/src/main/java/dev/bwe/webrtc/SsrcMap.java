package dev.bwe.webrtc;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the stream of an SSRC without boxing: open addressing with linear probing. Changes are rare and rebuild it. Confined to one
 * thread.
 *
 * @param <T> what is kept for an SSRC
 */
final class SsrcMap<T> {
    private static final int SMALLEST = 16;

    private int[] keys = new int[SMALLEST];
    private Object[] values = new Object[SMALLEST];
    private int size;

    int size() {
        return size;
    }

    /** What is kept for the SSRC, or null. */
    @SuppressWarnings("unchecked")
    T get(int ssrc) {
        int mask = keys.length - 1;
        for (int i = slot(ssrc, mask); values[i] != null; i = (i + 1) & mask) {
            if (keys[i] == ssrc) {
                return (T) values[i];
            }
        }
        return null;
    }

    void put(int ssrc, T value) {
        rebuild(ssrc, value);
    }

    void remove(int ssrc) {
        rebuild(ssrc, null);
    }

    /** A copy of all that is kept. */
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

    private void rebuild(int ssrc, T value) {
        int[] oldKeys = keys;
        Object[] oldValues = values;
        int capacity = SMALLEST;
        while (capacity < 2 * (size + 1)) {
            capacity *= 2;
        }
        keys = new int[capacity];
        values = new Object[capacity];
        size = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != null && oldKeys[i] != ssrc) {
                insert(oldKeys[i], oldValues[i]);
            }
        }
        if (value != null) {
            insert(ssrc, value);
        }
    }

    private void insert(int ssrc, Object value) {
        int mask = keys.length - 1;
        int i = slot(ssrc, mask);
        while (values[i] != null) {
            i = (i + 1) & mask;
        }
        keys[i] = ssrc;
        values[i] = value;
        size++;
    }

    private static int slot(int ssrc, int mask) {
        int mixed = ssrc * 0x9E3779B9;
        return (mixed ^ mixed >>> 16) & mask;
    }
}

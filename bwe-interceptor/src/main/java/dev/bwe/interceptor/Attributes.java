package dev.bwe.interceptor;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The context of one packet on its way through a chain: its arrival time, and values that interceptors pass to each other. The owner
 * of the chain clears and reuses it for the next packet, so it must not be kept after the call. Used by the packet's thread only.
 */
public final class Attributes {
    /** The value of {@link #arrivalTimeUs()} until it is set. */
    public static final long NO_ARRIVAL_TIME = Long.MIN_VALUE;

    private long arrivalTimeUs = NO_ARRIVAL_TIME;
    private Object[] entries = new Object[4];
    private int used;

    /**
     * Identifies a value of one type; compared by identity.
     *
     * @param <T>  the value's type
     * @param name describes the value when debugging
     */
    @SuppressWarnings("UnusedTypeParameter")
    public record Key<T>(String name) {
        /** Makes a key. */
        public Key {
            Objects.requireNonNull(name, "name");
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** Makes an empty context. */
    public Attributes() {}

    /**
     * Returns the time at which the socket received the packet.
     *
     * @return microseconds on the chain's clock, or {@link #NO_ARRIVAL_TIME}
     */
    public long arrivalTimeUs() {
        return arrivalTimeUs;
    }

    /**
     * Sets the time at which the socket received the packet, on the clock that the chain's interceptors use: {@link MonotonicClock},
     * unless their factories were given another. {@link MonotonicClock#fromEpochUs} converts a wall-clock stamp, such as the kernel's.
     *
     * @param timeUs microseconds, 0 or more
     * @return this
     */
    public Attributes arrivalTimeUs(long timeUs) {
        arrivalTimeUs = timeUs;
        return this;
    }

    /**
     * Returns a value.
     *
     * @param key the value's key
     * @param <T> the value's type
     * @return the value, or null if there is none
     */
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(Key<T> key) {
        for (int i = 0; i < used; i += 2) {
            if (entries[i] == key) {
                return (T) entries[i + 1];
            }
        }
        return null;
    }

    /**
     * Sets a value. It replaces an earlier one of the same key.
     *
     * @param key   the value's key
     * @param value the value; null removes it
     * @param <T>   the value's type
     * @return this
     */
    public <T> Attributes put(Key<T> key, T value) {
        for (int i = 0; i < used; i += 2) {
            if (entries[i] == key) {
                entries[i + 1] = value;
                return this;
            }
        }
        if (used == entries.length) {
            entries = Arrays.copyOf(entries, used * 2);
        }
        entries[used++] = key;
        entries[used++] = value;
        return this;
    }

    /**
     * Removes everything, so the object can serve the next packet.
     *
     * @return this
     */
    public Attributes clear() {
        arrivalTimeUs = NO_ARRIVAL_TIME;
        if (used > 0) {
            Arrays.fill(entries, 0, used, null);
            used = 0;
        }
        return this;
    }
}

package dev.bwe.interceptor;

import java.util.Arrays;
import java.util.Objects;

/**
 * The context of one packet on its way through the chain: when it arrived, and whatever interceptors tell each other. Reusable:
 * the owner of the chain clears it between packets, so keeping one beyond the call is a mistake. Confined to the packet's thread.
 */
public final class Attributes {
    /** The value of {@link #arrivalTimeUs()} while nobody has set it. */
    public static final long NO_ARRIVAL_TIME = Long.MIN_VALUE;

    private long arrivalTimeUs = NO_ARRIVAL_TIME;
    private Object[] entries = new Object[4];
    private int used;

    /**
     * Identifies a value of one type; compared by identity.
     *
     * @param <T>  the value's type
     * @param name for people who debug
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
     * Tells when the socket received the packet.
     *
     * @return microseconds on the chain's clock, or {@link #NO_ARRIVAL_TIME}
     */
    public long arrivalTimeUs() {
        return arrivalTimeUs;
    }

    /**
     * Sets when the socket received the packet.
     *
     * @param timeUs microseconds on the chain's clock, 0 or more
     * @return this
     */
    public Attributes arrivalTimeUs(long timeUs) {
        arrivalTimeUs = timeUs;
        return this;
    }

    /**
     * Looks a value up.
     *
     * @param key its key
     * @param <T> its type
     * @return the value, or null where none was put
     */
    @SuppressWarnings("unchecked")
    public <T> T get(Key<T> key) {
        for (int i = 0; i < used; i += 2) {
            if (entries[i] == key) {
                return (T) entries[i + 1];
            }
        }
        return null;
    }

    /**
     * Puts a value, in place of the one there was.
     *
     * @param key   its key
     * @param value the value, null to take it away
     * @param <T>   its type
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
     * Forgets everything, ready for the next packet.
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

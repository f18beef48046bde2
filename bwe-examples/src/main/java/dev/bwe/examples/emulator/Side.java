package dev.bwe.examples.emulator;

/** One of the two peers that a {@link NetworkEmulator} stands between. */
public enum Side {
    /** The first peer. */
    A,
    /** The second peer. */
    B;

    /**
     * Returns the peer at the other end.
     *
     * @return {@link #B} for {@link #A} and {@link #A} for {@link #B}
     */
    public Side other() {
        return this == A ? B : A;
    }
}

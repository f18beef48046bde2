package dev.bwe.examples.emulator;

/** One of the two peers that a {@link NetworkEmulator} stands between. */
public enum Side {
    /** The first peer. */
    A,
    /** The second peer. */
    B;

    /**
     * The peer at the other end.
     *
     * @return {@link #B} for {@link #A} and the other way round
     */
    public Side other() {
        return this == A ? B : A;
    }
}

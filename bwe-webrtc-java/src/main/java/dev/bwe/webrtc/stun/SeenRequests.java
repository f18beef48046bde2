package dev.bwe.webrtc.stun;

import java.net.InetSocketAddress;

/**
 * The transaction ids of the last {@value #SIZE} signed Binding requests, with the address that each came from. That is a quarter of
 * an hour of checks on two candidate pairs. Not thread-safe.
 */
final class SeenRequests {
    static final int SIZE = 1024;

    private final long[] ids = new long[SIZE];
    private final InetSocketAddress[] addresses = new InetSocketAddress[SIZE];
    private int next;

    /** Returns true if no other address sent this transaction before, and remembers it. */
    boolean isFirstOrFrom(long transactionId, InetSocketAddress from) {
        for (int i = 0; i < SIZE; i++) {
            if (ids[i] == transactionId && addresses[i] != null) {
                return addresses[i].equals(from);
            }
        }
        ids[next] = transactionId;
        addresses[next] = from;
        next = (next + 1) % SIZE;
        return true;
    }
}

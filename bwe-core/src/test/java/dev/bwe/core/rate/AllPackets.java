package dev.bwe.core.rate;

import java.util.ArrayDeque;
import java.util.Deque;

/** Keeps each packet, late ones after the newest, removes old ones at once, and computes each sum anew. */
final class AllPackets {
    private final Deque<long[]> packets = new ArrayDeque<>();
    private long firstMs;

    void add(int bytes, long ms) {
        boolean recent = !packets.isEmpty() && packets.getLast()[0] > ms - 1500;
        forget(packets, ms);
        if (packets.isEmpty() && !recent) {
            firstMs = ms;
        }
        packets.add(new long[] {packets.isEmpty() ? ms : Math.max(ms, packets.getLast()[0]), bytes});
    }

    long rate(long ms) {
        forget(packets, ms);
        return rate(packets, ms);
    }

    long peekRate(long ms) {
        Deque<long[]> left = new ArrayDeque<>(packets);
        forget(left, ms);
        return rate(left, ms);
    }

    private long rate(Deque<long[]> left, long ms) {
        long active = Math.min(ms - firstMs + 1, 1000);
        if (left.isEmpty() || active <= 1 || left.size() == 1 && active < 1000) {
            return RateStatistics.NO_RATE;
        }
        float total = left.stream().mapToLong(packet -> packet[1]).sum();
        return (long) (total * (8000f / active) + 0.5f);
    }

    private static void forget(Deque<long[]> packets, long ms) {
        while (!packets.isEmpty() && packets.getFirst()[0] < ms - 999) {
            packets.removeFirst();
        }
    }
}

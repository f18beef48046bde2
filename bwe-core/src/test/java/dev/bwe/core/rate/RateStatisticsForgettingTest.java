package dev.bwe.core.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is old is forgotten late, and nobody can tell: not in any order of calls, nor when the clock goes back. */
class RateStatisticsForgettingTest {
    private final RateStatistics statistics = new RateStatistics();

    @Test
    void packetThatAQuestionForgotDoesNotComeBackWithTheClock() {
        statistics.add(1000, 0);
        statistics.add(500, 600);
        statistics.hasRate(1300);

        assertEquals(4_000, statistics.rate(999));
    }

    @Test
    void packetThatAnotherForgotDoesNotComeBackWithTheClock() {
        statistics.add(1000, 0);
        statistics.add(500, 600);
        statistics.add(500, 1300);

        assertEquals(8_000, statistics.peekRate(999));
    }

    @Test
    void clockThatHasGoneBackForgetsNothingOfItsOwnTime() {
        statistics.add(1000, 100_000);
        statistics.hasRate(200_000);
        statistics.add(1000, 5_000);
        statistics.add(1000, 5_500);

        assertEquals(31_936, statistics.rate(5_500), "2,000 bytes in 501 ms");
    }

    @Test
    void windowThatAQuestionFoundEmptyIsNotContinued() {
        statistics.add(1000, 0);
        statistics.hasRate(1_000);
        statistics.add(1000, 1_400);

        assertEquals(RateStatistics.NO_RATE, statistics.rate(1_400));
    }

    @Test
    void keepsNoMoreThanTheWindowThoughNobodyAsks() {
        statistics.add(1_000, 0);
        long before = usedBytes();
        addForAnHour(1);
        long grown = usedBytes() - before;

        assertTrue(grown < 1_000_000, grown + " bytes after an hour");
        assertEquals(8_000_000, statistics.rate(3_600_000));
    }

    private void addForAnHour(long fromMs) {
        for (long ms = fromMs; ms < fromMs + 3_600_000; ms++) {
            statistics.add(1_000, ms);
        }
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void agreesWithListOfAllPacketsInAnyOrderOfCalls() {
        for (long seed = 1; seed <= 40; seed++) {
            agreesWithListOfAllPackets(seed);
        }
    }

    private static void agreesWithListOfAllPackets(long seed) {
        Random random = new Random(seed);
        RateStatistics statistics = new RateStatistics();
        AllPackets all = new AllPackets();
        long now = 100_000;
        for (int i = 0; i < 5_000; i++) {
            int pace = random.nextInt(1000);
            now += pace < 850
                    ? random.nextInt(4)
                    : pace < 950
                            ? -random.nextInt(30)
                            : pace < 990 ? random.nextInt(400) : random.nextInt(6_000) - 3_000;
            String step = "seed " + seed + ", step " + i;
            switch (random.nextInt(8)) {
                case 0 -> assertEquals(all.rate(now), statistics.rate(now), step);
                case 1 -> assertEquals(all.peekRate(now), statistics.peekRate(now), step);
                case 2 -> assertEquals(all.rate(now) != RateStatistics.NO_RATE, statistics.hasRate(now), step);
                default -> {
                    int bytes = random.nextInt(1_500);
                    all.add(bytes, now);
                    statistics.add(bytes, now);
                }
            }
        }
    }

    /** Keeps every packet by itself, late ones behind the newest, forgets at once and adds up each time. */
    private static final class AllPackets {
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
}

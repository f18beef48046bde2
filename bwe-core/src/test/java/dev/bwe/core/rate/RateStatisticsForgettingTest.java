package dev.bwe.core.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Old buckets are removed late, which must not show in any result: in any order of calls, and when the clock goes back. */
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
}

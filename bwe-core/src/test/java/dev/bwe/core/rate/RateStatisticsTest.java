package dev.bwe.core.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RateStatisticsTest {
    private final RateStatistics statistics = new RateStatistics();

    @Test
    void isRatedOverTheTimeSinceTheFirstPacket() {
        statistics.add(1200, 0);
        statistics.add(1200, 20);

        assertEquals(914_286, statistics.rate(20));
    }

    @Test
    void hasNoRateWithinOneMillisecond() {
        statistics.add(1200, 5);
        statistics.add(1200, 5);

        assertEquals(RateStatistics.NO_RATE, statistics.rate(5));
    }

    @Test
    void hasRateAfterOneMillisecondMore() {
        statistics.add(1200, 5);
        statistics.add(1200, 6);

        assertEquals(9_600_000, statistics.rate(6));
    }

    @Test
    void hasNoRateFromOnePacketUntilItsWindowIsFull() {
        statistics.add(1000, 0);

        assertEquals(RateStatistics.NO_RATE, statistics.rate(998));
        assertEquals(8_000, statistics.rate(999));
    }

    @Test
    void forgetsPacketsOlderThanTheWindow() {
        statistics.add(1000, 0);
        statistics.add(500, 1);

        assertEquals(12_000, statistics.rate(999));
        assertEquals(4_000, statistics.rate(1000));
        assertEquals(RateStatistics.NO_RATE, statistics.rate(1001));
    }

    @Test
    void packetSoonAfterTheWindowEmptiedContinuesIt() {
        statistics.add(1000, 0);
        statistics.add(1000, 1400);

        assertEquals(8_000, statistics.rate(1400));
    }

    @Test
    void packetLongAfterTheWindowEmptiedStartsAnother() {
        statistics.add(1000, 0);
        statistics.add(1000, 1500);

        assertEquals(RateStatistics.NO_RATE, statistics.rate(1500));
    }

    @Test
    void latePacketCountsWithTheNewestOnes() {
        statistics.add(1000, 0);
        statistics.add(1000, 500);
        statistics.add(1000, 200);

        assertEquals(16_000, statistics.rate(1200));
    }

    @Test
    void roundsInSinglePrecision() {
        int bytes = (1 << 24) + 1;
        statistics.add(bytes - 1, 0);
        statistics.add(1, 999);

        assertEquals(
                134_217_728, statistics.rate(999), "8 * (2^24 + 1) bit, of which single precision keeps 24 digits");
    }

    @Test
    void peekingTellsTheSameAndForgetsNothing() {
        statistics.add(1000, 0);
        statistics.add(500, 10);

        assertEquals(4_000, statistics.peekRate(1005));
        assertEquals(RateStatistics.NO_RATE, statistics.peekRate(5_000));
        assertEquals(12_000, statistics.rate(999));
    }

    @Test
    void beginsAnewAfterReset() {
        statistics.add(1000, 0);
        statistics.reset();
        statistics.add(1000, 10);

        assertEquals(RateStatistics.NO_RATE, statistics.rate(10));
    }

    @Test
    void agreesWithListOfAllPackets() {
        for (long seed = 1; seed <= 20; seed++) {
            agreesWithListOfAllPackets(seed);
        }
    }

    private static void agreesWithListOfAllPackets(long seed) {
        Random random = new Random(seed);
        RateStatistics statistics = new RateStatistics();
        AllPackets all = new AllPackets();
        long now = 10_000;
        for (int i = 0; i < 5_000; i++) {
            int pace = random.nextInt(100);
            now += pace < 80
                    ? random.nextInt(3)
                    : pace < 95 ? -random.nextInt(20) : pace < 99 ? random.nextInt(300) : random.nextInt(3000);
            String step = "seed " + seed + ", step " + i;
            long expected = all.rate(now);
            assertEquals(expected, statistics.peekRate(now), step);
            assertEquals(expected, statistics.rate(now), step);
            int bytes = random.nextInt(1500);
            all.add(bytes, now);
            statistics.add(bytes, now);
        }
    }
}

package dev.bwe.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AbsCaptureTimeTest {
    private static final long HALF_PERIOD = Long.MIN_VALUE;
    private static final long SECOND = 1L << 32;

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 0",
        "2147, 0",
        "2148, 1",
        "4295, 1",
        "4294967296, 1000000",
        "9223372036854775807, 2147483648000000",
        "-9223372036854775808, 2147483648000000",
        "-4294967296, 4294967295000000",
        "-1, 4294967296000000",
    })
    void convertsToMicroseconds(long value, long us) {
        assertEquals(us, AbsCaptureTime.toUs(value));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 4295",
        "1000000, 4294967296",
        "2147483648000000, -9223372036854775808",
        "4294967295000000, -4294967296",
        "4294967295999999, -4295",
        "4294967296000000, 0",
        "4294967296000001, 4295",
        "-1, -4295",
    })
    void convertsFromMicroseconds(long us, long value) {
        assertEquals(value, AbsCaptureTime.fromUs(us));
    }

    @Test
    void givesEachMicrosecondBack() {
        long seed = 20260102;
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            long us = Math.floorMod(random.nextLong(), AbsCaptureTime.PERIOD_US);
            assertEquals(us, AbsCaptureTime.toUs(AbsCaptureTime.fromUs(us)), "seed " + seed + ", value " + i);
        }
    }

    @Test
    void differenceIsSignedAcrossTheWrap() {
        assertEquals(0, AbsCaptureTime.differenceUs(SECOND, SECOND));
        assertEquals(1_000_000, AbsCaptureTime.differenceUs(5 * SECOND, 6 * SECOND));
        assertEquals(-1_000_000, AbsCaptureTime.differenceUs(6 * SECOND, 5 * SECOND));
        assertEquals(2_000_000, AbsCaptureTime.differenceUs(-SECOND, SECOND));
        assertEquals(-2_000_000, AbsCaptureTime.differenceUs(SECOND, -SECOND));
        assertEquals(250_000, AbsCaptureTime.differenceUs(-SECOND / 8, SECOND / 8));
    }

    @Test
    void differenceReachesHalfThePeriod() {
        assertEquals(2_147_483_648_000_000L, AbsCaptureTime.differenceUs(0, HALF_PERIOD - 1));
        assertEquals(-2_147_483_648_000_000L, AbsCaptureTime.differenceUs(0, HALF_PERIOD));
        assertEquals(-2_147_483_648_000_000L, AbsCaptureTime.differenceUs(HALF_PERIOD, 0));
        assertEquals(2_147_483_647_000_000L, AbsCaptureTime.differenceUs(0, HALF_PERIOD - SECOND));
        assertEquals(-2_147_483_647_000_000L, AbsCaptureTime.differenceUs(0, HALF_PERIOD + SECOND));
    }

    @Test
    void differenceIsRoundedToTheNearest() {
        assertEquals(0, AbsCaptureTime.differenceUs(0, 2_147));
        assertEquals(1, AbsCaptureTime.differenceUs(0, 2_148));
        assertEquals(0, AbsCaptureTime.differenceUs(2_147, 0));
        assertEquals(-1, AbsCaptureTime.differenceUs(2_148, 0));
    }
}

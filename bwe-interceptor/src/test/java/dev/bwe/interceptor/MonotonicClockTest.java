package dev.bwe.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class MonotonicClockTest {
    @Test
    void beginsNearZero() {
        long nowUs = MonotonicClock.nowUs();
        assertTrue(nowUs >= 0 && nowUs < 600_000_000, "began at " + nowUs + " us");
    }

    @Test
    void runsForwardInMicroseconds() {
        long beforeFirstNs = System.nanoTime();
        long first = MonotonicClock.nowUs();
        long afterFirstNs = System.nanoTime();
        long last = first;
        while (System.nanoTime() - afterFirstNs < 5_000_000) {
            long now = MonotonicClock.nowUs();
            assertTrue(now >= last, "went back from " + last + " to " + now);
            last = now;
        }
        long beforeLastNs = System.nanoTime();
        long ran = MonotonicClock.nowUs() - first;
        long afterLastNs = System.nanoTime();
        long least = (beforeLastNs - afterFirstNs) / 1_000 - 1;
        long most = (afterLastNs - beforeFirstNs) / 1_000 + 1;
        assertTrue(ran >= least && ran <= most, "ran " + ran + " us where " + least + " to " + most + " us passed");
    }

    @Test
    void aWallClockStampIsAsLongAgoOnThisClock() {
        assertEquals(4_999_000, MonotonicClock.fromEpochUs(1_700_000_000_000_000L, 1_700_000_000_001_000L, 5_000_000));
        assertEquals(5_000_000, MonotonicClock.fromEpochUs(1_700_000_000_000_000L, 1_700_000_000_000_000L, 5_000_000));
        assertEquals(0, MonotonicClock.fromEpochUs(1_000_000, 8_000_000, 5_000_000), "before the clock began");
    }

    @Test
    void aWallClockStampThatIsImpossibleIsNow() {
        for (long stepUs : new long[] {1, 10_000_000, 3_600_000_000L, Long.MAX_VALUE, -10_000_001, -3_600_000_000L}) {
            assertEquals(
                    5_000_000,
                    MonotonicClock.fromEpochUs(1_700_000_000_000_000L + stepUs, 1_700_000_000_000_000L, 5_000_000),
                    stepUs + " us");
        }
    }

    @Test
    void theStampOfThisMomentIsNow() {
        long beforeUs = MonotonicClock.nowUs();
        Instant instant = Instant.now();
        long stampUs = MonotonicClock.fromEpochUs(instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000);
        long afterUs = MonotonicClock.nowUs();
        assertTrue(stampUs >= beforeUs - 1_000_000 && stampUs <= afterUs, beforeUs + " " + stampUs + " " + afterUs);
    }
}

package dev.bwe.interceptor;

import static org.junit.jupiter.api.Assertions.assertTrue;

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
}

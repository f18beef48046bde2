package dev.bwe.interceptor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MonotonicClockTest {
    @Test
    void beginsNearZeroAndRunsInMicroseconds() {
        long first = MonotonicClock.nowUs();
        long startNs = System.nanoTime();
        long last = first;
        while (System.nanoTime() - startNs < 20_000_000) {
            long now = MonotonicClock.nowUs();
            assertTrue(now >= last, "went back from " + last + " to " + now);
            last = now;
        }
        long measuredUs = (System.nanoTime() - startNs) / 1_000;
        assertTrue(first >= 0 && first < 600_000_000, "began at " + first + " us");
        assertTrue(last - first >= 19_000 && last - first <= measuredUs + 1_000,
                "ran " + (last - first) + " us in " + measuredUs + " us");
    }
}

package dev.bwe.examples.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/** Measures the rate of a counter over the last half second: long enough for 15 frames, short enough to see a reaction. */
final class RateMeter {
    private static final long WINDOW_US = 500_000;

    private final Deque<Reading> readings = new ArrayDeque<>();

    private record Reading(long timeUs, long total) {}

    /**
     * Adds a reading of the counter.
     *
     * @return units per second over the window, or over the time since the first reading if that is shorter; -1 for the first reading
     */
    double add(long timeUs, long total) {
        while (readings.size() > 1 && timeUs - readings.peekFirst().timeUs > WINDOW_US) {
            readings.removeFirst();
        }
        readings.addLast(new Reading(timeUs, total));
        Reading first = readings.peekFirst();
        return timeUs > first.timeUs ? (total - first.total) * 1e6 / (timeUs - first.timeUs) : -1;
    }
}

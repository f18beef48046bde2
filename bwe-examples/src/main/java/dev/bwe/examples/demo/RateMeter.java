package dev.bwe.examples.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/** The rate of something that is counted, over the last half second: long enough for 15 frames, short enough to see a reaction. */
final class RateMeter {
    private static final long WINDOW_US = 500_000;

    private final Deque<Reading> readings = new ArrayDeque<>();

    private record Reading(long timeUs, long total) {}

    /**
     * Takes a reading of the counter.
     *
     * @return units per second over the window or what there is of it; -1 with the first reading
     */
    double read(long timeUs, long total) {
        while (readings.size() > 1 && timeUs - readings.peekFirst().timeUs > WINDOW_US) {
            readings.removeFirst();
        }
        readings.addLast(new Reading(timeUs, total));
        Reading first = readings.peekFirst();
        return timeUs > first.timeUs ? (total - first.total) * 1e6 / (timeUs - first.timeUs) : -1;
    }
}

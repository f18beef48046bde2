package dev.bwe.examples.emulator;

/**
 * The capacity of a link from a time on, until the next step.
 *
 * @param atUs start time, in microseconds after the start of the schedule, 0 or more
 * @param bps bits per second on the wire, 0 (the link is down) to {@link #MAX_BPS}
 */
public record CapacityStep(long atUs, long bps) {
    /** The highest capacity that can be emulated, in bits per second. */
    public static final long MAX_BPS = 10_000_000_000L;

    /**
     * Checks the step.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public CapacityStep {
        LinkProfile.requireRange("capacity step time (us)", atUs, 0, Long.MAX_VALUE / 4);
        LinkProfile.requireRange("capacity (bit/s)", bps, 0, MAX_BPS);
    }
}

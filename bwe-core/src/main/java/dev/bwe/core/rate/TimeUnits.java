package dev.bwe.core.rate;

/** The reference's way to round microseconds to milliseconds, and bytes over time to bit/s. */
public final class TimeUnits {
    private static final long BITS_AND_MICROSECONDS = 8L * 1_000_000L;

    private TimeUnits() {}

    /** Whole milliseconds, rounded to the nearest with ties upward, also below zero: -500 us is 0 ms, -501 us is -1 ms. */
    public static long toMs(long us) {
        return Math.floorDiv(us + 500, 1000L);
    }

    /** Bit/s of some bytes in some time, truncated. */
    public static long bitsPerSecond(long bytes, long us) {
        return bytes * BITS_AND_MICROSECONDS / us;
    }
}

package dev.bwe.core.rate;

/**
 * Conversions that round as the reference does.
 *
 * <p>Reference: libwebrtc at 3710345e71ad, {@code rtc_base/units/unit_base.h}: {@code ToFraction}; {@code api/units/data_rate.h}.
 * Specification: receive-side-gcc, section 0.
 */
public final class TimeUnits {
    private static final long BITS_AND_MICROSECONDS = 8L * 1_000_000L;

    private TimeUnits() {}

    /** Converts to whole milliseconds, rounded to the nearest, ties upward, also below zero: -500 us is 0 ms, -501 us is -1 ms. */
    public static long toMs(long us) {
        return Math.floorDiv(us + 500, 1000L);
    }

    /** Returns the rate of {@code bytes} in {@code us} microseconds, in bit/s, truncated. */
    public static long bitsPerSecond(long bytes, long us) {
        return bytes * BITS_AND_MICROSECONDS / us;
    }
}

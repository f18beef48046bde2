package dev.bwe.core;

/**
 * Conversions of the time in the abs-capture-time header extension: an NTP timestamp, unsigned 32.32 fixed-point seconds, which
 * wraps each 2^32 s (in 2036 for the first time).
 *
 * <p>Source: the description of the extension (http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time), RFC 5905 section 6.
 */
public final class AbsCaptureTime {
    /** The time after which the value wraps, in microseconds: about 136 years. */
    public static final long PERIOD_US = (1L << 32) * 1_000_000;

    private static final int FRACTION_BITS = 32;
    private static final long FRACTION_MASK = (1L << FRACTION_BITS) - 1;
    private static final long HALF = 1L << (FRACTION_BITS - 1);

    private AbsCaptureTime() {}

    /**
     * Converts a value to microseconds.
     *
     * @param value 32.32 fixed-point seconds, unsigned
     * @return microseconds since the NTP era began, rounded to the nearest: 0 to {@link #PERIOD_US}; the latter is the result
     *         for values less than half a microsecond before the wrap
     */
    public static long toUs(long value) {
        long seconds = value >>> FRACTION_BITS;
        return seconds * 1_000_000 + ((value & FRACTION_MASK) * 1_000_000 + HALF >>> FRACTION_BITS);
    }

    /**
     * Converts microseconds to a value. {@link #toUs} converts it back to the same microseconds, within the era.
     *
     * @param us microseconds since the NTP era began; the value wraps before and after the era
     * @return 32.32 fixed-point seconds, unsigned, rounded to the nearest
     */
    public static long fromUs(long us) {
        long inPeriod = Math.floorMod(us, PERIOD_US);
        long fraction = ((inPeriod % 1_000_000 << FRACTION_BITS) + 500_000) / 1_000_000;
        return (inPeriod / 1_000_000 << FRACTION_BITS) + fraction;
    }

    /**
     * Returns the difference of two values that are less than half a period (68 years) apart.
     *
     * @param from the earlier value, 32.32 fixed-point seconds
     * @param to   the later value, 32.32 fixed-point seconds
     * @return microseconds, rounded to the nearest; negative if {@code to} is before {@code from}, or exactly half a period
     *         from it
     */
    public static long differenceUs(long from, long to) {
        long difference = to - from;
        long high = Math.multiplyHigh(difference, 1_000_000);
        long low = difference * 1_000_000;
        return (high << FRACTION_BITS | low >>> FRACTION_BITS) + (low >>> (FRACTION_BITS - 1) & 1);
    }
}

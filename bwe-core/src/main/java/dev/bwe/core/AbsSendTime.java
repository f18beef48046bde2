package dev.bwe.core;

/**
 * Conversions of the time in the abs-send-time header extension: 24 bits of 6.18 fixed-point seconds, which wrap each 64 s.
 *
 * <p>Source: the description of the extension (http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time).
 */
public final class AbsSendTime {
    /** The time after which the value wraps, in microseconds. */
    public static final long PERIOD_US = 64_000_000;

    private static final int FRACTION_BITS = 18;
    private static final int VALUE_BITS = 24;
    private static final int MAX = (1 << VALUE_BITS) - 1;
    private static final int UNUSED_BITS = Integer.SIZE - VALUE_BITS;

    private AbsSendTime() {}

    /**
     * Converts a value to microseconds.
     *
     * @param value 6.18 fixed-point seconds, of which the low 24 bits count
     * @return whole microseconds, 0 to 63,999,996, rounded down
     */
    public static long toUs(int value) {
        return (value & MAX) * 1_000_000L >> FRACTION_BITS;
    }

    /**
     * Converts microseconds to the value that a sender puts into the extension.
     *
     * @param us microseconds of any origin; may be negative
     * @return 6.18 fixed-point seconds, 0 to 2^24 - 1, rounded down
     */
    public static int fromUs(long us) {
        return (int) ((Math.floorMod(us, PERIOD_US) << FRACTION_BITS) / 1_000_000);
    }

    /**
     * Returns the difference of two values that are less than half a period apart.
     *
     * @param from the earlier value, 6.18 fixed-point seconds
     * @param to   the later value, 6.18 fixed-point seconds
     * @return 6.18 fixed-point seconds, -2^23 to 2^23 - 1; negative if {@code to} is before {@code from}. Values exactly half a
     *         period apart give -2^23
     */
    public static int difference(int from, int to) {
        return to - from << UNUSED_BITS >> UNUSED_BITS;
    }

    /**
     * Returns the difference of two values that are less than half a period apart, in microseconds.
     *
     * @param from the earlier value, 6.18 fixed-point seconds
     * @param to   the later value, 6.18 fixed-point seconds
     * @return microseconds, -32,000,000 to 31,999,996, rounded down
     */
    public static long differenceUs(int from, int to) {
        return difference(from, to) * 1_000_000L >> FRACTION_BITS;
    }
}

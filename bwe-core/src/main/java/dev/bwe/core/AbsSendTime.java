package dev.bwe.core;

/**
 * The time in the abs-send-time header extension: 24 bits of 6.18 fixed-point seconds, which wrap each 64 s. Source: the
 * extension's description (http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time).
 */
public final class AbsSendTime {
    /** How often the value wraps, in microseconds. */
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
     * @return whole microseconds, 0 to 63,999,996; what is left is cut off
     */
    public static long toUs(int value) {
        return (value & MAX) * 1_000_000L >> FRACTION_BITS;
    }

    /**
     * Converts microseconds to the value that a sender puts into the extension.
     *
     * @param us microseconds of any origin, also before it
     * @return 6.18 fixed-point seconds, 0 to 2^24 - 1; what is left is cut off
     */
    public static int fromUs(long us) {
        return (int) ((Math.floorMod(us, PERIOD_US) << FRACTION_BITS) / 1_000_000);
    }

    /**
     * Tells how much later one value is than another, if they are less than half a period apart.
     *
     * @param from the earlier value, 6.18 fixed-point seconds
     * @param to   the later value, 6.18 fixed-point seconds
     * @return 6.18 fixed-point seconds, -2^23 to 2^23 - 1; negative if {@code to} is before {@code from}, which values exactly
     *         half a period apart count as
     */
    public static int difference(int from, int to) {
        return to - from << UNUSED_BITS >> UNUSED_BITS;
    }

    /**
     * Tells the same in microseconds.
     *
     * @param from the earlier value, 6.18 fixed-point seconds
     * @param to   the later value, 6.18 fixed-point seconds
     * @return microseconds, -32,000,000 to 31,999,996, rounded down
     */
    public static long differenceUs(int from, int to) {
        return difference(from, to) * 1_000_000L >> FRACTION_BITS;
    }
}

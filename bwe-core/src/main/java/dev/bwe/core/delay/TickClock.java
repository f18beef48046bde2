package dev.bwe.core.delay;

/**
 * The clock of the sender's timestamps.
 *
 * <p>Reference: libwebrtc at 3710345e71ad, {@code modules/remote_bitrate_estimator/inter_arrival.cc}: the arguments of the
 * constructor of {@code InterArrival}. Specification: receive-side-gcc, section 4 step 3; rtp-timestamp, S1.
 *
 * @param msNumerator   milliseconds in {@code msDenominator} ticks
 * @param msDenominator ticks in {@code msNumerator} milliseconds
 * @param msPerTick     the same quotient as a double. It is a factor: a division by the inverse differs in the last bit at 90 kHz
 */
public record TickClock(long msNumerator, long msDenominator, double msPerTick) {
    /** The abs-send-time extension shifted to the top of 32 bits, so that an int wraps with it: units of 2^-26 s. */
    public static final TickClock ABS_SEND_TIME = new TickClock(1000, 1L << 26, 1000.0 / (1L << 26));

    /** RTP timestamps of video. */
    public static final TickClock RTP_90_KHZ = new TickClock(1, 90, 1.0 / 90.0);

    /** Converts microseconds to whole ticks, rounded down. */
    long toTicks(long us) {
        return us * msDenominator / (msNumerator * 1000);
    }

    /** Returns true if an unsigned 32-bit number of ticks, rounded to milliseconds, is more than {@code ms}, a small number. */
    boolean roundsToMore(long ticks, long ms) {
        return ticks * msNumerator + (msDenominator >> 1) >= (ms + 1) * msDenominator;
    }

    /** Converts an unsigned 32-bit number of ticks to milliseconds. */
    double toMs(long ticks) {
        return ticks * msPerTick;
    }
}

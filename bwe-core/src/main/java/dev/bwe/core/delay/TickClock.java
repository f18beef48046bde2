package dev.bwe.core.delay;

/**
 * The clock of the sender's timestamps, as {@link InterArrival} needs it. Source: libwebrtc at 3710345e71ad, inter-arrival.
 *
 * @param msNumerator   milliseconds in {@code msDenominator} ticks
 * @param msDenominator ticks in {@code msNumerator} milliseconds
 * @param msPerTick     the same quotient as a double: a factor, since a division would differ in the last bit at 90 kHz
 */
public record TickClock(long msNumerator, long msDenominator, double msPerTick) {
    /** The abs-send-time extension shifted to the top of 32 bits: units of 2^-26 s, so that both wrap at the same moment. */
    public static final TickClock ABS_SEND_TIME = new TickClock(1000, 1L << 26, 1000.0 / (1L << 26));

    /** RTP timestamps of video. */
    public static final TickClock RTP_90_KHZ = new TickClock(1, 90, 1.0 / 90.0);

    /** Whole ticks in some microseconds. */
    long toTicks(long us) {
        return us * msDenominator / (msNumerator * 1000);
    }

    /** Whether an unsigned 32-bit number of ticks, rounded to whole milliseconds, is more than so many, 0 or a few. */
    boolean roundsToMore(long ticks, long ms) {
        return ticks * msNumerator + (msDenominator >> 1) >= (ms + 1) * msDenominator;
    }

    /** Milliseconds of an unsigned 32-bit number of ticks. */
    double toMs(long ticks) {
        return ticks * msPerTick;
    }
}

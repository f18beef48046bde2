package dev.bwe.interceptor.statistics;

/**
 * The interarrival jitter of RFC 3550 section 6.4.1. A transit time is only compared with one of the same timeline: where it
 * changes by more than {@value #MAX_CHANGE_US} microseconds from one packet to the next, the sender's timestamps or the arrival clock have
 * jumped, and the comparison begins anew. Not safe for use by several threads.
 */
final class TransitJitter {
    /** A queue rarely makes one packet a second later than its neighbour; a jump of a clock or of random timestamps is rarely less. */
    private static final long MAX_CHANGE_US = 1_000_000;

    private static final int SHARE = 16;
    private static final double US_PER_S = 1e6;

    private int clockRate;
    private boolean hasLast;
    private long lastArrivalUs;
    private int lastTimestamp;
    private double jitterUs;

    /** Sets the timestamp's clock rate in ticks a second; 0 leaves the rate as it is. */
    void setClockRate(int newClockRate) {
        if (newClockRate != 0 && newClockRate != clockRate) {
            clockRate = newClockRate;
            // Transit times by the old clock are not comparable with those by the new one.
            hasLast = false;
        }
    }

    /** Returns the clock rate in ticks a second, 0 while it is unknown. */
    int clockRate() {
        return clockRate;
    }

    /**
     * Takes in a packet.
     *
     * @return false if the packet is not on the timeline of the one before it
     */
    boolean onPacket(int timestamp, long arrivalUs) {
        if (clockRate == 0) {
            return true;
        }
        // The difference of timestamps is right across their wrap.
        double changeUs =
                Math.abs((double) (arrivalUs - lastArrivalUs) - (timestamp - lastTimestamp) * US_PER_S / clockRate);
        boolean continues = hasLast && changeUs <= MAX_CHANGE_US;
        if (continues) {
            jitterUs += (changeUs - jitterUs) / SHARE;
        }
        boolean jumps = hasLast && !continues;
        hasLast = true;
        lastArrivalUs = arrivalUs;
        lastTimestamp = timestamp;
        return !jumps;
    }

    double jitterUs() {
        return jitterUs;
    }
}

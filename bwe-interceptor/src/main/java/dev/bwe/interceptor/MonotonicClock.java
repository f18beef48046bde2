package dev.bwe.interceptor;

import java.time.Instant;

/**
 * The default clock of packets' arrival times: microseconds since the clock was first used in this process. It never goes back and is
 * the same for the whole process, so the owner of a socket stamps arrivals ({@link Attributes#arrivalTimeUs(long)}) with the clock that
 * interceptors measure by. Safe for use by any thread.
 */
public final class MonotonicClock {
    private static final long ORIGIN_NS = System.nanoTime();
    private static final long NS_PER_US = 1_000;
    private static final long US_PER_S = 1_000_000;
    /** A packet that has waited for longer in a socket was stamped by a clock that has stepped since. */
    private static final long MAX_AGE_US = 10 * US_PER_S;

    private MonotonicClock() {}

    /**
     * Returns the current time.
     *
     * @return microseconds, 0 or more
     */
    public static long nowUs() {
        return (System.nanoTime() - ORIGIN_NS) / NS_PER_US;
    }

    /**
     * Converts a recent time of the wall clock to this clock, for instance the time at which the kernel received a datagram
     * ({@code SO_TIMESTAMP}, which is wall-clock time). Both clocks are read in this call, so a wall clock that is set between two packets
     * does no harm. A stamp that is later than now, or more than 10 s ago, yields the current time.
     *
     * @param epochUs microseconds since 1970-01-01T00:00:00Z
     * @return microseconds on this clock, at most {@link #nowUs()}
     */
    public static long fromEpochUs(long epochUs) {
        Instant now = Instant.now();
        return fromEpochUs(epochUs, now.getEpochSecond() * US_PER_S + now.getNano() / NS_PER_US, nowUs());
    }

    static long fromEpochUs(long epochUs, long epochNowUs, long nowUs) {
        long ageUs = epochNowUs - epochUs;
        return ageUs >= 0 && ageUs <= MAX_AGE_US ? Math.max(0, nowUs - ageUs) : nowUs;
    }
}

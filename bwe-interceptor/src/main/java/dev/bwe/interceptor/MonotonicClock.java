package dev.bwe.interceptor;

/**
 * The time that packets are stamped with by default: microseconds since the clock was first used in this process. It never goes
 * back, and is the same for everyone in the process, so a socket's owner stamps arrivals ({@link Attributes#arrivalTimeUs(long)}) with
 * what interceptors measure by. Safe for use by any thread.
 */
public final class MonotonicClock {
    private static final long ORIGIN_NS = System.nanoTime();
    private static final long NS_PER_US = 1_000;

    private MonotonicClock() {}

    /**
     * Reads the clock.
     *
     * @return microseconds, 0 or more
     */
    public static long nowUs() {
        return (System.nanoTime() - ORIGIN_NS) / NS_PER_US;
    }
}

package dev.bwe.interceptor;

/**
 * What an estimate begins with and where it ends, in bit/s.
 *
 * @param initialBps what is answered before anything was measured, 0 for nothing; it is never sent
 * @param minBps     the least that is told and sent
 * @param maxBps     the most that is told and sent
 */
record EstimateLimits(long initialBps, long minBps, long maxBps) {
    static final EstimateLimits NONE = new EstimateLimits(0, 0, Long.MAX_VALUE);

    EstimateLimits {
        if (minBps < 0) {
            throw new IllegalArgumentException("minBitrateBps " + minBps + " is outside 0 to " + Long.MAX_VALUE);
        }
        if (maxBps < 1) {
            throw new IllegalArgumentException("maxBitrateBps " + maxBps + " is outside 1 to " + Long.MAX_VALUE);
        }
        if (minBps > maxBps) {
            throw new IllegalArgumentException("minBitrateBps " + minBps + " is above maxBitrateBps " + maxBps);
        }
        if (initialBps != 0 && (initialBps < minBps || initialBps > maxBps)) {
            throw new IllegalArgumentException("initialBitrateBps " + initialBps + " is outside " + minBps + " to " + maxBps);
        }
    }

    /** An estimate within the limits. */
    long apply(long estimateBps) {
        return Math.max(minBps, Math.min(estimateBps, maxBps));
    }

    /** An estimate within the limits; the initial value where none was ever made, and 0 where there is none any more. */
    long answer(long estimateBps, boolean everEstimated) {
        if (estimateBps != 0) {
            return apply(estimateBps);
        }
        return everEstimated ? 0 : initialBps;
    }

    /** Limits for the rest of the call, whose initial value is past. */
    EstimateLimits withMin(long bps) {
        return new EstimateLimits(0, bps, maxBps);
    }

    EstimateLimits withMax(long bps) {
        return new EstimateLimits(0, minBps, bps);
    }
}

package dev.bwe.examples.demo;

/**
 * Compares two estimates that change from time to time: the mean of their difference over the time in which both are known, as a
 * share of the second one. Thread-safe.
 */
final class EstimateComparison {
    private static final long UNKNOWN = -1;

    private long ours = UNKNOWN;
    private long theirs = UNKNOWN;
    private long sinceUs;
    private double differenceUs;
    private long comparedUs;

    /** Our estimate is this from now on. */
    synchronized void ours(long nowUs, long bitrateBps) {
        advance(nowUs);
        ours = bitrateBps;
    }

    /** The other estimate is this from now on. */
    synchronized void theirs(long nowUs, long bitrateBps) {
        advance(nowUs);
        theirs = bitrateBps;
    }

    synchronized long latestOurs() {
        return ours;
    }

    synchronized long latestTheirs() {
        return theirs;
    }

    /** Time over which both were known so far, in microseconds. */
    synchronized long comparedUs(long nowUs) {
        advance(nowUs);
        return comparedUs;
    }

    /** The mean difference as a share: 0.05 is 5 %; not a number while nothing was compared. */
    synchronized double meanDifference(long nowUs) {
        advance(nowUs);
        return differenceUs / comparedUs;
    }

    private void advance(long nowUs) {
        if (ours != UNKNOWN && theirs > 0 && nowUs > sinceUs) {
            differenceUs += (double) Math.abs(ours - theirs) / theirs * (nowUs - sinceUs);
            comparedUs += nowUs - sinceUs;
        }
        sinceUs = Math.max(sinceUs, nowUs);
    }
}

package dev.bwe.examples.demo;

/**
 * Compares bwe's estimate with libwebrtc's: the mean of their absolute difference over the time in which both are known, as a share of
 * libwebrtc's. Thread-safe.
 */
final class EstimateComparison {
    private static final long UNKNOWN = -1;

    private long bweBps = UNKNOWN;
    private long libwebrtcBps = UNKNOWN;
    private long sinceUs;
    private double differenceUs;
    private long comparedUs;

    /** Sets bwe's estimate from now on. */
    synchronized void setBwe(long nowUs, long bitrateBps) {
        advance(nowUs);
        bweBps = bitrateBps;
    }

    /** Sets libwebrtc's estimate from now on. */
    synchronized void setLibwebrtc(long nowUs, long bitrateBps) {
        advance(nowUs);
        libwebrtcBps = bitrateBps;
    }

    /** Returns bwe's latest estimate in bits per second; -1 before the first. */
    synchronized long bweBps() {
        return bweBps;
    }

    /** Returns libwebrtc's latest estimate in bits per second; -1 before the first. */
    synchronized long libwebrtcBps() {
        return libwebrtcBps;
    }

    /** Returns the time in which both were known, in microseconds. */
    synchronized long comparedUs(long nowUs) {
        advance(nowUs);
        return comparedUs;
    }

    /** Returns the mean difference as a share: 0.05 is 5 %. Returns NaN if nothing was compared. */
    synchronized double meanDifference(long nowUs) {
        advance(nowUs);
        return differenceUs / comparedUs;
    }

    private void advance(long nowUs) {
        if (bweBps != UNKNOWN && libwebrtcBps > 0 && nowUs > sinceUs) {
            differenceUs += (double) Math.abs(bweBps - libwebrtcBps) / libwebrtcBps * (nowUs - sinceUs);
            comparedUs += nowUs - sinceUs;
        }
        sinceUs = Math.max(sinceUs, nowUs);
    }
}

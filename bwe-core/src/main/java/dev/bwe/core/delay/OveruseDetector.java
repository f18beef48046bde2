package dev.bwe.core.delay;

import dev.bwe.core.state.BandwidthUsage;

/**
 * Judges from the delay's trend whether the path is overused, with a threshold that adapts to how much the trend varies anyway.
 * Source: libwebrtc at 3710345e71ad, overuse detector.
 */
final class OveruseDetector {
    private static final int MIN_DELTAS = 2;
    private static final int MAX_COUNTED_DELTAS = 60;
    /** The trend has to stay above the threshold for this long. */
    private static final double MIN_OVERUSE_MS = 10;

    private static final double NOT_OVER = -1;

    private static final double INITIAL_THRESHOLD = 12.5;
    private static final double MIN_THRESHOLD = 6.0;
    private static final double MAX_THRESHOLD = 600.0;
    private static final double THRESHOLD_RISE = 0.0087;
    private static final double THRESHOLD_FALL = 0.039;
    private static final long MAX_THRESHOLD_STEP_MS = 100;
    /** A trend further above the threshold than this is a sudden drop of the capacity, to which the threshold must not adapt. */
    private static final double MAX_ADAPTED_EXCESS = 15.0;

    private static final long NEVER = Long.MIN_VALUE;

    private double threshold = INITIAL_THRESHOLD;
    private long thresholdUpdatedMs = NEVER;
    private double previousOffset;
    private double overuseMs = NOT_OVER;
    private int overuseCount;
    private BandwidthUsage usage = BandwidthUsage.NORMAL;

    /**
     * Judges the filter's newest output.
     *
     * @param offset           the filter's offset in ms per group
     * @param timestampDeltaMs time between the sending of the groups behind it
     * @param deltas           how many deltas the filter has seen
     * @param nowMs            when the packet arrived that led to it
     */
    void detect(double offset, double timestampDeltaMs, int deltas, long nowMs) {
        if (deltas < MIN_DELTAS) {
            return;
        }
        double trend = trend(offset, deltas);
        if (trend > threshold) {
            overuseMs = overuseMs == NOT_OVER ? timestampDeltaMs / 2 : overuseMs + timestampDeltaMs;
            overuseCount++;
            if (overuseMs > MIN_OVERUSE_MS && overuseCount > 1 && offset >= previousOffset) {
                overuseMs = 0;
                overuseCount = 0;
                judge(BandwidthUsage.OVERUSING);
            }
        } else {
            overuseMs = NOT_OVER;
            overuseCount = 0;
            judge(trend < -threshold ? BandwidthUsage.UNDERUSING : BandwidthUsage.NORMAL);
        }
        previousOffset = offset;
        adaptThreshold(Math.abs(trend), nowMs);
    }

    /** Stored only where it differs: some garbage collectors do bookkeeping for each stored reference, which shows at this rate. */
    private void judge(BandwidthUsage verdict) {
        if (usage != verdict) {
            usage = verdict;
        }
    }

    private void adaptThreshold(double magnitude, long nowMs) {
        if (thresholdUpdatedMs == NEVER) {
            thresholdUpdatedMs = nowMs;
        }
        if (!(magnitude > threshold + MAX_ADAPTED_EXCESS)) {
            double rate = magnitude < threshold ? THRESHOLD_FALL : THRESHOLD_RISE;
            long elapsedMs = Math.min(nowMs - thresholdUpdatedMs, MAX_THRESHOLD_STEP_MS);
            double adapted = threshold + (rate * (magnitude - threshold)) * (double) elapsedMs;
            threshold = Math.min(Math.max(adapted, MIN_THRESHOLD), MAX_THRESHOLD);
        }
        thresholdUpdatedMs = nowMs;
    }

    /** What is compared with the threshold, in ms; nothing is while there are too few deltas. */
    static double trend(double offset, int deltas) {
        return deltas < MIN_DELTAS ? 0 : Math.min(deltas, MAX_COUNTED_DELTAS) * offset;
    }

    BandwidthUsage usage() {
        return usage;
    }

    /** What the trend is compared with, in ms. */
    double threshold() {
        return threshold;
    }
}

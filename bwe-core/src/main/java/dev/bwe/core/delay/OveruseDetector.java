package dev.bwe.core.delay;

import dev.bwe.core.state.BandwidthUsage;

/**
 * Judges from the trend of the delay whether the path is overused, with a threshold that adapts to how much the trend varies
 * anyway. The Kalman filter and the trendline share it: the reference has the same steps twice, with another gain.
 *
 * <p>Reference: libwebrtc at 3710345e71ad, {@code modules/remote_bitrate_estimator/overuse_detector.cc}: {@code
 * OveruseDetector::Detect} and {@code UpdateThreshold}; for the trendline {@code
 * modules/congestion_controller/goog_cc/trendline_estimator.cc}: {@code TrendlineEstimator::Detect} and {@code UpdateThreshold}.
 * Specification: receive-side-gcc, section 6; trendline, T2 steps 6 to 10.
 */
final class OveruseDetector {
    /** The gain of the trend with the Kalman filter: the multiplication is exact. */
    static final double KALMAN_GAIN = 1.0;
    /** The gain of the trend with the trendline. */
    static final double TRENDLINE_GAIN = 4.0;

    private static final int MIN_DELTAS = 2;
    private static final int MAX_COUNTED_DELTAS = 60;
    /** The trend must stay above the threshold for longer than this. */
    private static final double MIN_OVERUSE_MS = 10;

    private static final double NOT_OVER = -1;

    private static final double INITIAL_THRESHOLD = 12.5;
    private static final double MIN_THRESHOLD = 6.0;
    private static final double MAX_THRESHOLD = 600.0;
    private static final double THRESHOLD_RISE = 0.0087;
    private static final double THRESHOLD_FALL = 0.039;
    private static final long MAX_THRESHOLD_STEP_MS = 100;
    /** A trend above the threshold by more than this is a sudden drop of the capacity, to which the threshold must not adapt. */
    private static final double MAX_ADAPTED_EXCESS = 15.0;

    private static final long NEVER = Long.MIN_VALUE;

    private final double gain;

    private double threshold;
    private long thresholdUpdatedMs;
    private double previousGradient;
    private double overuseMs;
    private int overuseCount;
    private BandwidthUsage usage;

    OveruseDetector(double gain) {
        this.gain = gain;
        initialize();
    }

    void reset() {
        initialize();
    }

    private void initialize() {
        threshold = INITIAL_THRESHOLD;
        thresholdUpdatedMs = NEVER;
        previousGradient = 0;
        overuseMs = NOT_OVER;
        overuseCount = 0;
        usage = BandwidthUsage.NORMAL;
    }

    /**
     * Judges the newest output of the filter. The first delta has no effect.
     *
     * @param gradient         the growth of the delay, in the filter's unit
     * @param timestampDeltaMs time between the sending of the groups behind it
     * @param deltas           number of deltas that the filter has taken
     * @param nowMs            arrival of the packet that led to it
     */
    void detect(double gradient, double timestampDeltaMs, int deltas, long nowMs) {
        if (deltas < MIN_DELTAS) {
            return;
        }
        double trend = trend(gradient, deltas);
        if (trend > threshold) {
            overuseMs = overuseMs == NOT_OVER ? timestampDeltaMs / 2 : overuseMs + timestampDeltaMs;
            overuseCount++;
            if (overuseMs > MIN_OVERUSE_MS && overuseCount > 1 && gradient >= previousGradient) {
                overuseMs = 0;
                overuseCount = 0;
                judge(BandwidthUsage.OVERUSING);
            }
        } else {
            overuseMs = NOT_OVER;
            overuseCount = 0;
            judge(trend < -threshold ? BandwidthUsage.UNDERUSING : BandwidthUsage.NORMAL);
        }
        previousGradient = gradient;
        adaptThreshold(Math.abs(trend), nowMs);
    }

    /** Stores a new verdict only: some garbage collectors do bookkeeping for each stored reference, which shows at this rate. */
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

    /** Returns the value that is compared with the threshold, in ms; 0 while there are too few deltas. */
    double trend(double gradient, int deltas) {
        return deltas < MIN_DELTAS ? 0 : (double) Math.min(deltas, MAX_COUNTED_DELTAS) * gradient * gain;
    }

    BandwidthUsage usage() {
        return usage;
    }

    /** Returns the value that the trend is compared with, in ms. */
    double threshold() {
        return threshold;
    }
}

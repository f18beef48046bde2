package dev.bwe.core.delay;

import dev.bwe.core.state.BandwidthUsage;

/**
 * Estimates how fast the one-way delay grows by a line through the last smoothed delays, and judges from its slope whether the
 * path is overused. Source: libwebrtc at 3710345e71ad, trendline estimator. The order of the floating-point operations is part of
 * the result: there are only basic operations in it, so every value is reproducible to the last bit.
 */
final class TrendlineEstimator {
    private static final int MAX_DELTAS = 1000;
    private static final int MIN_DELTAS = 2;
    private static final int MAX_COUNTED_DELTAS = 60;
    private static final int WINDOW = 20;
    private static final double SMOOTHING = 0.9;
    private static final double GAIN = 4.0;
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

    /* The last points of the smoothed delay over the arrival time, a ring. */
    private final double[] timesMs = new double[WINDOW];
    private final double[] delaysMs = new double[WINDOW];
    private int next;
    private int points;

    private int deltas;
    private long firstArrivalMs;
    private double accumulatedDelayMs;
    private double smoothedDelayMs;
    private double trend;
    private double modifiedTrend;
    private double threshold;
    private long thresholdUpdatedMs;
    private double overuseMs;
    private int overuseCount;
    private BandwidthUsage usage;

    TrendlineEstimator() {
        initialize();
    }

    void reset() {
        initialize();
    }

    private void initialize() {
        next = 0;
        points = 0;
        deltas = 0;
        firstArrivalMs = NEVER;
        accumulatedDelayMs = 0;
        smoothedDelayMs = 0;
        trend = 0;
        modifiedTrend = 0;
        threshold = INITIAL_THRESHOLD;
        thresholdUpdatedMs = NEVER;
        overuseMs = NOT_OVER;
        overuseCount = 0;
        usage = BandwidthUsage.NORMAL;
    }

    /**
     * Takes the deltas of two groups.
     *
     * @param arrivalDeltaMs   time between their arrival
     * @param timestampDeltaMs time between their sending
     * @param arrivalMs        when the packet arrived that led to it
     */
    void update(long arrivalDeltaMs, double timestampDeltaMs, long arrivalMs) {
        deltas = Math.min(deltas + 1, MAX_DELTAS);
        if (firstArrivalMs == NEVER) {
            firstArrivalMs = arrivalMs;
        }
        accumulatedDelayMs += (double) arrivalDeltaMs - timestampDeltaMs;
        smoothedDelayMs = SMOOTHING * smoothedDelayMs + (1.0 - SMOOTHING) * accumulatedDelayMs;
        addPoint((double) (arrivalMs - firstArrivalMs), smoothedDelayMs);

        double newTrend = points == WINDOW ? fit() : trend;
        if (deltas < MIN_DELTAS) {
            return;
        }
        modifiedTrend = ((double) Math.min(deltas, MAX_COUNTED_DELTAS) * newTrend) * GAIN;
        detect(newTrend, timestampDeltaMs);
        trend = newTrend;
        adaptThreshold(Math.abs(modifiedTrend), arrivalMs);
    }

    private void addPoint(double timeMs, double delayMs) {
        timesMs[next] = timeMs;
        delaysMs[next] = delayMs;
        next = next + 1 < WINDOW ? next + 1 : 0;
        points = Math.min(points + 1, WINDOW);
    }

    /** The slope by least squares, summed from the oldest point to the newest; unchanged where all have the same time. */
    private double fit() {
        double timeSum = 0;
        double delaySum = 0;
        for (int i = 0, at = next; i < WINDOW; i++, at = at + 1 < WINDOW ? at + 1 : 0) {
            timeSum += timesMs[at];
            delaySum += delaysMs[at];
        }
        double timeMean = timeSum / WINDOW;
        double delayMean = delaySum / WINDOW;
        double numerator = 0;
        double denominator = 0;
        for (int i = 0, at = next; i < WINDOW; i++, at = at + 1 < WINDOW ? at + 1 : 0) {
            double time = timesMs[at] - timeMean;
            numerator += time * (delaysMs[at] - delayMean);
            denominator += time * time;
        }
        return denominator == 0 ? trend : numerator / denominator;
    }

    private void detect(double newTrend, double timestampDeltaMs) {
        if (modifiedTrend > threshold) {
            overuseMs = overuseMs == NOT_OVER ? timestampDeltaMs / 2 : overuseMs + timestampDeltaMs;
            overuseCount++;
            if (overuseMs > MIN_OVERUSE_MS && overuseCount > 1 && newTrend >= trend) {
                overuseMs = 0;
                overuseCount = 0;
                judge(BandwidthUsage.OVERUSING);
            }
        } else {
            overuseMs = NOT_OVER;
            overuseCount = 0;
            judge(modifiedTrend < -threshold ? BandwidthUsage.UNDERUSING : BandwidthUsage.NORMAL);
        }
    }

    /** Stored only where it differs, as in {@link OveruseDetector}. */
    private void judge(BandwidthUsage verdict) {
        if (usage != verdict) {
            usage = verdict;
        }
    }

    private void adaptThreshold(double magnitude, long arrivalMs) {
        if (thresholdUpdatedMs == NEVER) {
            thresholdUpdatedMs = arrivalMs;
        }
        if (!(magnitude > threshold + MAX_ADAPTED_EXCESS)) {
            double rate = magnitude < threshold ? THRESHOLD_FALL : THRESHOLD_RISE;
            long elapsedMs = Math.min(arrivalMs - thresholdUpdatedMs, MAX_THRESHOLD_STEP_MS);
            double adapted = threshold + (rate * (magnitude - threshold)) * (double) elapsedMs;
            threshold = Math.min(Math.max(adapted, MIN_THRESHOLD), MAX_THRESHOLD);
        }
        thresholdUpdatedMs = arrivalMs;
    }

    BandwidthUsage usage() {
        return usage;
    }

    /** The line's slope, in ms of delay per ms of time. */
    double trend() {
        return trend;
    }

    /** The slope as it is compared with the threshold, in ms: it grows with the number of deltas, up to 60. */
    double modifiedTrend() {
        return modifiedTrend;
    }

    /** What the trend is compared with, in ms. */
    double threshold() {
        return threshold;
    }

    /** How many deltas came, counted up to 1000. */
    int deltas() {
        return deltas;
    }
}

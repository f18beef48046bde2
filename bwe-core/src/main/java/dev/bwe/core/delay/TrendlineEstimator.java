package dev.bwe.core.delay;

import dev.bwe.core.state.BandwidthUsage;

/**
 * Estimates how fast the one-way delay grows by a line through the last smoothed delays, and judges from its slope whether the
 * path is overused. The order of the floating-point operations is part of the result. There are only basic operations among them,
 * so every value is reproducible to the last bit.
 *
 * <p>Reference: libwebrtc at 3710345e71ad, {@code modules/congestion_controller/goog_cc/trendline_estimator.cc}: {@code
 * TrendlineEstimator::UpdateTrendline} and {@code LinearFitSlope}. Specification: trendline, T1 and T2.
 */
final class TrendlineEstimator {
    private static final int MAX_DELTAS = 1000;
    private static final int WINDOW = 20;
    private static final double SMOOTHING = 0.9;

    private static final long NEVER = Long.MIN_VALUE;

    /* The last points of the smoothed delay over the arrival time, a ring. */
    private final double[] timesMs = new double[WINDOW];
    private final double[] delaysMs = new double[WINDOW];
    private int next;
    private int points;

    private final OveruseDetector detector = new OveruseDetector(OveruseDetector.TRENDLINE_GAIN);
    private int deltas;
    private long firstArrivalMs = NEVER;
    private double accumulatedDelayMs;
    private double smoothedDelayMs;
    private double trend;

    void reset() {
        next = 0;
        points = 0;
        detector.reset();
        deltas = 0;
        firstArrivalMs = NEVER;
        accumulatedDelayMs = 0;
        smoothedDelayMs = 0;
        trend = 0;
    }

    /**
     * Takes the deltas of two groups.
     *
     * @param arrivalDeltaMs   time between their arrival
     * @param timestampDeltaMs time between their sending
     * @param arrivalMs        arrival of the packet that led to the comparison
     */
    void update(long arrivalDeltaMs, double timestampDeltaMs, long arrivalMs) {
        deltas = Math.min(deltas + 1, MAX_DELTAS);
        if (firstArrivalMs == NEVER) {
            firstArrivalMs = arrivalMs;
        }
        accumulatedDelayMs += (double) arrivalDeltaMs - timestampDeltaMs;
        smoothedDelayMs = SMOOTHING * smoothedDelayMs + (1.0 - SMOOTHING) * accumulatedDelayMs;
        addPoint((double) (arrivalMs - firstArrivalMs), smoothedDelayMs);
        if (points == WINDOW) {
            trend = fit();
        }
        detector.detect(trend, timestampDeltaMs, deltas, arrivalMs);
    }

    private void addPoint(double timeMs, double delayMs) {
        timesMs[next] = timeMs;
        delaysMs[next] = delayMs;
        next = next + 1 < WINDOW ? next + 1 : 0;
        points = Math.min(points + 1, WINDOW);
    }

    /** Returns the slope by least squares, summed from the oldest point to the newest; the last slope if all times are equal. */
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

    BandwidthUsage usage() {
        return detector.usage();
    }

    /** Returns the slope of the line, in ms of delay per ms of time. */
    double trend() {
        return trend;
    }

    /** Returns the value that is compared with the threshold, in ms: the slope times the number of deltas, up to 60, and a gain. */
    double modifiedTrend() {
        return detector.trend(trend, deltas);
    }

    /** Returns the value that the trend is compared with, in ms. */
    double threshold() {
        return detector.threshold();
    }

    /** Returns the number of deltas since the beginning or the last reset, counted up to 1000. */
    int deltas() {
        return deltas;
    }
}

package dev.bwe.core.delay;

import dev.bwe.core.state.BandwidthUsage;

/** Judges the congestion state from the deltas between packet groups. */
public sealed interface DelayDetector permits KalmanDelayDetector, TrendlineDelayDetector {
    /** Takes the deltas that {@code groups} has just computed; the threshold adapts over the time since the last call. */
    void update(InterArrival groups, long timeMs);

    /** Called when all streams have ended or have been silent for the stream timeout. */
    void onSilence();

    /** Returns the congestion state after the last update. */
    BandwidthUsage usage();

    /** Returns the number of deltas since the beginning or the last silence, counted up to 1000. */
    int deltas();

    /** Returns the growth of the delay: with the Kalman filter in ms per group, with the trendline in ms per ms. */
    double gradient();

    /** Returns the value that is compared with the threshold, in ms. */
    double trend();

    /** Returns the value that the trend is compared with, in ms. */
    double threshold();

    /** Returns the growth of the delay that the sizes of the groups explain, in ms per byte; 0 if the detector ignores sizes. */
    double slope();

    /** Returns the variance of the delay variation that nothing explains, in ms squared; 0 if the detector does not use it. */
    double variance();
}

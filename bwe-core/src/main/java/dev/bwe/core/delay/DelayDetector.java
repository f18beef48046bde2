package dev.bwe.core.delay;

import dev.bwe.core.state.BandwidthUsage;

/** Judges the congestion state from the deltas between packet groups. */
public sealed interface DelayDetector permits KalmanDelayDetector, TrendlineDelayDetector {
    /** Takes what {@code groups} has just found out; the threshold adapts over the time since the last call. */
    void update(InterArrival groups, long timeMs);

    /** All streams have ended or gone silent. */
    void onSilence();

    BandwidthUsage usage();

    /** Deltas seen since the beginning or the last silence, counted up to 1000. */
    int deltas();

    /** How fast the delay grows: for the Kalman filter in ms per group, for the trendline in ms per ms. */
    double gradient();

    /** What is compared with the threshold, in ms. */
    double trend();

    double threshold();

    /** The growth of the delay that the groups' sizes explain, in ms per byte; 0 where that is not looked at. */
    double slope();

    /** The variance of the delay variation that nothing explains, in ms squared; 0 where that is not looked at. */
    double variance();
}

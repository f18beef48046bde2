package dev.bwe.core;

/** Judges the congestion state from the deltas between packet groups. */
sealed interface DelayDetector permits KalmanDelayDetector, TrendlineDelayDetector {
    static DelayDetector of(DelayDetectorType type) {
        return switch (type) {
            case KALMAN -> new KalmanDelayDetector();
            case TRENDLINE -> new TrendlineDelayDetector();
        };
    }

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

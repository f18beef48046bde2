package dev.bwe.core;

/**
 * The delay detector of the receive side: a Kalman filter, and a threshold on its output. Source: libwebrtc at 3710345e71ad,
 * abs-send-time estimator, which starts the filter anew after silence but keeps the threshold and its verdict.
 */
final class KalmanDelayDetector {
    private final OveruseEstimator filter = new OveruseEstimator();
    private final OveruseDetector detector = new OveruseDetector();

    /** Takes what {@code groups} has just found out, at the time the packet behind it arrived. */
    void update(InterArrival groups, long arrivalMs) {
        double timestampDeltaMs = groups.timestampDeltaMs();
        filter.update(groups.arrivalDeltaMs(), timestampDeltaMs, groups.sizeDelta(), detector.usage());
        detector.detect(filter.offset(), timestampDeltaMs, filter.deltas(), arrivalMs);
    }

    /** All streams have ended or gone silent. */
    void onSilence() {
        filter.reset();
    }

    BandwidthUsage usage() {
        return detector.usage();
    }

    double threshold() {
        return detector.threshold();
    }

    OveruseEstimator filter() {
        return filter;
    }
}

package dev.bwe.core.delay;

import dev.bwe.core.state.BandwidthUsage;

/**
 * The delay detector of the receive side: a Kalman filter, and a threshold on its output. Source: libwebrtc at 3710345e71ad,
 * abs-send-time estimator, which starts the filter anew after silence but keeps the threshold and its verdict.
 */
public final class KalmanDelayDetector implements DelayDetector {
    private final OveruseEstimator filter = new OveruseEstimator();
    private final OveruseDetector detector = new OveruseDetector();

    @Override
    public void update(InterArrival groups, long timeMs) {
        double timestampDeltaMs = groups.timestampDeltaMs();
        filter.update(groups.arrivalDeltaMs(), timestampDeltaMs, groups.sizeDelta(), detector.usage());
        detector.detect(filter.offset(), timestampDeltaMs, filter.deltas(), timeMs);
    }

    @Override
    public void onSilence() {
        filter.reset();
    }

    @Override
    public BandwidthUsage usage() {
        return detector.usage();
    }

    @Override
    public int deltas() {
        return filter.deltas();
    }

    @Override
    public double gradient() {
        return filter.offset();
    }

    @Override
    public double trend() {
        return OveruseDetector.trend(filter.offset(), filter.deltas());
    }

    @Override
    public double threshold() {
        return detector.threshold();
    }

    @Override
    public double slope() {
        return filter.slope();
    }

    @Override
    public double variance() {
        return filter.variance();
    }
}

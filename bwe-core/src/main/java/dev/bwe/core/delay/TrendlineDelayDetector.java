package dev.bwe.core.delay;

import dev.bwe.core.state.BandwidthUsage;

/**
 * The send side's delay detector at the receive side: it takes the same deltas as the Kalman filter, and silence makes it forget
 * everything, its threshold and its verdict included. Source: libwebrtc at 3710345e71ad, trendline estimator and its use in
 * delay-based bandwidth estimation.
 */
public final class TrendlineDelayDetector implements DelayDetector {
    private final TrendlineEstimator trendline = new TrendlineEstimator();

    @Override
    public void update(InterArrival groups, long timeMs) {
        trendline.update(groups.arrivalDeltaMs(), groups.timestampDeltaMs(), timeMs);
    }

    @Override
    public void onSilence() {
        trendline.reset();
    }

    @Override
    public BandwidthUsage usage() {
        return trendline.usage();
    }

    @Override
    public int deltas() {
        return trendline.deltas();
    }

    @Override
    public double gradient() {
        return trendline.trend();
    }

    @Override
    public double trend() {
        return trendline.modifiedTrend();
    }

    @Override
    public double threshold() {
        return trendline.threshold();
    }

    @Override
    public double slope() {
        return 0;
    }

    @Override
    public double variance() {
        return 0;
    }
}

package dev.bwe.core.delay;

import dev.bwe.core.state.BandwidthUsage;

/**
 * The delay detector of libwebrtc's send side, used at the receive side: it takes the same deltas as the Kalman filter. Silence
 * resets all of it, including the threshold and the verdict.
 *
 * <p>Reference: libwebrtc at 3710345e71ad, {@code modules/congestion_controller/goog_cc/delay_based_bwe.cc}: {@code
 * DelayBasedBwe::IncomingPacketFeedback}, for the reset after silence; the use at the receive side is this project's own.
 * Specification: trendline, T3.
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

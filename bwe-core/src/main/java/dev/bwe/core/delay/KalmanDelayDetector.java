package dev.bwe.core.delay;

import dev.bwe.core.state.BandwidthUsage;

/**
 * The delay detector of libwebrtc's receive side: a Kalman filter, and a threshold on its output. Silence starts the filter anew;
 * the threshold and the verdict stay.
 *
 * <p>Reference: libwebrtc at 3710345e71ad, {@code
 * modules/remote_bitrate_estimator/remote_bitrate_estimator_abs_send_time.cc}: {@code
 * RemoteBitrateEstimatorAbsSendTime::IncomingPacket} and {@code TimeoutStreams}. Specification: receive-side-gcc, section 2 step 8
 * and section 8.
 */
public final class KalmanDelayDetector implements DelayDetector {
    private final OveruseEstimator filter = new OveruseEstimator();
    private final OveruseDetector detector = new OveruseDetector(OveruseDetector.KALMAN_GAIN);

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
        return detector.trend(filter.offset(), filter.deltas());
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

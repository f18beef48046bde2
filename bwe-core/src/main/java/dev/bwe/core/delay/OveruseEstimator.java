package dev.bwe.core.delay;

import dev.bwe.core.state.BandwidthUsage;

/**
 * Estimates how fast the one-way delay grows: a Kalman filter that splits the delay variation between packet groups into a part
 * that the sizes of the groups explain (slope, the inverse of the path's rate) and a part that a growing or draining queue
 * explains (offset). The order of the floating-point operations is part of the result.
 *
 * <p>Reference: libwebrtc at 3710345e71ad, {@code modules/remote_bitrate_estimator/overuse_estimator.cc}: {@code
 * OveruseEstimator::Update}, {@code UpdateMinFramePeriod} and {@code UpdateNoiseEstimate}. Specification: receive-side-gcc,
 * section 5.
 */
final class OveruseEstimator {
    private static final int MAX_DELTAS = 1000;
    private static final int MIN_PERIOD_DELTAS = 60;
    private static final double INITIAL_SLOPE = 8.0 / 512.0;
    private static final double INITIAL_VARIANCE = 50;
    private static final double MIN_VARIANCE = 1;
    private static final double SLOPE_PROCESS_NOISE = 1e-13;
    private static final double OFFSET_PROCESS_NOISE = 1e-3;
    /** The noise estimate learns faster up to this number of deltas. */
    private static final int FAST_LEARNING_DELTAS = 300;

    private static final double FAST_NOISE_RATE = 0.01;
    private static final double NOISE_RATE = 0.002;

    private final SlidingMinimum minPeriodMs = new SlidingMinimum(MIN_PERIOD_DELTAS);
    private int deltas;
    private double slope;
    private double offset;
    private double previousOffset;
    private double e00;
    private double e01;
    private double e10;
    private double e11;
    private double averageNoise;
    private double variance;

    /* The last power and its arguments: the minimum of the period rarely changes, and a power costs more than all the rest. */
    private double powerBase = Double.NaN;
    private double powerPeriodMs;
    private double power;

    OveruseEstimator() {
        initialize();
    }

    void reset() {
        initialize();
    }

    private void initialize() {
        minPeriodMs.reset();
        deltas = 0;
        slope = INITIAL_SLOPE;
        offset = 0;
        previousOffset = 0;
        e00 = 100;
        e01 = 0;
        e10 = 0;
        e11 = 0.1;
        averageNoise = 0;
        variance = INITIAL_VARIANCE;
    }

    /**
     * Takes the deltas of two groups.
     *
     * @param arrivalDeltaMs   time between their arrival
     * @param timestampDeltaMs time between their sending
     * @param sizeDelta        the size of the later group less that of the earlier one, in bytes
     * @param usage            the state of the detector before this update
     */
    void update(long arrivalDeltaMs, double timestampDeltaMs, int sizeDelta, BandwidthUsage usage) {
        double periodMs = minPeriodMs.add(timestampDeltaMs);
        double delayVariation = (double) arrivalDeltaMs - timestampDeltaMs;
        double size = sizeDelta;
        deltas = Math.min(deltas + 1, MAX_DELTAS);

        e00 += SLOPE_PROCESS_NOISE;
        e11 += OFFSET_PROCESS_NOISE;
        if (usage == BandwidthUsage.OVERUSING && offset < previousOffset
                || usage == BandwidthUsage.UNDERUSING && offset > previousOffset) {
            e11 += 10.0 * OFFSET_PROCESS_NOISE;
        }
        double g0 = e00 * size + e01;
        double g1 = e10 * size + e11;

        double residual = (delayVariation - slope * size) - offset;
        if (usage == BandwidthUsage.NORMAL) {
            updateNoise(residual, periodMs);
        }

        double denominator = (variance + size * g0) + g1;
        double k0 = g0 / denominator;
        double k1 = g1 / denominator;
        double a00 = 1.0 - k0 * size;
        double a01 = -k0;
        double a10 = -(k1 * size);
        double a11 = 1.0 - k1;
        double old00 = e00;
        double old01 = e01;
        e00 = old00 * a00 + e10 * a01;
        e01 = old01 * a00 + e11 * a01;
        e10 = old00 * a10 + e10 * a11;
        e11 = old01 * a10 + e11 * a11;

        slope += k0 * residual;
        previousOffset = offset;
        offset += k1 * residual;
    }

    private void updateNoise(double residual, double periodMs) {
        double limit = 3.0 * Math.sqrt(variance);
        double noise = residual;
        if (!(Math.abs(residual) < limit)) {
            noise = residual < 0 ? -limit : limit;
        }
        double keep = power(1.0 - (deltas > FAST_LEARNING_DELTAS ? NOISE_RATE : FAST_NOISE_RATE), periodMs);
        averageNoise = keep * averageNoise + (1.0 - keep) * noise;
        double deviation = averageNoise - noise;
        variance = keep * variance + ((1.0 - keep) * deviation) * deviation;
        if (variance < MIN_VARIANCE) {
            variance = MIN_VARIANCE;
        }
    }

    /** Returns the power that scales a learning rate for 30 groups a second to the period. */
    private double power(double base, double periodMs) {
        if (base != powerBase || periodMs != powerPeriodMs) {
            powerBase = base;
            powerPeriodMs = periodMs;
            power = Math.pow(base, (periodMs * 30.0) / 1000.0);
        }
        return power;
    }

    /** Returns the part of the delay variation that the queue explains, in ms per group. */
    double offset() {
        return offset;
    }

    /** Returns the part of the delay variation that the size explains, in ms per byte. */
    double slope() {
        return slope;
    }

    /** Returns the variance of the unexplained delay variation, in ms squared. */
    double variance() {
        return variance;
    }

    /** Returns the number of deltas since the beginning or the last reset, counted up to 1000. */
    int deltas() {
        return deltas;
    }
}

package dev.bwe.core.rate;

/**
 * Remembers the rate at which the path was overused: while the traffic stays around that rate, the estimate grows slowly.
 *
 * <p>Reference: libwebrtc at 3710345e71ad, {@code modules/congestion_controller/goog_cc/link_capacity_estimator.cc}: {@code
 * LinkCapacityEstimator::OnOveruseDetected}, {@code Update}, {@code UpperBound}, {@code LowerBound} and {@code Reset}.
 * Specification: receive-side-gcc, section 10.
 */
public final class LinkCapacityEstimator {
    /** The value of {@link #kbps()} while no capacity is known. */
    static final double NONE = -1;

    private static final double SMOOTHING = 0.05;
    private static final double INITIAL_DEVIATION = 0.4;
    /** The reference clamps with a single-precision constant, which is a little more than 0.4. */
    private static final double MIN_DEVIATION = 0.4f;

    private static final double MAX_DEVIATION = 2.5;

    private double kbps = NONE;
    private double deviation = INITIAL_DEVIATION;

    /** Discards the capacity, but keeps the deviation. */
    void clear() {
        kbps = NONE;
    }

    boolean hasEstimate() {
        return kbps != NONE;
    }

    /** Takes the rate at which the path was overused, in bit/s. */
    void sample(long bps) {
        double sampleKbps = Math.floorDiv(bps + 500, 1000L);
        kbps = hasEstimate() ? (1.0 - SMOOTHING) * kbps + SMOOTHING * sampleKbps : sampleKbps;
        double norm = Math.max(kbps, 1.0);
        double error = kbps - sampleKbps;
        double updated = (1.0 - SMOOTHING) * deviation + ((SMOOTHING * error) * error) / norm;
        deviation = Math.min(Math.max(updated, MIN_DEVIATION), MAX_DEVIATION);
    }

    /** Returns the rate in bit/s above which the traffic disproves the estimate. */
    long upperBps() {
        return hasEstimate() ? (long) ((kbps + spread()) * 1000.0) : Long.MAX_VALUE;
    }

    /** Returns the rate in bit/s below which an overuse disproves the estimate. */
    long lowerBps() {
        return hasEstimate() ? (long) (Math.max(0.0, kbps - spread()) * 1000.0) : 0;
    }

    /** Returns the estimate in bit/s. Requires that there is one. */
    long bps() {
        return (long) (kbps * 1000.0);
    }

    /** Returns the estimate in kbit/s, or -1 if there is none. */
    public double kbps() {
        return kbps;
    }

    /** Returns the variance of the samples relative to the estimate, in kbit/s. */
    public double deviation() {
        return deviation;
    }

    private double spread() {
        return 3.0 * Math.sqrt(deviation * kbps);
    }
}

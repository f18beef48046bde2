package dev.bwe.core.rate;

/**
 * Remembers at what rate the path was found full: while the traffic stays around that rate, the estimate grows carefully.
 * Source: libwebrtc at 3710345e71ad, link capacity estimator.
 */
public final class LinkCapacityEstimator {
    /** The answer of {@link #kbps()} where no capacity is known. */
    static final double NONE = -1;

    private static final double SMOOTHING = 0.05;
    private static final double INITIAL_DEVIATION = 0.4;
    /** The reference limits with a single-precision constant, which is a little more than 0.4. */
    private static final double MIN_DEVIATION = 0.4f;

    private static final double MAX_DEVIATION = 2.5;

    private double kbps = NONE;
    private double deviation = INITIAL_DEVIATION;

    /** Forgets the capacity, but not how much the samples varied. */
    void clear() {
        kbps = NONE;
    }

    boolean hasEstimate() {
        return kbps != NONE;
    }

    /** Takes the rate in bit/s at which the path was overused. */
    void sample(long bps) {
        double sampleKbps = Math.floorDiv(bps + 500, 1000L);
        kbps = hasEstimate() ? (1.0 - SMOOTHING) * kbps + SMOOTHING * sampleKbps : sampleKbps;
        double norm = Math.max(kbps, 1.0);
        double error = kbps - sampleKbps;
        double updated = (1.0 - SMOOTHING) * deviation + ((SMOOTHING * error) * error) / norm;
        deviation = Math.min(Math.max(updated, MIN_DEVIATION), MAX_DEVIATION);
    }

    /** More traffic than this bit/s disproves the estimate. */
    long upperBps() {
        return hasEstimate() ? (long) ((kbps + spread()) * 1000.0) : Long.MAX_VALUE;
    }

    /** An overuse at less than this bit/s disproves the estimate. */
    long lowerBps() {
        return hasEstimate() ? (long) (Math.max(0.0, kbps - spread()) * 1000.0) : 0;
    }

    /** The estimate in bit/s, if there is one. */
    long bps() {
        return (long) (kbps * 1000.0);
    }

    /** The estimate in kbit/s, or {@link #NONE}. */
    public double kbps() {
        return kbps;
    }

    /** How much the samples vary: the variance, relative to the estimate, in kbit/s. */
    public double deviation() {
        return deviation;
    }

    private double spread() {
        return 3.0 * Math.sqrt(deviation * kbps);
    }
}

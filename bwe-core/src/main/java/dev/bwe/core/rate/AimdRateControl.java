package dev.bwe.core.rate;

import dev.bwe.core.state.BandwidthUsage;
import dev.bwe.core.state.RateControlState;

/**
 * Computes the estimate from the congestion state and the incoming rate: additive or multiplicative increase while the path is not
 * congested, multiplicative decrease from the measured rate on overuse. Rates are bit/s, times microseconds.
 *
 * <p>Reference: libwebrtc at 3710345e71ad, {@code modules/remote_bitrate_estimator/aimd_rate_control.cc}, as the receive side uses
 * it: {@code AimdRateControl::Update}, {@code ChangeBitrate}, {@code ChangeState}, {@code SetEstimate}, {@code
 * TimeToReduceFurther}, {@code GetFeedbackInterval} and {@code GetNearMaxIncreaseRateBpsPerSecond}. Specification:
 * receive-side-gcc, section 9.
 */
public final class AimdRateControl {
    private static final long INITIAL_BPS = 30_000_000;
    /** The traffic is measured for longer than this before it gives the first estimate. */
    private static final long START_UP_US = 5_000_000;

    private static final long DECREASE_MARGIN_BPS = 5_000;
    private static final long LIMIT_MARGIN_BPS = 10_000;
    private static final long MIN_INCREASE_BPS = 1_000;
    private static final double MIN_ADDITIVE_BPS_PER_S = 4_000;
    private static final double MULTIPLICATIVE_GROWTH_PER_S = 1.08;
    private static final double SECONDS_PER_US = 1.0 / 1_000_000.0;
    private static final long FRAME_INTERVAL_US = 1_000_000 / 30;
    private static final double PACKET_BYTES = 1200.0;
    /** An additive increase is one packet per response time: the round trip, and about this long for the detection. */
    private static final long DETECTION_TIME_US = 100_000;
    /** A REMB has about 80 bytes, and the interval gives REMBs about 5 % of the estimate. */
    private static final long FEEDBACK_BYTES = 80;

    private static final double FEEDBACK_SHARE = 0.05;
    private static final long MIN_FEEDBACK_INTERVAL_US = 200_000;
    private static final long MAX_FEEDBACK_INTERVAL_US = 1_000_000;
    private static final long MIN_REDUCTION_INTERVAL_US = 10_000;
    private static final long MAX_REDUCTION_INTERVAL_US = 200_000;
    private static final long NEVER = Long.MIN_VALUE;

    private final double backoffFactor;
    private final LinkCapacityEstimator linkCapacity = new LinkCapacityEstimator();

    private long minBitrateBps;
    private long currentBps = INITIAL_BPS;
    private long lastIncomingBps = INITIAL_BPS;
    private boolean valid;
    /* The estimate that the interval was computed for: the interval is read with every packet, and the estimate changes rarely. */
    private long feedbackIntervalBps = -1;
    private long feedbackIntervalUs;
    private long feedbackIntervalMs;
    private RateControlState state = RateControlState.HOLD;
    private long lastChangeUs = NEVER;
    private long firstIncomingUs = NEVER;
    private long rttUs;

    /**
     * Creates a rate control without a valid estimate.
     *
     * @param backoffFactor the factor that the measured rate is multiplied by on overuse, above 0 and below 1
     * @param rttUs         the round-trip time until another one is set, microseconds
     * @param minBitrateBps the lower bound of the estimate, bit/s
     */
    public AimdRateControl(double backoffFactor, long rttUs, long minBitrateBps) {
        this.backoffFactor = backoffFactor;
        this.rttUs = rttUs;
        this.minBitrateBps = minBitrateBps;
    }

    /** Returns true once the traffic was measured for long enough, the path was overused, or a probe gave an estimate. */
    public boolean isValid() {
        return valid;
    }

    /** Returns the estimate, or the initial value while it is not valid. */
    public long bitrateBps() {
        return currentBps;
    }

    /** Returns the state after the last update. */
    public RateControlState state() {
        return state;
    }

    /** Returns the memory of the rate at which the path was full. */
    public LinkCapacityEstimator linkCapacity() {
        return linkCapacity;
    }

    /** Sets the round-trip time. */
    public void setRtt(long us) {
        rttUs = us;
    }

    /** Returns the round-trip time. */
    public long rttUs() {
        return rttUs;
    }

    /** Sets the lower bound of the estimate, and raises a valid estimate to it. */
    public void setMinBitrate(long bps) {
        minBitrateBps = bps;
        if (valid) {
            currentBps = Math.max(currentBps, bps);
        }
    }

    /** Returns the time between updates while the path is not overused. */
    public long feedbackIntervalUs() {
        if (currentBps != feedbackIntervalBps) {
            long feedbackBps = Math.round((double) currentBps * FEEDBACK_SHARE);
            feedbackIntervalUs =
                    clamp(FEEDBACK_BYTES * 8_000_000 / feedbackBps, MIN_FEEDBACK_INTERVAL_US, MAX_FEEDBACK_INTERVAL_US);
            feedbackIntervalMs = TimeUnits.toMs(feedbackIntervalUs);
            feedbackIntervalBps = currentBps;
        }
        return feedbackIntervalUs;
    }

    /** Returns {@link #feedbackIntervalUs()} in whole milliseconds. */
    public long feedbackIntervalMs() {
        return currentBps == feedbackIntervalBps ? feedbackIntervalMs : TimeUnits.toMs(feedbackIntervalUs());
    }

    /** Returns true if an overuse may lower the estimate again. */
    public boolean mayReduceFurther(long nowUs, long incomingBps) {
        if (lastChangeUs == NEVER
                || nowUs - lastChangeUs >= clamp(rttUs, MIN_REDUCTION_INTERVAL_US, MAX_REDUCTION_INTERVAL_US)) {
            return true;
        }
        return valid && incomingBps < Math.round((double) currentBps * 0.5);
    }

    /** Sets the estimate to the bitrate that a probe measured. */
    public void setEstimate(long bps, long nowUs) {
        valid = true;
        currentBps = Math.max(bps, minBitrateBps);
        lastChangeUs = nowUs;
    }

    /**
     * Updates the estimate.
     *
     * @param usage       the congestion state
     * @param incomingBps the measured rate in bit/s, or {@link RateStatistics#NO_RATE}
     * @param nowUs       the time in microseconds
     */
    public void update(BandwidthUsage usage, long incomingBps, long nowUs) {
        boolean measured = incomingBps != RateStatistics.NO_RATE;
        if (!valid && measured) {
            startUp(incomingBps, nowUs);
        }
        if (measured) {
            lastIncomingBps = incomingBps;
        }
        if (!valid && usage != BandwidthUsage.OVERUSING) {
            return;
        }
        switch (usage) {
            case NORMAL -> {
                if (state == RateControlState.HOLD) {
                    lastChangeUs = nowUs;
                    state = RateControlState.INCREASE;
                }
            }
            case OVERUSING -> state = RateControlState.DECREASE;
            case UNDERUSING -> state = RateControlState.HOLD;
        }
        if (state == RateControlState.INCREASE) {
            increase(lastIncomingBps, nowUs);
        } else if (state == RateControlState.DECREASE) {
            decrease(lastIncomingBps, nowUs);
        }
        currentBps = Math.max(currentBps, minBitrateBps);
    }

    private void startUp(long incomingBps, long nowUs) {
        if (firstIncomingUs == NEVER) {
            firstIncomingUs = nowUs;
        } else if (nowUs - firstIncomingUs > START_UP_US) {
            currentBps = incomingBps;
            valid = true;
        }
    }

    private void increase(long incomingBps, long nowUs) {
        if (incomingBps > linkCapacity.upperBps()) {
            linkCapacity.clear();
        }
        long limitBps = Math.round(1.5 * (double) incomingBps) + LIMIT_MARGIN_BPS;
        if (currentBps < limitBps) {
            double seconds = (double) (nowUs - lastChangeUs) * SECONDS_PER_US;
            long step = linkCapacity.hasEstimate()
                    ? (long) (additiveBpsPerSecond() * seconds)
                    : multiplicativeStep(seconds);
            currentBps = Math.min(currentBps + step, limitBps);
        }
        lastChangeUs = nowUs;
    }

    private long multiplicativeStep(double seconds) {
        double growth = Math.pow(MULTIPLICATIVE_GROWTH_PER_S, Math.min(seconds, 1.0));
        return Math.max(Math.round((double) currentBps * (growth - 1.0)), MIN_INCREASE_BPS);
    }

    /** Returns the rate of one packet per response time, of the size into which a frame at the estimate is cut. */
    double additiveBpsPerSecond() {
        long frameBytes = (currentBps * FRAME_INTERVAL_US + 4_000_000) / 8_000_000;
        double packets = Math.ceil((double) frameBytes / PACKET_BYTES);
        long packetBytes = Math.round((double) frameBytes / packets);
        long responseUs = (rttUs + DETECTION_TIME_US) * 2;
        return Math.max(MIN_ADDITIVE_BPS_PER_S, (double) TimeUnits.bitsPerSecond(packetBytes, responseUs));
    }

    private void decrease(long incomingBps, long nowUs) {
        long decreased = Math.round((double) incomingBps * backoffFactor);
        if (decreased > DECREASE_MARGIN_BPS) {
            decreased -= DECREASE_MARGIN_BPS;
        }
        if (decreased > currentBps && linkCapacity.hasEstimate()) {
            decreased = Math.round((double) linkCapacity.bps() * backoffFactor);
        }
        currentBps = Math.min(currentBps, decreased);
        if (incomingBps < linkCapacity.lowerBps()) {
            linkCapacity.clear();
        }
        valid = true;
        linkCapacity.sample(incomingBps);
        state = RateControlState.HOLD;
        lastChangeUs = nowUs;
    }

    private static long clamp(long value, long min, long max) {
        return Math.min(Math.max(value, min), max);
    }
}

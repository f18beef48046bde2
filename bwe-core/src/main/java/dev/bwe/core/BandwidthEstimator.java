package dev.bwe.core;

import java.util.Objects;

/**
 * Estimates from the packets that a receiver gets how much the path to it carries, as libwebrtc's receive side does (Google
 * Congestion Control with REMB). Feed it every packet that arrives; a listener hears each update.
 *
 * <p>It reads no clock: each call carries its time in microseconds. Not thread-safe; whoever shares it locks it. The reference is
 * libwebrtc at 3710345e71ad, abs-send-time estimator, whose every update it reproduces with the default configuration.
 */
public final class BandwidthEstimator {
    private static final long MAX_RTT_US = Integer.MAX_VALUE * 1000L;
    private static final long U32 = 0xFFFFFFFFL;

    private final EstimatorConfig config;
    private AbsSendTimeEstimator estimator;
    private EstimateListener listener;

    /** Makes an estimator with libwebrtc's values. */
    public BandwidthEstimator() {
        this(EstimatorConfig.defaults());
    }

    /**
     * Makes an estimator.
     *
     * @param config its options
     */
    public BandwidthEstimator(EstimatorConfig config) {
        this.config = Objects.requireNonNull(config, "config");
        estimator = new AbsSendTimeEstimator(config);
    }

    /**
     * Sets who hears of updates.
     *
     * @param newListener hears each update; null for nobody. What it throws comes out of {@link #onPacket(PacketInfo)}, after the
     *                    estimator has finished with the packet.
     */
    public void setListener(EstimateListener newListener) {
        listener = newListener;
    }

    /**
     * Takes a packet that has arrived. One without absolute send time is ignored entirely.
     *
     * @param packet the packet; not kept
     * @return true if it led to an update of the estimate
     */
    public boolean onPacket(PacketInfo packet) {
        if (!packet.hasAbsSendTime() || !estimator.onPacket(packet)) {
            return false;
        }
        if (listener != null) {
            listener.onEstimate(packet.nowUs(), estimator.estimateBps() & U32, estimator.usage(), estimator.ssrcs());
        }
        return true;
    }

    /**
     * Takes a round-trip time: the longer it is, the more carefully the estimate changes.
     *
     * @param rttUs microseconds, 0 or more; a negative value is ignored, and more than 2^31 - 1 ms counts as that
     */
    public void onRtt(long rttUs) {
        if (rttUs >= 0) {
            estimator.onRtt(Math.min(rttUs, MAX_RTT_US));
        }
    }

    /**
     * Forgets a stream that has ended, rather than after its timeout.
     *
     * @param ssrc the stream's SSRC; one that is not known is ignored
     */
    public void removeStream(int ssrc) {
        estimator.removeStream(ssrc);
    }

    /** Begins anew, as if just made; the listener stays. */
    public void reset() {
        estimator = new AbsSendTimeEstimator(config);
    }

    /**
     * Tells the estimate.
     *
     * @return bit/s; 0 while there is none, and when all streams were removed
     */
    public long estimateBps() {
        return estimator.estimateBps();
    }

    /**
     * Tells how the path is being used.
     *
     * @return the congestion state after the last packet
     */
    public BandwidthUsage usage() {
        return estimator.usage();
    }

    /**
     * Tells what the rate control does with the estimate.
     *
     * @return its state after the last update
     */
    public RateControlState rateControlState() {
        return estimator.rateControlState();
    }

    /**
     * Tells how much comes in, over the second before a time. Changes nothing.
     *
     * @param nowUs microseconds on the clock of the packets' arrival
     * @return bit/s of payload and padding, or -1 where there is too little to tell
     */
    public long incomingRateBps(long nowUs) {
        return estimator.incomingRateBps(nowUs);
    }

    /**
     * Tells which streams the estimate covers.
     *
     * @return a view that changes with the next packet
     */
    public SsrcList ssrcs() {
        return estimator.ssrcs();
    }

    /**
     * Copies everything that goes into the estimate. Changes nothing.
     *
     * @param nowUs microseconds on the clock of the packets' arrival, for the incoming rate
     * @return the state
     */
    public EstimatorSnapshot snapshot(long nowUs) {
        return estimator.snapshot(nowUs);
    }
}

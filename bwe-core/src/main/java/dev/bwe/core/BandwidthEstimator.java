package dev.bwe.core;

import dev.bwe.core.delay.DelayDetector;
import dev.bwe.core.delay.ProbeDetector;
import dev.bwe.core.event.EstimateUpdateEvent;
import dev.bwe.core.event.OveruseEvent;
import dev.bwe.core.event.ProbeEvent;
import dev.bwe.core.rate.AimdRateControl;
import dev.bwe.core.state.BandwidthUsage;
import dev.bwe.core.state.RateControlState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the bandwidth of the path to a receiver from the packets that arrive, as libwebrtc's receive side does (Google
 * Congestion Control with REMB). The caller passes every packet to {@link #onPacket}; a listener is called with each update of
 * the estimate.
 *
 * <p>An estimator reads no clock and sets no timer: each call carries its time in microseconds. With RTP timestamps (see
 * {@link TimestampSource}) some updates are due by time rather than by packet: the caller calls {@link #process(long)} at
 * {@link #nextDeadlineUs()}.
 *
 * <p>An estimator is not thread-safe and takes no lock. If several threads use it, including its getters, they must hold a common
 * lock. The listener is called on the calling thread, within the call. Different estimators share no state.
 *
 * <p>With the default configuration every update equals that of the reference, libwebrtc at 3710345e71ad, for the same calls. This
 * includes calls with a wrong arrival time, which is not checked: see {@link PacketInfo}. The choice between the two estimators is
 * {@code modules/congestion_controller/receive_side_congestion_controller.cc}: {@code
 * ReceiveSideCongestionController::OnReceivedPacket} and {@code PickEstimator}. Specification: rtp-timestamp, S4.
 */
public final class BandwidthEstimator {
    /** The value of {@link #nextDeadlineUs()} if no call of {@link #process(long)} is needed. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    private static final long MAX_RTT_US = Integer.MAX_VALUE * 1000L;
    private static final long U32 = 0xFFFFFFFFL;
    /** After this many packets in a row without absolute send time the RTP timestamps are used. */
    private static final int MAX_PACKETS_WITHOUT_SEND_TIME = 30;

    static {
        EstimateUpdateEvent.load();
        OveruseEvent.load();
        ProbeEvent.load();
    }

    private final EstimatorConfig config;
    /* Set by initialize(), which the constructor calls. */
    @SuppressWarnings("NullAway.Init")
    private RemoteBitrateEstimator estimator;

    private @Nullable EstimateListener listener;
    private long minBitrateBps;
    private long maxBitrateBps;

    @SuppressWarnings("NullAway.Init")
    private TimestampSource source;

    private int packetsWithoutSendTime;
    private long deadlineUs = NO_DEADLINE;
    private BandwidthUsage reportedUsage = BandwidthUsage.NORMAL;

    /** Creates an estimator with libwebrtc's values. */
    public BandwidthEstimator() {
        this(EstimatorConfig.defaults());
    }

    /**
     * Creates an estimator.
     *
     * @param config its options
     */
    public BandwidthEstimator(EstimatorConfig config) {
        this.config = Objects.requireNonNull(config, "config");
        minBitrateBps = config.minBitrateBps();
        maxBitrateBps = config.maxBitrateBps();
        initialize();
    }

    private void initialize() {
        boolean sendTimesOnly = config.timestampSource() == TimestampSource.ABS_SEND_TIME;
        use(sendTimesOnly ? TimestampSource.ABS_SEND_TIME : TimestampSource.RTP_TIMESTAMP);
        packetsWithoutSendTime = 0;
        deadlineUs = NO_DEADLINE;
        reportedUsage = BandwidthUsage.NORMAL;
    }

    private void use(TimestampSource timestamps) {
        source = timestamps;
        estimator = timestamps == TimestampSource.ABS_SEND_TIME
                ? new AbsSendTimeEstimator(config)
                : new RtpTimestampEstimator(config);
        estimator.rateControl().setMinBitrate(minBitrateBps);
    }

    /**
     * Sets the listener.
     *
     * @param newListener called with each update; null for none. An exception that it throws is thrown by
     *                    {@link #onPacket(PacketInfo)} or {@link #process(long)}, after the estimator has finished the call.
     */
    public void setListener(EstimateListener newListener) {
        listener = newListener;
    }

    /**
     * Takes a packet that has arrived. With {@link TimestampSource#ABS_SEND_TIME} a packet without absolute send time is ignored
     * entirely. With {@link TimestampSource#AUTOMATIC} the caller should not pass audio packets or packets with a transport-wide
     * sequence number, since the reference does not pass them to its estimators either.
     *
     * @param packet the packet; no reference to it is kept
     * @return true if the packet led to an update of the estimate
     */
    public boolean onPacket(PacketInfo packet) {
        if (config.timestampSource() == TimestampSource.AUTOMATIC) {
            chooseSource(packet.hasAbsSendTime());
        }
        boolean updated = estimator.onPacket(packet);
        if (deadlineUs == NO_DEADLINE && estimator.processDelayUs() != RemoteBitrateEstimator.NO_DELAY) {
            deadlineUs = packet.nowUs();
        }
        report(packet.nowUs(), updated, estimator.probeBps());
        return updated;
    }

    private void chooseSource(boolean hasSendTime) {
        if (hasSendTime) {
            if (source != TimestampSource.ABS_SEND_TIME) {
                use(TimestampSource.ABS_SEND_TIME);
            }
            packetsWithoutSendTime = 0;
        } else if (source == TimestampSource.ABS_SEND_TIME
                && ++packetsWithoutSendTime >= MAX_PACKETS_WITHOUT_SEND_TIME) {
            use(TimestampSource.RTP_TIMESTAMP);
        }
    }

    /**
     * Returns the time at which {@link #process(long)} should be called next. It changes with packets and with each such call.
     *
     * @return microseconds on the clock of {@link PacketInfo#nowUs()}, possibly in the past; {@link #NO_DEADLINE} if no call is
     *         needed, which is always the case with absolute send times
     */
    public long nextDeadlineUs() {
        return deadlineUs;
    }

    /**
     * Updates the estimate if an update is due by time. A call before the deadline has no effect; a late call is a late update.
     *
     * @param nowUs the time in microseconds, on the clock of {@link PacketInfo#nowUs()}
     * @return true if the estimate was updated
     */
    public boolean process(long nowUs) {
        boolean updated = estimator.process(nowUs);
        long delayUs = estimator.processDelayUs();
        deadlineUs = delayUs == RemoteBitrateEstimator.NO_DELAY ? NO_DEADLINE : nowUs + delayUs;
        report(nowUs, updated, ProbeDetector.NO_PROBE);
        return updated;
    }

    private void report(long nowUs, boolean updated, long probeBps) {
        BandwidthUsage before = reportedUsage;
        BandwidthUsage usage = estimator.usage();
        if (!updated && usage == before) {
            return;
        }
        reportedUsage = usage;
        record(nowUs, updated, probeBps, before, usage);
        EstimateListener called = listener;
        if (called != null) {
            callOnProbe(called, nowUs, updated, probeBps, before, usage);
        }
    }

    private void record(long nowUs, boolean updated, long probeBps, BandwidthUsage before, BandwidthUsage usage) {
        if (probeBps != ProbeDetector.NO_PROBE) {
            ProbeEvent.record(this, nowUs, probeBps);
        }
        if (usage != before && usage == BandwidthUsage.OVERUSING) {
            recordOveruse(nowUs);
        }
        if (updated) {
            recordUpdate(nowUs);
        }
    }

    private void recordOveruse(long nowUs) {
        if (OveruseEvent.isRecorded()) {
            DelayDetector detector = estimator.detector();
            OveruseEvent.record(this, nowUs, detector.trend(), detector.threshold(), estimator.incomingRateBps(nowUs));
        }
    }

    private void recordUpdate(long nowUs) {
        if (EstimateUpdateEvent.isRecorded()) {
            AimdRateControl rateControl = estimator.rateControl();
            EstimateUpdateEvent.record(
                    this,
                    nowUs,
                    estimateBps(),
                    estimator.incomingRateBps(nowUs),
                    estimator.usage().name(),
                    rateControl.state().name(),
                    rateControl.rttUs(),
                    estimator.ssrcs().size());
        }
    }

    /* An exception of one listener method must not prevent the call of the others: an estimate becomes a REMB. */
    private void callOnProbe(
            EstimateListener called,
            long nowUs,
            boolean updated,
            long probeBps,
            BandwidthUsage before,
            BandwidthUsage usage) {
        try {
            if (probeBps != ProbeDetector.NO_PROBE) {
                called.onProbe(nowUs, probeBps);
            }
        } finally {
            callOnUsageChangeAndOnEstimate(called, nowUs, updated, before, usage);
        }
    }

    private void callOnUsageChangeAndOnEstimate(
            EstimateListener called, long nowUs, boolean updated, BandwidthUsage before, BandwidthUsage usage) {
        try {
            if (usage != before) {
                called.onUsageChange(nowUs, before, usage);
            }
        } finally {
            if (updated) {
                called.onEstimate(nowUs, estimateBps() & U32, usage, estimator.ssrcs());
            }
        }
    }

    /**
     * Takes a measured round-trip time. The longer it is, the slower the estimate changes.
     *
     * @param rttUs microseconds, 0 or more; a negative value is ignored, and one above 2^31 - 1 ms counts as 2^31 - 1 ms
     */
    public void onRtt(long rttUs) {
        if (rttUs >= 0) {
            estimator.rateControl().setRtt(Math.min(rttUs, MAX_RTT_US));
        }
    }

    /**
     * Removes a stream that has ended, without waiting for its timeout.
     *
     * @param ssrc the SSRC of the stream; an unknown one is ignored
     */
    public void removeStream(int ssrc) {
        estimator.removeStream(ssrc);
    }

    /** Discards all state except the listener and the bounds set by {@link #setMinBitrateBps} and {@link #setMaxBitrateBps}. */
    public void reset() {
        initialize();
    }

    /**
     * Sets the lower bound of the estimate. An estimate below the bound is raised at once; the listener is called with the next
     * update.
     *
     * @param bps bit/s, 1,000 to 1,000,000,000, and not above the maximum bitrate
     * @throws IllegalArgumentException if the value is out of range
     */
    public void setMinBitrateBps(long bps) {
        EstimatorConfig.checkMinBitrate(bps, maxBitrateBps);
        minBitrateBps = bps;
        estimator.rateControl().setMinBitrate(bps);
    }

    /**
     * Sets the upper bound of the reported estimate. It applies at once; the listener is called with the next update.
     *
     * @param bps bit/s, not below the minimum bitrate; {@link EstimatorConfig#NO_MAX_BITRATE} for no bound
     * @throws IllegalArgumentException if the value is out of range
     */
    public void setMaxBitrateBps(long bps) {
        EstimatorConfig.checkMaxBitrate(bps, minBitrateBps);
        maxBitrateBps = bps;
    }

    /**
     * Returns the estimate.
     *
     * @return bit/s, from the minimum to the maximum bitrate. While no estimate is measured, the initial bitrate, or 0 if none is
     *         set; 0 also if all streams were removed
     */
    public long estimateBps() {
        if (config.initialBitrateBps() != EstimatorConfig.NO_INITIAL_BITRATE
                && !estimator.rateControl().isValid()) {
            return Math.min(Math.max(config.initialBitrateBps(), minBitrateBps), maxBitrateBps);
        }
        return Math.min(estimator.estimateBps(), maxBitrateBps);
    }

    /**
     * Returns the congestion state.
     *
     * @return the state after the last packet
     */
    public BandwidthUsage usage() {
        return estimator.usage();
    }

    /**
     * Returns the state of the rate control.
     *
     * @return the state after the last update
     */
    public RateControlState rateControlState() {
        return estimator.rateControl().state();
    }

    /**
     * Returns the incoming rate over the last second. Changes nothing.
     *
     * @param nowUs the end of that second in microseconds, on the clock of {@link PacketInfo#arrivalUs()}
     * @return bit/s of payload and padding, or -1 if there are too few packets for a rate
     */
    public long incomingRateBps(long nowUs) {
        return estimator.incomingRateBps(nowUs);
    }

    /**
     * Returns the streams that the estimate covers.
     *
     * @return a view, which the next packet may change
     */
    public SsrcList ssrcs() {
        return estimator.ssrcs();
    }

    /**
     * Returns a copy of the state behind the estimate. Changes nothing.
     *
     * @param nowUs the end of the second of the incoming rate in microseconds, on the clock of {@link PacketInfo#arrivalUs()}
     * @return the state
     */
    public EstimatorSnapshot snapshot(long nowUs) {
        DelayDetector detector = estimator.detector();
        AimdRateControl rateControl = estimator.rateControl();
        return new EstimatorSnapshot(
                estimateBps(),
                usage(),
                detector.gradient(),
                incomingRateBps(nowUs),
                detector.threshold(),
                detector.deltas(),
                detector.variance(),
                detector.slope(),
                rateControl.bitrateBps(),
                rateControl.isValid(),
                rateControl.state(),
                rateControl.linkCapacity().kbps(),
                rateControl.linkCapacity().deviation(),
                estimator.probePackets(),
                estimator.ssrcs().size(),
                detector.trend(),
                estimator.comparisons(),
                source,
                packetsWithoutSendTime,
                rateControl.rttUs(),
                minBitrateBps,
                maxBitrateBps);
    }
}

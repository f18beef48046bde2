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

/**
 * Estimates from the packets that a receiver gets how much the path to it carries, as libwebrtc's receive side does (Google
 * Congestion Control with REMB). Feed it every packet that arrives; a listener hears each update.
 *
 * <p>It reads no clock and sets no timer: each call carries its time in microseconds. With RTP timestamps (see
 * {@link TimestampSource}) there are updates that no packet leads to: when {@link #nextDeadlineUs()} has come, call
 * {@link #process(long)}.
 *
 * <p>Confined to one thread at a time: it takes no lock, so whoever shares it between threads, its getters included, calls it
 * under a lock of their own. Its listener is called on the thread that calls it, within the call. Different estimators share
 * nothing.
 *
 * <p>The reference is libwebrtc at 3710345e71ad: abs-send-time estimator, single-stream estimator, and the receive-side
 * congestion controller, which switches between them. With the default configuration every update is the reference's.
 */
public final class BandwidthEstimator {
    /** What {@link #nextDeadlineUs()} answers where no call of {@link #process(long)} is wanted. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    private static final long MAX_RTT_US = Integer.MAX_VALUE * 1000L;
    private static final long U32 = 0xFFFFFFFFL;
    /** After so many packets in a row without absolute send time the RTP timestamps are taken. */
    private static final int MAX_PACKETS_WITHOUT_SEND_TIME = 30;

    static {
        EstimateUpdateEvent.load();
        OveruseEvent.load();
        ProbeEvent.load();
    }

    private final EstimatorConfig config;
    private RemoteBitrateEstimator estimator;
    private EstimateListener listener;
    private long minBitrateBps;
    private long maxBitrateBps;

    private TimestampSource source;
    private int packetsWithoutSendTime;
    private long deadlineUs = NO_DEADLINE;
    private BandwidthUsage knownUsage = BandwidthUsage.NORMAL;

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
        minBitrateBps = config.minBitrateBps();
        maxBitrateBps = config.maxBitrateBps();
        begin();
    }

    private void begin() {
        boolean sendTimesOnly = config.timestampSource() == TimestampSource.ABS_SEND_TIME;
        use(sendTimesOnly ? TimestampSource.ABS_SEND_TIME : TimestampSource.RTP_TIMESTAMP);
        packetsWithoutSendTime = 0;
        deadlineUs = NO_DEADLINE;
        knownUsage = BandwidthUsage.NORMAL;
    }

    private void use(TimestampSource timestamps) {
        source = timestamps;
        estimator = timestamps == TimestampSource.ABS_SEND_TIME
                ? new AbsSendTimeEstimator(config)
                : new RtpTimestampEstimator(config);
        estimator.rateControl().minBitrateBps(minBitrateBps);
    }

    /**
     * Sets who hears of updates.
     *
     * @param newListener hears each update; null for nobody. What it throws comes out of {@link #onPacket(PacketInfo)} or
     *                    {@link #process(long)}, after the estimator has finished with the packet or the call.
     */
    public void setListener(EstimateListener newListener) {
        listener = newListener;
    }

    /**
     * Takes a packet that has arrived. Where absolute send times are asked for, one without is ignored entirely. With
     * {@link TimestampSource#AUTOMATIC}, don't feed packets of audio, nor such with a transport-wide sequence number: the
     * reference does not either.
     *
     * @param packet the packet; not kept
     * @return true if it led to an update of the estimate
     */
    public boolean onPacket(PacketInfo packet) {
        if (config.timestampSource() == TimestampSource.AUTOMATIC) {
            chooseSource(packet.hasAbsSendTime());
        }
        boolean updated = estimator.onPacket(packet);
        if (deadlineUs == NO_DEADLINE && estimator.processDelayUs() != RemoteBitrateEstimator.NO_DELAY) {
            deadlineUs = packet.nowUs();
        }
        tell(packet.nowUs(), updated, estimator.probeBps());
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
     * Tells when {@link #process(long)} is to be called next. It changes with packets and with each such call.
     *
     * @return microseconds on the clock of the packets' now, possibly already past; {@link #NO_DEADLINE} where no call is wanted,
     *         as always with absolute send times
     */
    public long nextDeadlineUs() {
        return deadlineUs;
    }

    /**
     * Does what is due by time. A call before the deadline does no harm, one after it is an update that comes late.
     *
     * @param nowUs the time in microseconds, on the clock of the packets' now
     * @return true if it led to an update of the estimate
     */
    public boolean process(long nowUs) {
        boolean updated = estimator.process(nowUs);
        long delayUs = estimator.processDelayUs();
        deadlineUs = delayUs == RemoteBitrateEstimator.NO_DELAY ? NO_DEADLINE : nowUs + delayUs;
        tell(nowUs, updated, ProbeDetector.NO_PROBE);
        return updated;
    }

    private void tell(long nowUs, boolean updated, long probeBps) {
        BandwidthUsage before = knownUsage;
        BandwidthUsage usage = estimator.usage();
        if (!updated && usage == before) {
            return;
        }
        knownUsage = usage;
        record(nowUs, updated, probeBps, before, usage);
        if (listener != null) {
            tellProbe(nowUs, updated, probeBps, before, usage);
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
                    rateControl.phase().name(),
                    rateControl.rttUs(),
                    estimator.ssrcs().size());
        }
    }

    /* What one method of the listener throws must not keep the others from hearing: an estimate becomes a REMB. */
    private void tellProbe(long nowUs, boolean updated, long probeBps, BandwidthUsage before, BandwidthUsage usage) {
        try {
            if (probeBps != ProbeDetector.NO_PROBE) {
                listener.onProbe(nowUs, probeBps);
            }
        } finally {
            tellUsage(nowUs, updated, before, usage);
        }
    }

    private void tellUsage(long nowUs, boolean updated, BandwidthUsage before, BandwidthUsage usage) {
        try {
            if (usage != before) {
                listener.onUsageChange(nowUs, before, usage);
            }
        } finally {
            if (updated) {
                listener.onEstimate(nowUs, estimateBps() & U32, usage, estimator.ssrcs());
            }
        }
    }

    /**
     * Takes a round-trip time: the longer it is, the more carefully the estimate changes.
     *
     * @param rttUs microseconds, 0 or more; a negative value is ignored, and more than 2^31 - 1 ms counts as that
     */
    public void onRtt(long rttUs) {
        if (rttUs >= 0) {
            estimator.rateControl().rttUs(Math.min(rttUs, MAX_RTT_US));
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

    /** Begins anew, as if just made; the listener and the bitrates set meanwhile stay. */
    public void reset() {
        begin();
    }

    /**
     * Sets below what the estimate never falls. An estimate that is below is lifted at once; the listener hears of it with the
     * next update.
     *
     * @param bps bit/s, 1,000 to 1,000,000,000, and not above the maximum bitrate
     * @throws IllegalArgumentException if the value is out of range
     */
    public void setMinBitrateBps(long bps) {
        EstimatorConfig.checkMinBitrate(bps, maxBitrateBps);
        minBitrateBps = bps;
        estimator.rateControl().minBitrateBps(bps);
    }

    /**
     * Sets above what no estimate is reported. It applies at once; the listener hears of it with the next update.
     *
     * @param bps bit/s, not below the minimum bitrate; {@link EstimatorConfig#NO_MAX_BITRATE} for no maximum
     * @throws IllegalArgumentException if the value is out of range
     */
    public void setMaxBitrateBps(long bps) {
        EstimatorConfig.checkMaxBitrate(bps, minBitrateBps);
        maxBitrateBps = bps;
    }

    /**
     * Tells the estimate.
     *
     * @return bit/s, within the minimum and maximum bitrate. Until one is measured, the initial bitrate, or 0 where none is set;
     *         0 also when all streams were removed
     */
    public long estimateBps() {
        if (config.initialBitrateBps() != EstimatorConfig.NO_INITIAL_BITRATE
                && !estimator.rateControl().isValid()) {
            return Math.min(Math.max(config.initialBitrateBps(), minBitrateBps), maxBitrateBps);
        }
        return Math.min(estimator.estimateBps(), maxBitrateBps);
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
        return estimator.rateControl().phase();
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
                rateControl.phase(),
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

package dev.bwe.core;

import dev.bwe.core.delay.DelayDetector;
import dev.bwe.core.delay.InterArrival;
import dev.bwe.core.delay.ProbeDetector;
import dev.bwe.core.delay.TickClock;
import dev.bwe.core.rate.AimdRateControl;
import dev.bwe.core.rate.RateStatistics;
import dev.bwe.core.rate.TimeUnits;
import dev.bwe.core.state.BandwidthUsage;
import java.util.Arrays;

/**
 * The estimator for packets without absolute send time: each stream is judged by its own RTP timestamps, the worst verdict counts
 * for all, and the estimate is updated by a timer, or at once when a stream begins to overuse the path. Source: libwebrtc at
 * 3710345e71ad, single-stream estimator.
 */
final class RtpTimestampEstimator implements RemoteBitrateEstimator {
    private static final long INITIAL_INTERVAL_US = 500_000;
    private static final long NEVER = Long.MIN_VALUE;

    private final EstimatorConfig config;
    private final StreamTable streams = new StreamTable();
    private final RateStatistics incoming = new RateStatistics();
    private final AimdRateControl rateControl;

    /* By the stream's entry in the table. */
    private Stream[] states = new Stream[4];
    /** How many streams have each verdict, so that the worst is known without asking them all. */
    private final int[] verdicts = new int[BandwidthUsage.values().length];

    private DelayDetector lastDetector;
    private long comparisons;

    private long lastIncomingBps;
    private long intervalUs = INITIAL_INTERVAL_US;
    private long lastProcessUs = NEVER;
    private long processDelayUs;

    RtpTimestampEstimator(EstimatorConfig config) {
        this.config = config;
        rateControl = config.newRateControl();
        lastDetector = config.newDetector();
    }

    @Override
    public boolean onPacket(PacketInfo packet) {
        long nowUs = packet.nowUs();
        long nowMs = TimeUnits.toMs(nowUs);
        Stream stream = stream(packet.ssrc(), nowUs);
        countIncoming(packet.payloadSize(), nowMs);

        BandwidthUsage prior = stream.detector.usage();
        int timestamp = packet.rtpTimestamp() + packet.transmissionOffset();
        if (stream.groups.feed(timestamp, TimeUnits.toMs(packet.arrivalUs()), nowMs, packet.payloadSize())) {
            stream.detector.update(stream.groups, nowMs);
            comparisons++;
        }
        BandwidthUsage usage = stream.detector.usage();
        if (usage != prior) {
            verdicts[prior.ordinal()]--;
            verdicts[usage.ordinal()]++;
        }
        if (usage != BandwidthUsage.OVERUSING) {
            return false;
        }
        long incomingBps = incoming.rate(nowMs);
        return incomingBps != RateStatistics.NO_RATE
                && (prior != BandwidthUsage.OVERUSING || rateControl.mayReduceFurther(nowUs, incomingBps))
                && refresh(nowUs);
    }

    private Stream stream(int ssrc, long nowUs) {
        int entry = streams.record(ssrc, nowUs);
        if (entry >= states.length) {
            states = Arrays.copyOf(states, 2 * states.length);
        }
        Stream stream = states[entry];
        if (stream == null) {
            stream = new Stream(config);
            states[entry] = stream;
            verdicts[BandwidthUsage.NORMAL.ordinal()]++;
        }
        lastDetector = stream.detector;
        return stream;
    }

    private void countIncoming(int size, long nowMs) {
        long bps = incoming.rate(nowMs);
        if (bps != RateStatistics.NO_RATE) {
            lastIncomingBps = bps;
        } else if (lastIncomingBps > 0) {
            incoming.reset();
            lastIncomingBps = 0;
        }
        incoming.add(size, nowMs);
    }

    /** Updates the estimate with the worst verdict among the streams that are not silent. */
    private boolean refresh(long nowUs) {
        for (int entry = expireOne(nowUs); entry != StreamTable.NONE; entry = expireOne(nowUs)) {
            forget(entry);
        }
        if (streams.size() == 0) {
            return false;
        }
        rateControl.update(usage(), incoming.rate(TimeUnits.toMs(nowUs)), nowUs);
        if (!rateControl.isValid()) {
            return false;
        }
        intervalUs = rateControl.feedbackIntervalUs();
        return true;
    }

    private int expireOne(long nowUs) {
        return streams.expireOne(nowUs, config.streamTimeoutUs());
    }

    private void forget(int entry) {
        verdicts[states[entry].detector.usage().ordinal()]--;
        states[entry] = null;
    }

    /** Times are compared in milliseconds, as the reference does: it may run half a millisecond early. */
    @Override
    public boolean process(long nowUs) {
        long dueUs = lastProcessUs == NEVER ? nowUs : lastProcessUs + intervalUs;
        if (TimeUnits.toMs(nowUs) < TimeUnits.toMs(dueUs)) {
            processDelayUs = dueUs - nowUs;
            return false;
        }
        boolean updated = refresh(nowUs);
        lastProcessUs = nowUs;
        processDelayUs = intervalUs;
        return updated;
    }

    @Override
    public long processDelayUs() {
        return processDelayUs;
    }

    @Override
    public void removeStream(int ssrc) {
        int entry = streams.remove(ssrc);
        if (entry != StreamTable.NONE) {
            forget(entry);
        }
    }

    @Override
    public long estimateBps() {
        return rateControl.isValid() && streams.size() > 0 ? rateControl.bitrateBps() : 0;
    }

    @Override
    public long incomingRateBps(long timeUs) {
        return incoming.peekRate(TimeUnits.toMs(timeUs));
    }

    /** The worst of the streams' verdicts, in the order of the reference: underusing is worse than normal. */
    @Override
    public BandwidthUsage usage() {
        if (verdicts[BandwidthUsage.OVERUSING.ordinal()] > 0) {
            return BandwidthUsage.OVERUSING;
        }
        return verdicts[BandwidthUsage.UNDERUSING.ordinal()] > 0 ? BandwidthUsage.UNDERUSING : BandwidthUsage.NORMAL;
    }

    @Override
    public AimdRateControl rateControl() {
        return rateControl;
    }

    @Override
    public SsrcList ssrcs() {
        return streams.ascending();
    }

    @Override
    public DelayDetector detector() {
        return lastDetector;
    }

    @Override
    public long comparisons() {
        return comparisons;
    }

    @Override
    public int probePackets() {
        return 0;
    }

    @Override
    public long probeBps() {
        return ProbeDetector.NO_PROBE;
    }

    private static final class Stream {
        private final InterArrival groups;
        private final DelayDetector detector;

        Stream(EstimatorConfig config) {
            groups = config.newGroups(TickClock.RTP_90_KHZ);
            detector = config.newDetector();
        }
    }
}

package dev.bwe.core;

import dev.bwe.core.delay.DelayDetector;
import dev.bwe.core.delay.InterArrival;
import dev.bwe.core.delay.ProbeDetector;
import dev.bwe.core.delay.TickClock;
import dev.bwe.core.rate.AimdRateControl;
import dev.bwe.core.rate.RateStatistics;
import dev.bwe.core.rate.TimeUnits;
import dev.bwe.core.state.BandwidthUsage;

/**
 * The estimator for packets that carry their absolute send time: what happens with each packet, in which order.
 * Source: libwebrtc at 3710345e71ad, abs-send-time estimator.
 */
final class AbsSendTimeEstimator implements RemoteBitrateEstimator {
    /** The 24 bits move to the top of 32, so that the timestamp wraps as an int does. */
    private static final int TIMESTAMP_SHIFT = 8;

    private static final int MIN_PROBE_SIZE = 200;
    /** Probes are expected at the start only; later, while there is no estimate yet. */
    private static final long PROBING_US = 2_000_000;

    private static final long NEVER = Long.MIN_VALUE;

    private final long streamTimeoutUs;
    private final StreamTable streams = new StreamTable();
    private final RateStatistics incoming = new RateStatistics();
    private final InterArrival groups;
    private final DelayDetector detector;
    private final ProbeDetector probes = new ProbeDetector();
    private final AimdRateControl rateControl;

    private boolean incomingSeen;
    private boolean started;
    private long firstPacketUs;
    private long lastUpdateMs = NEVER;
    private long comparisons;
    private long probeBps;

    AbsSendTimeEstimator(EstimatorConfig config) {
        streamTimeoutUs = config.streamTimeoutUs();
        groups = config.newGroups(TickClock.ABS_SEND_TIME);
        detector = config.newDetector();
        rateControl = config.newRateControl();
    }

    /** Takes a packet; one without absolute send time is ignored entirely. */
    @Override
    public boolean onPacket(PacketInfo packet) {
        probeBps = ProbeDetector.NO_PROBE;
        if (!packet.hasAbsSendTime()) {
            return false;
        }
        long nowUs = packet.nowUs();
        long arrivalMs = TimeUnits.toMs(packet.arrivalUs());
        long nowMs = nowUs == packet.arrivalUs() ? arrivalMs : TimeUnits.toMs(nowUs);
        int size = packet.payloadSize();

        countIncoming(size, arrivalMs);
        if (!started) {
            started = true;
            firstPacketUs = nowUs;
        }
        streams.expire(nowUs, streamTimeoutUs);
        if (streams.size() == 0) {
            groups.reset();
            detector.onSilence();
        }
        streams.record(packet.ssrc(), nowUs);

        boolean update = probe(packet);
        if (groups.feed(packet.absSendTime() << TIMESTAMP_SHIFT, arrivalMs, nowMs, size)) {
            detector.update(groups, arrivalMs);
            comparisons++;
        }
        if (!update && !isUpdateDue(nowUs, nowMs, arrivalMs)) {
            return false;
        }
        rateControl.update(detector.usage(), incoming.rate(arrivalMs), nowUs);
        if (!rateControl.isValid()) {
            return false;
        }
        lastUpdateMs = nowMs;
        return true;
    }

    private void countIncoming(int size, long arrivalMs) {
        if (incoming.hasRate(arrivalMs)) {
            incomingSeen = true;
        } else if (incomingSeen) {
            incoming.reset();
            incomingSeen = false;
        }
        incoming.add(size, arrivalMs);
    }

    private boolean probe(PacketInfo packet) {
        boolean valid = rateControl.isValid();
        if (packet.payloadSize() <= MIN_PROBE_SIZE || valid && packet.nowUs() - firstPacketUs >= PROBING_US) {
            return false;
        }
        int sendUs = (int) AbsSendTime.toUs(packet.absSendTime());
        long toBeatBps = valid ? rateControl.bitrateBps() : 0;
        long bps = probes.add(sendUs, packet.arrivalUs(), packet.payloadSize(), toBeatBps);
        if (bps == ProbeDetector.NO_PROBE) {
            return false;
        }
        rateControl.setEstimate(bps, packet.nowUs());
        probeBps = bps;
        return true;
    }

    private boolean isUpdateDue(long nowUs, long nowMs, long arrivalMs) {
        if (lastUpdateMs == NEVER || nowMs - lastUpdateMs > rateControl.feedbackIntervalMs()) {
            return true;
        }
        if (detector.usage() != BandwidthUsage.OVERUSING) {
            return false;
        }
        long incomingBps = incoming.rate(arrivalMs);
        return incomingBps != RateStatistics.NO_RATE && rateControl.mayReduceFurther(nowUs, incomingBps);
    }

    @Override
    public boolean process(long nowUs) {
        return false;
    }

    /** Only packets lead to updates here. */
    @Override
    public long processDelayUs() {
        return NO_DELAY;
    }

    @Override
    public void removeStream(int ssrc) {
        streams.remove(ssrc);
    }

    @Override
    public long estimateBps() {
        return rateControl.isValid() && streams.size() > 0 ? rateControl.bitrateBps() : 0;
    }

    @Override
    public long incomingRateBps(long timeUs) {
        return incoming.peekRate(TimeUnits.toMs(timeUs));
    }

    @Override
    public BandwidthUsage usage() {
        return detector.usage();
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
        return detector;
    }

    @Override
    public long comparisons() {
        return comparisons;
    }

    @Override
    public int probePackets() {
        return probes.packets();
    }

    @Override
    public long probeBps() {
        return probeBps;
    }
}

package dev.bwe.core;

import dev.bwe.core.delay.DelayDetector;
import dev.bwe.core.delay.InterArrival;
import dev.bwe.core.delay.ProbeDetector;
import dev.bwe.core.delay.TickClock;
import dev.bwe.core.rate.RateStatistics;
import dev.bwe.core.rate.TimeUnits;
import dev.bwe.core.state.BandwidthUsage;

/**
 * The estimator for packets that carry their absolute send time: the steps for each packet, in their order.
 *
 * <p>Reference: libwebrtc at 3710345e71ad, {@code
 * modules/remote_bitrate_estimator/remote_bitrate_estimator_abs_send_time.cc}: {@code
 * RemoteBitrateEstimatorAbsSendTime::IncomingPacket} and {@code TimeoutStreams}. Specification: receive-side-gcc, sections 1, 2
 * and 8.
 */
final class AbsSendTimeEstimator extends RemoteBitrateEstimator {
    /** Moves the 24 bits to the top of 32, so that the timestamp wraps as an int does. */
    private static final int TIMESTAMP_SHIFT = 8;

    private static final int MIN_PROBE_SIZE = 200;
    /** Probes are evaluated for this long after the first packet, and later only while there is no estimate. */
    private static final long PROBING_US = 2_000_000;

    private static final long NEVER = Long.MIN_VALUE;

    private final long streamTimeoutUs;
    private final InterArrival groups;
    private final DelayDetector detector;
    private final ProbeDetector probes = new ProbeDetector();

    private boolean incomingSeen;
    private boolean started;
    private long firstPacketUs;
    private long lastUpdateMs = NEVER;
    private long probeBps;

    AbsSendTimeEstimator(EstimatorConfig config) {
        super(config);
        streamTimeoutUs = config.streamTimeoutUs();
        groups = config.newGroups(TickClock.ABS_SEND_TIME);
        detector = config.newDetector();
    }

    /** Takes a packet. One without absolute send time is ignored entirely. */
    @Override
    boolean onPacket(PacketInfo packet) {
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
    boolean process(long nowUs) {
        return false;
    }

    /** Returns {@link #NO_DELAY}: only packets lead to updates. */
    @Override
    long processDelayUs() {
        return NO_DELAY;
    }

    @Override
    void removeStream(int ssrc) {
        streams.remove(ssrc);
    }

    @Override
    BandwidthUsage usage() {
        return detector.usage();
    }

    @Override
    DelayDetector detector() {
        return detector;
    }

    @Override
    int probePackets() {
        return probes.packets();
    }

    @Override
    long probeBps() {
        return probeBps;
    }
}

package dev.bwe.core;

/**
 * The estimator for packets that carry their absolute send time: what happens with each packet, in which order.
 * Source: libwebrtc at 3710345e71ad, abs-send-time estimator.
 */
final class AbsSendTimeEstimator {
    /** The 24 bits move to the top of 32, so that the timestamp wraps as an int does. */
    private static final int TIMESTAMP_SHIFT = 8;
    private static final int SEND_TIME_FRACTION_BITS = 18;
    private static final int MIN_PROBE_SIZE = 200;
    /** Probes are expected at the start only; later, while there is no estimate yet. */
    private static final long PROBING_US = 2_000_000;
    /** By then no clock correction makes the probing period come back. */
    private static final long PROBES_FORGOTTEN_US = 10_000_000;
    private static final long NEVER = Long.MIN_VALUE;

    private final long streamTimeoutUs;
    private final StreamTable streams = new StreamTable();
    private final RateStatistics incoming = new RateStatistics();
    private final InterArrival groups = new InterArrival(TickClock.ABS_SEND_TIME);
    private final KalmanDelayDetector detector = new KalmanDelayDetector();
    private final ProbeDetector probes = new ProbeDetector();
    private final AimdRateControl rateControl;

    private boolean incomingSeen;
    private boolean started;
    private long firstPacketUs;
    private long lastUpdateMs = NEVER;

    AbsSendTimeEstimator(EstimatorConfig config) {
        streamTimeoutUs = config.streamTimeoutUs();
        rateControl = new AimdRateControl(config);
    }

    /** Takes a packet with an absolute send time; true if the estimate was updated. */
    boolean onPacket(PacketInfo packet) {
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
        long elapsedUs = packet.nowUs() - firstPacketUs;
        boolean valid = rateControl.isValid();
        if (valid && elapsedUs >= PROBING_US) {
            if (elapsedUs >= PROBES_FORGOTTEN_US) {
                probes.release();
            }
            return false;
        }
        if (packet.payloadSize() <= MIN_PROBE_SIZE) {
            return false;
        }
        int sendUs = (int) (packet.absSendTime() * 1_000_000L >> SEND_TIME_FRACTION_BITS);
        long toBeatBps = valid ? rateControl.bitrateBps() : 0;
        long bps = probes.add(sendUs, packet.arrivalUs(), packet.payloadSize(), toBeatBps);
        if (bps == ProbeDetector.NO_PROBE) {
            return false;
        }
        rateControl.setEstimate(bps, packet.nowUs());
        return true;
    }

    private boolean isUpdateDue(long nowUs, long nowMs, long arrivalMs) {
        if (lastUpdateMs == NEVER || nowMs - lastUpdateMs > TimeUnits.toMs(rateControl.feedbackIntervalUs())) {
            return true;
        }
        if (detector.usage() != BandwidthUsage.OVERUSING) {
            return false;
        }
        long incomingBps = incoming.rate(arrivalMs);
        return incomingBps != RateStatistics.NO_RATE && rateControl.mayReduceFurther(nowUs, incomingBps);
    }

    void onRtt(long rttUs) {
        rateControl.rttUs(rttUs);
    }

    void removeStream(int ssrc) {
        streams.remove(ssrc);
    }

    long estimateBps() {
        return rateControl.isValid() && streams.size() > 0 ? rateControl.bitrateBps() : 0;
    }

    long incomingRateBps(long timeUs) {
        return incoming.peekRate(TimeUnits.toMs(timeUs));
    }

    BandwidthUsage usage() {
        return detector.usage();
    }

    RateControlState rateControlState() {
        return rateControl.phase();
    }

    SsrcList ssrcs() {
        return streams.ascending();
    }

    EstimatorSnapshot snapshot(long timeUs) {
        OveruseEstimator filter = detector.filter();
        LinkCapacityEstimator linkCapacity = rateControl.linkCapacity();
        return new EstimatorSnapshot(
                estimateBps(),
                usage(),
                filter.offset(),
                incomingRateBps(timeUs),
                detector.threshold(),
                filter.deltas(),
                filter.variance(),
                filter.slope(),
                rateControl.bitrateBps(),
                rateControl.isValid(),
                rateControlState(),
                linkCapacity.kbps(),
                linkCapacity.deviation(),
                probes.packets(),
                streams.size());
    }
}

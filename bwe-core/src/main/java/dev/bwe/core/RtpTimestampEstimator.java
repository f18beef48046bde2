package dev.bwe.core;

import dev.bwe.core.delay.DelayDetector;
import dev.bwe.core.delay.InterArrival;
import dev.bwe.core.delay.TickClock;
import dev.bwe.core.rate.RateStatistics;
import dev.bwe.core.rate.TimeUnits;
import dev.bwe.core.state.BandwidthUsage;
import java.util.Arrays;

/**
 * The estimator for packets without absolute send time: each stream is judged by its own RTP timestamps, the worst verdict counts
 * for all, and the estimate is updated by a timer, or at once when a stream begins to overuse the path.
 *
 * <p>Reference: libwebrtc at 3710345e71ad, {@code
 * modules/remote_bitrate_estimator/remote_bitrate_estimator_single_stream.cc}: {@code
 * RemoteBitrateEstimatorSingleStream::IncomingPacket}, {@code Process} and {@code UpdateEstimate}. Specification: rtp-timestamp,
 * S1 and S2.
 */
final class RtpTimestampEstimator extends RemoteBitrateEstimator {
    private static final long INITIAL_INTERVAL_US = 500_000;
    private static final long NEVER = Long.MIN_VALUE;

    private final EstimatorConfig config;

    /* Indexed by the entry of the stream in the table. */
    private Stream[] states = new Stream[4];
    /** The number of streams with each verdict, which gives the worst verdict without a look at all streams. */
    private final int[] verdicts = new int[BandwidthUsage.values().length];

    private DelayDetector lastDetector;

    private long lastIncomingBps;
    private long intervalUs = INITIAL_INTERVAL_US;
    private long lastProcessUs = NEVER;
    private long processDelayUs;

    RtpTimestampEstimator(EstimatorConfig config) {
        super(config);
        this.config = config;
        lastDetector = config.newDetector();
    }

    @Override
    boolean onPacket(PacketInfo packet) {
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

    /** Differs from the other estimator, as in the reference: a rate of 0 bit/s does not count as a valid one. */
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

    /** Updates the estimate with the worst verdict of the streams that are not silent. Returns true if there is an estimate. */
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

    /** Times are compared in rounded milliseconds, as in the reference, so an update can come up to 1 ms early. */
    @Override
    boolean process(long nowUs) {
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
    long processDelayUs() {
        return processDelayUs;
    }

    @Override
    void removeStream(int ssrc) {
        int entry = streams.remove(ssrc);
        if (entry != StreamTable.NONE) {
            forget(entry);
        }
    }

    /** Returns the worst verdict of the streams, in the order of the reference: underusing is worse than normal. */
    @Override
    BandwidthUsage usage() {
        if (verdicts[BandwidthUsage.OVERUSING.ordinal()] > 0) {
            return BandwidthUsage.OVERUSING;
        }
        return verdicts[BandwidthUsage.UNDERUSING.ordinal()] > 0 ? BandwidthUsage.UNDERUSING : BandwidthUsage.NORMAL;
    }

    @Override
    DelayDetector detector() {
        return lastDetector;
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

package dev.bwe.interceptor.estimate;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.EstimateListener;
import dev.bwe.core.PacketInfo;
import dev.bwe.core.RembSchedule;
import dev.bwe.core.RembSender;
import dev.bwe.core.SsrcList;
import dev.bwe.core.state.BandwidthUsage;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.record.TraceRecording;

/**
 * The estimate of one peer connection and when it is told: what is decided goes to the outbox. Reads no clock. Guarded by the
 * interceptor's lock.
 */
final class PeerEstimate implements Deadlines, EstimateListener {
    private static final long US_PER_MS = 1_000;

    private final BandwidthEstimator estimator;
    private final long rembIntervalUs;
    private long maxRembBitrateBps;
    private RembSchedule rembs;
    private final BoundStreams streams;
    private final Outbox outbox;
    /** Null where nobody records. */
    private final TraceRecording recording;

    private final boolean tellEstimates;
    private long lastArrivalUs = Attributes.NO_ARRIVAL_TIME;
    /** Whether the send times are capture times. */
    private boolean captureClock;

    PeerEstimate(BweOptions options, Outbox outbox, TraceRecording recording, long nowUs) {
        this.outbox = outbox;
        this.recording = recording;
        tellEstimates = options.estimateListener() != null;
        streams = new BoundStreams(options.estimatorConfig().streamTimeoutUs(), recording);
        estimator = new BandwidthEstimator(options.estimatorConfig());
        rembIntervalUs = options.rembIntervalUs();
        maxRembBitrateBps = options.maxRembBitrateBps();
        estimator.setListener(this);
        beginRembs(nowUs);
    }

    /** Nothing is pending before or after it. */
    private void beginRembs(long nowUs) {
        RembSender toOutbox = (timeUs, bitrateBps, ssrcs) -> outbox.remb(timeUs, bitrateBps, ssrcs);
        rembs = RembSchedule.of(rembIntervalUs, toOutbox);
        if (maxRembBitrateBps != Long.MAX_VALUE) {
            rembs.setMaxBitrate(maxRembBitrateBps, nowUs, estimator.ssrcs());
            // libwebrtc's throttle would tell the limit at once; before the first estimate there is nothing to tell.
            outbox.clear();
        }
    }

    /** Begins anew, as if just made; streams stay bound and limits set. */
    void reset(long nowUs) {
        outbox.clear();
        streams.allSilent();
        estimator.reset();
        lastArrivalUs = Attributes.NO_ARRIVAL_TIME;
        captureClock = false;
        beginRembs(nowUs);
        if (recording != null) {
            recording.reset(nowUs);
        }
    }

    BandwidthEstimator estimator() {
        return estimator;
    }

    BoundStreams streams() {
        return streams;
    }

    @Override
    public void onProbe(long nowUs, long bitrateBps) {
        if (tellEstimates) {
            outbox.probe(nowUs, bitrateBps);
        }
    }

    @Override
    public void onUsageChange(long nowUs, BandwidthUsage before, BandwidthUsage usage) {
        if (tellEstimates) {
            outbox.usageChange(nowUs, before, usage);
        }
    }

    @Override
    public void onEstimate(long nowUs, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs) {
        if (tellEstimates) {
            outbox.estimate(nowUs, bitrateBps, usage, ssrcs);
        }
        rembs.onEstimate(nowUs, bitrateBps, ssrcs);
    }

    /**
     * Feeds a packet.
     *
     * @param captureTime whether its send time is its capture time
     */
    void onPacket(BoundStream stream, PacketInfo packet, boolean captureTime) {
        lastArrivalUs = packet.arrivalUs();
        if (packet.hasAbsSendTime()) {
            useClock(captureTime, packet.nowUs());
        }
        if (recording != null) {
            recording.packet(packet);
        }
        estimator.onPacket(packet);
        stream.heard(packet.nowUs());
    }

    /**
     * Send times of another clock can't be compared with those before: all streams are forgotten, upon which the estimator compares
     * anew from the next packet on, and keeps the estimate.
     */
    private void useClock(boolean captureTime, long nowUs) {
        if (captureClock != captureTime) {
            captureClock = captureTime;
            streams.forgetAll(nowUs, estimator);
        }
    }

    @Override
    public long process(long nowUs) {
        long expiryUs = streams.expire(nowUs, estimator);
        if (expiryUs == BoundStreams.NEVER) {
            // The estimator would go on by itself, but without streams it has nothing to do until the next packet.
            processRembs(nowUs);
            return rembs.nextDeadlineUs();
        }
        if (nowUs >= estimator.nextDeadlineUs()) {
            if (recording != null) {
                recording.process(nowUs);
            }
            estimator.process(nowUs);
        }
        processRembs(nowUs);
        return Math.min(Math.min(expiryUs, estimator.nextDeadlineUs()), rembs.nextDeadlineUs());
    }

    private void processRembs(long nowUs) {
        long dueUs = rembs.nextDeadlineUs();
        boolean changes = dueUs != RembSchedule.NO_DEADLINE
                && (nowUs >= dueUs || estimator.ssrcs().size() == 0);
        if (changes && recording != null) {
            recording.remb(nowUs);
        }
        rembs.process(nowUs, estimator.ssrcs());
    }

    @Override
    public long nextDeadlineUs() {
        return estimator.nextDeadlineUs();
    }

    /** When the last packet that was fed had arrived, or {@link Attributes#NO_ARRIVAL_TIME}. */
    long lastArrivalUs() {
        return lastArrivalUs;
    }

    void unbind(StreamInfo info, long nowUs) {
        if (streams.unbind(info)) {
            streams.forget(info.ssrc(), nowUs, estimator);
            outbox.withoutSsrc(info.ssrc());
        }
    }

    void onRtt(long rttUs, long nowUs) {
        long rttMs = (Math.min(rttUs, Integer.MAX_VALUE * US_PER_MS) + US_PER_MS / 2) / US_PER_MS;
        estimator.onRtt(rttMs * US_PER_MS);
        if (recording != null) {
            recording.rtt(rttMs, nowUs);
        }
    }

    void maxRembBitrateBps(long bitrateBps, long nowUs) {
        maxRembBitrateBps = bitrateBps;
        rembs.setMaxBitrate(bitrateBps, nowUs, estimator.ssrcs());
        if (recording != null) {
            recording.max(bitrateBps, nowUs);
        }
    }

    void minBitrateBps(long bitrateBps, long nowUs) {
        estimator.setMinBitrateBps(bitrateBps);
        if (recording != null) {
            recording.minBitrate(bitrateBps, nowUs);
        }
        tellAnew(nowUs);
    }

    void maxBitrateBps(long bitrateBps, long nowUs) {
        estimator.setMaxBitrateBps(bitrateBps);
        if (recording != null) {
            recording.maxBitrate(bitrateBps, nowUs);
        }
        tellAnew(nowUs);
    }

    /** As if estimated anew: a fall is told at once, a rise with the next REMB. An initial bitrate was not measured. */
    private void tellAnew(long nowUs) {
        if (estimator.ssrcs().size() > 0 && estimator.snapshot(nowUs).valid()) {
            rembs.onEstimate(nowUs, estimator.estimateBps(), estimator.ssrcs());
        }
    }

    void close() {
        streams.clear();
        if (recording != null) {
            recording.close();
        }
    }
}

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
import org.jspecify.annotations.Nullable;

/**
 * The estimate of one peer connection and the schedule of its REMBs; decisions go to the outbox. Reads no clock. Guarded by the
 * interceptor's lock.
 */
final class PeerEstimate implements EstimateListener {
    /** No time at all. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long US_PER_MS = 1_000;

    private final BandwidthEstimator estimator;
    private final long rembIntervalUs;
    private long maxRembBitrateBps;
    private RembSchedule rembs;
    private final BoundStreams streams;
    private final Outbox outbox = new Outbox();
    /** Null if nothing is recorded. */
    private final @Nullable TraceRecording recording;

    private final boolean deliverEstimates;
    private long lastArrivalUs = Attributes.NO_ARRIVAL_TIME;
    /** Whether the send times are capture times. */
    private boolean captureClock;

    PeerEstimate(BweOptions options, @Nullable TraceRecording recording) {
        this.recording = recording;
        deliverEstimates = options.estimateListener() != null;
        streams = new BoundStreams(options.estimatorConfig().streamTimeoutUs(), recording);
        estimator = new BandwidthEstimator(options.estimatorConfig());
        rembIntervalUs = options.rembIntervalUs();
        maxRembBitrateBps = options.maxRembBitrateBps();
        estimator.setListener(this);
        startRembs();
    }

    /** Starts a new schedule of REMBs. */
    private void startRembs() {
        RembSender toOutbox = (timeUs, bitrateBps, ssrcs) -> outbox.remb(timeUs, bitrateBps, ssrcs);
        rembs = RembSchedule.of(rembIntervalUs, maxRembBitrateBps, toOutbox);
    }

    /** Returns to the initial state; streams stay bound and limits stay set. */
    void reset(long nowUs) {
        outbox.clear();
        streams.silenceAll();
        estimator.reset();
        lastArrivalUs = Attributes.NO_ARRIVAL_TIME;
        captureClock = false;
        startRembs();
        if (recording != null) {
            recording.recordReset(nowUs);
        }
    }

    Outbox outbox() {
        return outbox;
    }

    BandwidthEstimator estimator() {
        return estimator;
    }

    BoundStreams streams() {
        return streams;
    }

    @Override
    public void onProbe(long nowUs, long bitrateBps) {
        if (deliverEstimates) {
            outbox.probe(nowUs, bitrateBps);
        }
    }

    @Override
    public void onUsageChange(long nowUs, BandwidthUsage before, BandwidthUsage usage) {
        if (deliverEstimates) {
            outbox.usageChange(nowUs, before, usage);
        }
    }

    @Override
    public void onEstimate(long nowUs, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs) {
        if (deliverEstimates) {
            outbox.estimate(nowUs, bitrateBps, usage, ssrcs);
        }
        rembs.onEstimate(nowUs, bitrateBps, ssrcs);
    }

    /**
     * Feeds a packet.
     *
     * @param captureTime true if its send time is its capture time
     */
    void onPacket(BoundStream stream, PacketInfo packet, boolean captureTime) {
        lastArrivalUs = packet.arrivalUs();
        if (packet.hasAbsSendTime()) {
            useClock(captureTime, packet.nowUs());
        }
        if (recording != null) {
            recording.recordPacket(packet);
        }
        estimator.onPacket(packet);
        stream.onPacket(packet.nowUs());
    }

    /**
     * Send times of another clock can't be compared with earlier ones. The estimator forgets all streams, so that comparison starts
     * with the next packet; it keeps the estimate.
     */
    private void useClock(boolean captureTime, long nowUs) {
        if (captureClock != captureTime) {
            captureClock = captureTime;
            streams.forgetAll(nowUs, estimator);
        }
    }

    /** Does what is due, and returns when something is due next: microseconds, or {@link #NEVER}. */
    long process(long nowUs) {
        long expiryUs = streams.expire(nowUs, estimator);
        if (expiryUs == BoundStreams.NEVER) {
            // The estimator has deadlines even without streams, but nothing to do until the next packet.
            processRembs(nowUs);
            return rembs.nextDeadlineUs();
        }
        if (nowUs >= estimator.nextDeadlineUs()) {
            if (recording != null) {
                recording.recordProcess(nowUs);
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
            recording.recordRembProcess(nowUs);
        }
        rembs.process(nowUs, estimator.ssrcs());
    }

    /**
     * Returns true if something is to be delivered, or falls due before the timer fires; also where no timer is set. Called after each
     * packet.
     */
    boolean wantsDelivery() {
        return outbox.needsDelivery(estimator.nextDeadlineUs());
    }

    /** Returns when the last packet that was fed arrived, in microseconds, or {@link Attributes#NO_ARRIVAL_TIME}. */
    long lastArrivalUs() {
        return lastArrivalUs;
    }

    void unbind(StreamInfo info, long nowUs) {
        if (streams.unbind(info)) {
            streams.forget(info.ssrc(), nowUs, estimator);
            outbox.removeSsrc(info.ssrc());
        }
    }

    void onRtt(long rttUs, long nowUs) {
        long rttMs = (Math.min(rttUs, Integer.MAX_VALUE * US_PER_MS) + US_PER_MS / 2) / US_PER_MS;
        estimator.onRtt(rttMs * US_PER_MS);
        if (recording != null) {
            recording.recordRtt(rttMs, nowUs);
        }
    }

    void setMaxRembBitrate(long bitrateBps, long nowUs) {
        maxRembBitrateBps = bitrateBps;
        rembs.setMaxBitrate(bitrateBps, nowUs, estimator.ssrcs());
        if (recording != null) {
            recording.recordMaxRembBitrate(bitrateBps, nowUs);
        }
    }

    void setMinBitrate(long bitrateBps, long nowUs) {
        estimator.setMinBitrateBps(bitrateBps);
        if (recording != null) {
            recording.recordMinBitrate(bitrateBps, nowUs);
        }
        resend(nowUs);
    }

    void setMaxBitrate(long bitrateBps, long nowUs) {
        estimator.setMaxBitrateBps(bitrateBps);
        if (recording != null) {
            recording.recordMaxBitrate(bitrateBps, nowUs);
        }
        resend(nowUs);
    }

    /** Schedules the estimate again: a fall is sent at once, a rise with the next REMB. An initial bitrate is not sent. */
    private void resend(long nowUs) {
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

package dev.bwe.core;

import dev.bwe.core.event.RembDecisionEvent;
import dev.bwe.core.event.RembDecisionEvent.Reason;

/** The schedule behind {@link RembSchedule#atInterval}. It has no counterpart in libwebrtc. Times are microseconds. */
final class IntervalRembSchedule implements RembSchedule {
    /** An estimate is urgent if it is at most this percentage of the last REMB. */
    private static final long URGENT_PERCENT = 97;

    static {
        RembDecisionEvent.load();
    }

    private final long intervalUs;
    private final RembSender sender;

    private boolean started;
    private long dueUs = NO_DEADLINE;
    private long latestBps;
    private long sentBps;
    private long maxBps;

    IntervalRembSchedule(long intervalUs, long maxBps, RembSender sender) {
        this.intervalUs = intervalUs;
        this.maxBps = maxBps;
        this.sender = sender;
    }

    @Override
    public void onEstimate(long nowUs, long bitrateBps, SsrcList ssrcs) {
        latestBps = bitrateBps;
        if (!started || nowUs >= dueUs) {
            sendOnTime(nowUs, ssrcs);
        } else if (isUrgent()) {
            sendAtOnce(nowUs, ssrcs, latestBps, Reason.FALL);
        } else {
            record(nowUs, latestBps, false, Reason.TOO_SOON);
        }
    }

    @Override
    public void process(long nowUs, SsrcList ssrcs) {
        if (!started) {
            return;
        }
        if (ssrcs.size() == 0) {
            started = false;
            dueUs = NO_DEADLINE;
        } else if (nowUs >= dueUs) {
            sendOnTime(nowUs, ssrcs);
        }
    }

    @Override
    public long nextDeadlineUs() {
        return dueUs;
    }

    @Override
    public void setMaxBitrate(long bitrateBps, long nowUs, SsrcList ssrcs) {
        maxBps = RembSchedule.checkedMaxBitrate(bitrateBps);
        if (!started || ssrcs.size() == 0) {
            record(nowUs, bitrateBps, false, Reason.NO_ESTIMATE);
        } else if (isUrgent()) {
            sendAtOnce(nowUs, ssrcs, bitrateBps, Reason.LIMIT);
        } else {
            record(nowUs, bitrateBps, false, Reason.WITHIN_LIMIT);
        }
    }

    private boolean isUrgent() {
        return Math.min(latestBps, maxBps) * 100 <= sentBps * URGENT_PERCENT;
    }

    private void sendAtOnce(long nowUs, SsrcList ssrcs, long decidedBps, Reason reason) {
        dueUs = nowUs + intervalUs;
        send(nowUs, ssrcs, decidedBps, reason);
    }

    /** The next REMB is due one interval after this one was due, so a late call does not shift the later ones. */
    private void sendOnTime(long nowUs, SsrcList ssrcs) {
        boolean onGrid = started && nowUs - dueUs < intervalUs;
        started = true;
        dueUs = (onGrid ? dueUs : nowUs) + intervalUs;
        send(nowUs, ssrcs, latestBps, Reason.DUE);
    }

    private void send(long nowUs, SsrcList ssrcs, long decidedBps, Reason reason) {
        record(nowUs, decidedBps, true, reason);
        sentBps = Math.min(latestBps, maxBps);
        sender.sendRemb(nowUs, sentBps, ssrcs);
    }

    private void record(long nowUs, long bitrateBps, boolean sent, Reason reason) {
        RembDecisionEvent.record(this, nowUs, bitrateBps, maxBps, sent, reason);
    }
}

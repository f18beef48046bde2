package dev.bwe.core;

import dev.bwe.core.event.RembDecisionEvent;
import dev.bwe.core.event.RembDecisionEvent.Reason;

/**
 * The schedule behind {@link RembSchedule#likeLibwebrtc}: an estimate that falls by more than about 3 % is sent at once, any other
 * one if the last REMB is at least 200 ms old. Times are microseconds.
 *
 * <p>Reference: libwebrtc at 3710345e71ad, {@code modules/congestion_controller/remb_throttler.cc}: {@code
 * RembThrottler::OnReceiveBitrateChanged} and {@code SetMaxDesiredReceiveBitrate}. Specification: receive-side-gcc, section 11.
 */
final class RembThrottler implements RembSchedule {
    private static final long INTERVAL_US = 200_000;
    /** An estimate is urgent if this percentage of it is at most the last REMB. */
    private static final long URGENT_PERCENT = 103;

    private static final long NEVER = Long.MIN_VALUE;
    private static final SsrcList NO_STREAMS = new NoStreams();

    static {
        RembDecisionEvent.load();
    }

    private final RembSender sender;
    private long lastUs = NEVER;
    /** The last estimate that was sent, without the upper bound. */
    private long lastBps = Long.MAX_VALUE;

    private long maxBps;

    RembThrottler(long maxBps, RembSender sender) {
        this.maxBps = maxBps;
        this.sender = sender;
    }

    @Override
    public void onEstimate(long nowUs, long bitrateBps, SsrcList ssrcs) {
        boolean urgent = bitrateBps * URGENT_PERCENT / 100 <= lastBps;
        boolean recent = isRecent(nowUs);
        if (!urgent && recent) {
            record(nowUs, bitrateBps, false, Reason.TOO_SOON);
            return;
        }
        record(nowUs, bitrateBps, true, recent ? Reason.FALL : Reason.DUE);
        lastUs = nowUs;
        lastBps = bitrateBps;
        sender.sendRemb(nowUs, Math.min(bitrateBps, maxBps), ssrcs);
    }

    /** Does nothing: only estimates lead to REMBs. */
    @Override
    public void process(long nowUs, SsrcList ssrcs) {}

    @Override
    public long nextDeadlineUs() {
        return NO_DEADLINE;
    }

    /** Sends the bound, with an empty list of streams, unless the last REMB is recent and within it. */
    @Override
    public void setMaxBitrate(long bitrateBps, long nowUs, SsrcList ssrcs) {
        maxBps = RembSchedule.checkedMaxBitrate(bitrateBps);
        if (isRecent(nowUs) && lastBps != 0 && lastBps <= maxBps) {
            record(nowUs, bitrateBps, false, Reason.WITHIN_LIMIT);
            return;
        }
        record(nowUs, bitrateBps, true, Reason.LIMIT);
        sender.sendRemb(nowUs, bitrateBps, NO_STREAMS);
    }

    private boolean isRecent(long nowUs) {
        return lastUs != NEVER && nowUs - lastUs < INTERVAL_US;
    }

    private void record(long nowUs, long bitrateBps, boolean sent, Reason reason) {
        RembDecisionEvent.record(this, nowUs, bitrateBps, maxBps, sent, reason);
    }

    private static final class NoStreams implements SsrcList {
        @Override
        public int size() {
            return 0;
        }

        @Override
        public int get(int index) {
            throw new IndexOutOfBoundsException(index);
        }
    }
}

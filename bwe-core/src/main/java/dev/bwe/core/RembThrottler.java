package dev.bwe.core;

import dev.bwe.core.event.RembDecisionEvent;
import java.util.Objects;

/**
 * Decides which estimates are worth a REMB: one that falls by more than about 3 % goes out at once, any other when the last REMB
 * is 200 ms old. Source: libwebrtc at 3710345e71ad, REMB throttler.
 *
 * <p>It reads no clock: each call carries its time. Not thread-safe.
 */
public final class RembThrottler {
    private static final long INTERVAL_US = 200_000;
    /** Per cent that an estimate may be below the last REMB without being urgent, plus 100. */
    private static final long URGENT_PERCENT = 103;

    private static final long NEVER = Long.MIN_VALUE;
    private static final SsrcList NO_STREAMS = new NoStreams();

    static {
        RembDecisionEvent.load();
    }

    private final RembSender sender;
    private long lastUs = NEVER;
    private long lastBps = Long.MAX_VALUE;
    private long maxBps = Long.MAX_VALUE;

    /**
     * Makes a throttler.
     *
     * @param sender sends what passes
     */
    public RembThrottler(RembSender sender) {
        this.sender = Objects.requireNonNull(sender, "sender");
    }

    /**
     * Takes an estimate, and sends it if it is time or urgent. The arguments are those that an {@link EstimateListener} hears.
     *
     * @param nowUs      the time in microseconds
     * @param bitrateBps the estimate in bit/s, 0 or more
     * @param ssrcs      the streams that it covers
     */
    public void onEstimate(long nowUs, long bitrateBps, SsrcList ssrcs) {
        boolean urgent = bitrateBps * URGENT_PERCENT / 100 <= lastBps;
        boolean recent = isRecent(nowUs);
        if (!urgent && recent) {
            RembDecisionEvent.record(this, nowUs, bitrateBps, maxBps, false, RembDecisionEvent.Reason.TOO_SOON);
            return;
        }
        RembDecisionEvent.record(
                this,
                nowUs,
                bitrateBps,
                maxBps,
                true,
                recent ? RembDecisionEvent.Reason.FALL : RembDecisionEvent.Reason.DUE);
        lastUs = nowUs;
        lastBps = bitrateBps;
        sender.sendRemb(nowUs, Math.min(bitrateBps, maxBps), ssrcs);
    }

    /**
     * Limits what REMBs say from now on, and tells the remote peer if it may be sending more.
     *
     * @param bitrateBps the limit in bit/s, 0 or more
     * @param nowUs      the time in microseconds
     * @throws IllegalArgumentException if the limit is negative
     */
    public void setMaxBitrate(long bitrateBps, long nowUs) {
        if (bitrateBps < 0) {
            throw new IllegalArgumentException("maximum bitrate " + bitrateBps + " is negative");
        }
        maxBps = bitrateBps;
        if (isRecent(nowUs) && lastBps != 0 && lastBps <= maxBps) {
            RembDecisionEvent.record(this, nowUs, bitrateBps, maxBps, false, RembDecisionEvent.Reason.WITHIN_LIMIT);
            return;
        }
        RembDecisionEvent.record(this, nowUs, bitrateBps, maxBps, true, RembDecisionEvent.Reason.LIMIT);
        sender.sendRemb(nowUs, bitrateBps, NO_STREAMS);
    }

    private boolean isRecent(long nowUs) {
        return lastUs != NEVER && nowUs - lastUs < INTERVAL_US;
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

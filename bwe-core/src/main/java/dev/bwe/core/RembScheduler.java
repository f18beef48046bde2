package dev.bwe.core;

import java.util.Objects;

/**
 * Decides when a REMB is due: with the first estimate, at once when the estimate has fallen by 3 % or more since the last REMB, and
 * otherwise at an interval, whether or not the estimate changes. Or, with {@link #likeLibwebrtc}, exactly when libwebrtc sends one.
 *
 * <p>It reads no clock and has no timer: each call carries its time, and whoever owns it calls {@link #process} at
 * {@link #nextDeadlineUs()} or soon after. Being late does not shift the REMBs after that one. Not thread-safe.
 */
public final class RembScheduler {
    /** The usual interval in microseconds. */
    public static final long DEFAULT_INTERVAL_US = 1_000_000;
    /** The shortest interval in microseconds. */
    public static final long MIN_INTERVAL_US = 1_000;
    /** The longest interval in microseconds. */
    public static final long MAX_INTERVAL_US = 3_600_000_000L;
    /** What {@link #nextDeadlineUs()} says while nothing is due at any time. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /** Per cent of the last REMB at and below which an estimate is urgent. */
    private static final long URGENT_PERCENT = 97;

    private final RembSender sender;
    private final long intervalUs;
    private final RembThrottler throttler;

    private boolean started;
    private long dueUs = NO_DEADLINE;
    private long latestBps;
    private long toldBps;
    private long maxBps = Long.MAX_VALUE;

    /**
     * Makes a scheduler with an interval.
     *
     * @param intervalUs microseconds, {@link #MIN_INTERVAL_US} to {@link #MAX_INTERVAL_US}
     * @param sender     sends what is due
     * @throws IllegalArgumentException if the interval is out of range
     */
    public RembScheduler(long intervalUs, RembSender sender) {
        this(checkedInterval(intervalUs), Objects.requireNonNull(sender, "sender"), null);
    }

    private RembScheduler(long intervalUs, RembSender sender, RembThrottler throttler) {
        this.intervalUs = intervalUs;
        this.sender = sender;
        this.throttler = throttler;
    }

    /**
     * Makes a scheduler that sends exactly what libwebrtc's throttle lets through: driven by updates of the estimate alone, at least
     * 200 ms apart unless the estimate falls by more than about 3 %. It has no deadlines.
     *
     * @param sender sends what is due
     * @return a new scheduler around a {@link RembThrottler}
     */
    public static RembScheduler likeLibwebrtc(RembSender sender) {
        return new RembScheduler(0, sender, new RembThrottler(sender));
    }

    /**
     * Checks an interval.
     *
     * @param intervalUs microseconds
     * @return the same
     * @throws IllegalArgumentException if it is outside {@link #MIN_INTERVAL_US} to {@link #MAX_INTERVAL_US}
     */
    public static long checkedInterval(long intervalUs) {
        if (intervalUs < MIN_INTERVAL_US || intervalUs > MAX_INTERVAL_US) {
            throw new IllegalArgumentException(
                    "rembIntervalUs " + intervalUs + " is outside " + MIN_INTERVAL_US + " to " + MAX_INTERVAL_US);
        }
        return intervalUs;
    }

    /**
     * Takes an update of the estimate, and sends it if it is the first, urgent, or due. The arguments are those that an
     * {@link EstimateListener} hears.
     *
     * @param nowUs      the time in microseconds
     * @param bitrateBps the estimate in bit/s, 0 or more
     * @param ssrcs      the streams that it covers
     */
    public void onEstimate(long nowUs, long bitrateBps, SsrcList ssrcs) {
        if (throttler != null) {
            throttler.onEstimate(nowUs, bitrateBps, ssrcs);
            return;
        }
        latestBps = bitrateBps;
        if (!started || nowUs >= dueUs) {
            sendOnTime(nowUs, ssrcs);
        } else if (isUrgent()) {
            sendAtOnce(nowUs, ssrcs);
        }
    }

    /**
     * Sends the latest estimate if it is due. Where no stream is left it stops: nothing is due until the next estimate, which then
     * counts as the first.
     *
     * @param nowUs the time in microseconds
     * @param ssrcs the streams there are now
     */
    public void process(long nowUs, SsrcList ssrcs) {
        if (throttler != null || !started) {
            return;
        }
        if (ssrcs.size() == 0) {
            started = false;
            dueUs = NO_DEADLINE;
        } else if (nowUs >= dueUs) {
            sendOnTime(nowUs, ssrcs);
        }
    }

    /**
     * Tells when {@link #process} has something to do.
     *
     * @return microseconds, or {@link #NO_DEADLINE}
     */
    public long nextDeadlineUs() {
        return dueUs;
    }

    /**
     * Limits what REMBs say from now on. If the last one said 3 % more or above that, the limit is told at once. Before the first
     * estimate, and without streams, there is nothing to tell (but {@link #likeLibwebrtc} tells it, without streams, as libwebrtc does).
     *
     * @param bitrateBps the limit in bit/s, 0 or more; {@link Long#MAX_VALUE} lifts it
     * @param nowUs      the time in microseconds
     * @param ssrcs      the streams there are now
     * @throws IllegalArgumentException if the limit is negative
     */
    public void setMaxBitrate(long bitrateBps, long nowUs, SsrcList ssrcs) {
        if (throttler != null) {
            throttler.setMaxBitrate(bitrateBps, nowUs);
            return;
        }
        if (bitrateBps < 0) {
            throw new IllegalArgumentException("maximum bitrate " + bitrateBps + " is negative");
        }
        maxBps = bitrateBps;
        if (started && ssrcs.size() > 0 && isUrgent()) {
            sendAtOnce(nowUs, ssrcs);
        }
    }

    private boolean isUrgent() {
        return Math.min(latestBps, maxBps) * 100 <= toldBps * URGENT_PERCENT;
    }

    private void sendAtOnce(long nowUs, SsrcList ssrcs) {
        dueUs = nowUs + intervalUs;
        send(nowUs, ssrcs);
    }

    /** The next one is due an interval after this one was, so that lateness does not add up. */
    private void sendOnTime(long nowUs, SsrcList ssrcs) {
        boolean onGrid = started && nowUs - dueUs < intervalUs;
        started = true;
        dueUs = (onGrid ? dueUs : nowUs) + intervalUs;
        send(nowUs, ssrcs);
    }

    private void send(long nowUs, SsrcList ssrcs) {
        toldBps = Math.min(latestBps, maxBps);
        sender.sendRemb(nowUs, toldBps, ssrcs);
    }
}

package dev.bwe.core;

import java.util.Objects;

/**
 * Decides when a REMB is sent, and with which bitrate. There are two schedules: {@link #atInterval} repeats the estimate at an
 * interval and sends a fall at once; {@link #likeLibwebrtc} sends exactly the REMBs that libwebrtc sends.
 *
 * <p>A schedule reads no clock and sets no timer: each call carries its time. The caller calls {@link #process} at
 * {@link #nextDeadlineUs()} or soon after. A schedule is not thread-safe; the {@link RembSender} is called within
 * {@link #onEstimate}, {@link #process} and {@link #setMaxBitrate}, on the thread that calls them.
 *
 * <p>Each decision is recorded by JDK Flight Recorder as {@code dev.bwe.RembDecision}, if a recording asks for this event.
 */
public sealed interface RembSchedule permits IntervalRembSchedule, RembThrottler {
    /** The default interval of {@link #atInterval}, in microseconds. */
    long DEFAULT_INTERVAL_US = 1_000_000;
    /** The shortest interval of {@link #atInterval}, in microseconds. */
    long MIN_INTERVAL_US = 1_000;
    /** The longest interval of {@link #atInterval}, in microseconds. */
    long MAX_INTERVAL_US = 3_600_000_000L;
    /** Selects {@link #likeLibwebrtc} when passed to {@link #of} in place of an interval. */
    long LIKE_LIBWEBRTC = 0;
    /** The value of {@link #nextDeadlineUs()} while nothing is due at any time. */
    long NO_DEADLINE = Long.MAX_VALUE;

    /**
     * Creates the schedule that options select. Its upper bound holds from the beginning, so no REMB announces it.
     *
     * @param intervalUs    an interval in microseconds, {@link #MIN_INTERVAL_US} to {@link #MAX_INTERVAL_US}, or
     *                      {@link #LIKE_LIBWEBRTC}
     * @param maxBitrateBps the upper bound of the bitrate in REMBs in bit/s, 0 or more; {@link Long#MAX_VALUE} for no bound
     * @param sender        sends the REMBs
     * @return a new schedule, {@link #likeLibwebrtc} or {@link #atInterval}
     * @throws IllegalArgumentException if the interval is out of range or the bound is negative
     */
    static RembSchedule of(long intervalUs, long maxBitrateBps, RembSender sender) {
        Objects.requireNonNull(sender, "sender");
        checkedMaxBitrate(maxBitrateBps);
        return intervalUs == LIKE_LIBWEBRTC
                ? new RembThrottler(maxBitrateBps, sender)
                : new IntervalRembSchedule(checkedInterval(intervalUs), maxBitrateBps, sender);
    }

    /**
     * Creates a schedule that sends the first estimate at once, then the latest estimate at an interval, whether or not it has
     * changed, and besides at once an estimate that is 3 % or more below the last REMB.
     *
     * @param intervalUs microseconds, {@link #MIN_INTERVAL_US} to {@link #MAX_INTERVAL_US}
     * @param sender     sends the REMBs
     * @return a new schedule
     * @throws IllegalArgumentException if the interval is out of range
     */
    static RembSchedule atInterval(long intervalUs, RembSender sender) {
        return of(checkedInterval(intervalUs), Long.MAX_VALUE, sender);
    }

    /**
     * Creates a schedule that sends exactly what libwebrtc's throttle lets through: only updates of the estimate lead to a REMB,
     * and REMBs are at least 200 ms apart unless the estimate falls by more than about 3 %. It has no deadlines.
     *
     * @param sender sends the REMBs
     * @return a new schedule
     */
    static RembSchedule likeLibwebrtc(RembSender sender) {
        return of(LIKE_LIBWEBRTC, Long.MAX_VALUE, sender);
    }

    /**
     * Checks an interval.
     *
     * @param intervalUs microseconds
     * @return {@code intervalUs}
     * @throws IllegalArgumentException if it is outside {@link #MIN_INTERVAL_US} to {@link #MAX_INTERVAL_US}
     */
    static long checkedInterval(long intervalUs) {
        if (intervalUs < MIN_INTERVAL_US || intervalUs > MAX_INTERVAL_US) {
            throw new IllegalArgumentException(
                    "rembIntervalUs " + intervalUs + " is outside " + MIN_INTERVAL_US + " to " + MAX_INTERVAL_US);
        }
        return intervalUs;
    }

    /**
     * Checks an upper bound of the bitrate.
     *
     * @param bitrateBps bit/s
     * @return {@code bitrateBps}
     * @throws IllegalArgumentException if it is negative
     */
    static long checkedMaxBitrate(long bitrateBps) {
        if (bitrateBps < 0) {
            throw new IllegalArgumentException("maximum bitrate " + bitrateBps + " is negative");
        }
        return bitrateBps;
    }

    /**
     * Takes an update of the estimate and sends it if it is the first one, urgent, or due. The arguments are those of
     * {@link EstimateListener#onEstimate}.
     *
     * @param nowUs      the time in microseconds
     * @param bitrateBps the estimate in bit/s, 0 or more
     * @param ssrcs      the streams that the estimate covers
     */
    void onEstimate(long nowUs, long bitrateBps, SsrcList ssrcs);

    /**
     * Sends the latest estimate if it is due. If {@code ssrcs} is empty, the schedule stops: nothing is due until the next
     * estimate, which then counts as the first one. {@link #likeLibwebrtc} does nothing here.
     *
     * @param nowUs the time in microseconds
     * @param ssrcs the streams that the estimate covers now
     */
    void process(long nowUs, SsrcList ssrcs);

    /**
     * Returns the time at which {@link #process} has something to do. It changes with each call of the other methods.
     *
     * @return microseconds on the clock of the other methods' times, or {@link #NO_DEADLINE}
     */
    long nextDeadlineUs();

    /**
     * Sets the upper bound of the bitrate in REMBs. If the last REMB exceeds the bound by 3 % or more, a REMB with the bound is
     * sent at once. Before the first estimate, and while there is no stream, none is sent; {@link #likeLibwebrtc} then sends the
     * bound with an empty list of streams, as libwebrtc does.
     *
     * @param bitrateBps bit/s, 0 or more; {@link Long#MAX_VALUE} for no bound
     * @param nowUs      the time in microseconds
     * @param ssrcs      the streams that the estimate covers now
     * @throws IllegalArgumentException if the bound is negative
     */
    void setMaxBitrate(long bitrateBps, long nowUs, SsrcList ssrcs);
}

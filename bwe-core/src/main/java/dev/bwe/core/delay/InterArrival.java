package dev.bwe.core.delay;

/**
 * Collects packets into groups that were sent together, and compares each finished group with the one before it: the differences
 * of their send times, arrival times, and sizes. With absolute send times all streams share one instance; with RTP timestamps each
 * stream has its own.
 *
 * <p>Reference: libwebrtc at 3710345e71ad, {@code modules/remote_bitrate_estimator/inter_arrival.cc}: {@code
 * InterArrival::ComputeDeltas}, {@code PacketInOrder}, {@code NewTimestampGroup} and {@code BelongsToBurst}. Specification:
 * receive-side-gcc, section 4; rtp-timestamp, S1.
 */
public final class InterArrival {
    /** If the arrival clock gains at least this much on the local clock between two groups, it has jumped. */
    private static final long ARRIVAL_JUMP_MS = 3000;
    /** After this many groups in a row that arrived before their predecessor, the arrival clock is assumed to have jumped back. */
    private static final int MAX_REORDERED_GROUPS = 3;

    private static final long NONE = Long.MIN_VALUE;
    private static final long U32 = 0xFFFFFFFFL;
    private static final long HALF_RANGE = 1L << 31;

    private final TickClock clock;
    private final long groupSpanTicks;
    /** Packets of a burst arrive at most this long after one another, although they were sent further apart. */
    private final long burstGapMs;
    /** A burst is shorter than this. */
    private final long burstSpanMs;

    private final Group current = new Group();
    private final Group previous = new Group();
    private int reorderedGroups;

    private long timestampDelta;
    private long arrivalDeltaMs;
    private int sizeDelta;

    /**
     * Creates an instance without packets. Times are microseconds.
     *
     * @param clock       the clock of the timestamps
     * @param groupSpanUs maximum time between the sending of a group's first packet and of its others
     * @param burstGapUs  maximum time between the arrivals of two consecutive packets of a burst
     * @param burstSpanUs maximum length of a burst
     */
    public InterArrival(TickClock clock, long groupSpanUs, long burstGapUs, long burstSpanUs) {
        this.clock = clock;
        groupSpanTicks = clock.toTicks(groupSpanUs);
        burstGapMs = burstGapUs / 1000;
        burstSpanMs = burstSpanUs / 1000;
    }

    /** Discards all groups. */
    public void reset() {
        current.clear();
        previous.clear();
        reorderedGroups = 0;
    }

    /**
     * Takes a packet.
     *
     * @param timestamp the send time, unsigned, in the clock's ticks
     * @param arrivalMs the arrival time
     * @param nowMs     the local clock
     * @param size      bytes
     * @return true if two finished groups were compared, which updates the deltas
     */
    public boolean feed(int timestamp, long arrivalMs, long nowMs, int size) {
        boolean compared = false;
        if (current.isEmpty()) {
            current.open(timestamp, arrivalMs);
        } else if (ticksBetween(current.firstTimestamp, timestamp) >= HALF_RANGE) {
            return false;
        } else if (opensGroup(timestamp, arrivalMs)) {
            if (!previous.isEmpty()) {
                if (!compareGroups()) {
                    return false;
                }
                compared = true;
            }
            previous.copyFrom(current);
            current.open(timestamp, arrivalMs);
        } else if (timestamp - current.timestamp > 0) {
            current.timestamp = timestamp;
        }
        current.size += size;
        current.doneArrivalMs = arrivalMs;
        current.lastNowMs = nowMs;
        return compared;
    }

    /** Returns the time between the sending of the groups, in the clock's ticks, an unsigned 32-bit number. */
    long timestampDelta() {
        return timestampDelta;
    }

    /** Returns the time between the sending of the groups, in milliseconds. */
    double timestampDeltaMs() {
        return clock.toMs(timestampDelta);
    }

    /** Returns the time between the arrival of the groups, in milliseconds. */
    long arrivalDeltaMs() {
        return arrivalDeltaMs;
    }

    /** Returns the size of the later group less that of the earlier one, in bytes. */
    int sizeDelta() {
        return sizeDelta;
    }

    private boolean opensGroup(int timestamp, long arrivalMs) {
        return !belongsToBurst(timestamp, arrivalMs)
                && ticksBetween(current.firstTimestamp, timestamp) > groupSpanTicks;
    }

    private boolean belongsToBurst(int timestamp, long arrivalMs) {
        long sentTicks = ticksBetween(current.timestamp, timestamp);
        if (!clock.roundsToMore(sentTicks, 0)) {
            return true;
        }
        long arrivedMs = arrivalMs - current.doneArrivalMs;
        return arrivedMs <= burstGapMs
                && (arrivedMs < 0 || clock.roundsToMore(sentTicks, arrivedMs))
                && arrivalMs - current.firstArrivalMs < burstSpanMs;
    }

    /** Computes the deltas. Returns false if the clocks disagree, in which case the current packet is discarded. */
    private boolean compareGroups() {
        long arrivalDelta = current.doneArrivalMs - previous.doneArrivalMs;
        long nowDelta = current.lastNowMs - previous.lastNowMs;
        if (arrivalDelta - nowDelta >= ARRIVAL_JUMP_MS) {
            reset();
            return false;
        }
        if (arrivalDelta < 0) {
            if (++reorderedGroups >= MAX_REORDERED_GROUPS) {
                reset();
            }
            return false;
        }
        reorderedGroups = 0;
        timestampDelta = ticksBetween(previous.timestamp, current.timestamp);
        arrivalDeltaMs = arrivalDelta;
        sizeDelta = current.size - previous.size;
        return true;
    }

    private static long ticksBetween(int from, int to) {
        return (to - from) & U32;
    }

    private static final class Group {
        private int size;
        private int firstTimestamp;
        private int timestamp;
        private long firstArrivalMs;
        private long doneArrivalMs = NONE;
        private long lastNowMs;

        boolean isEmpty() {
            return doneArrivalMs == NONE;
        }

        void clear() {
            size = 0;
            doneArrivalMs = NONE;
        }

        void copyFrom(Group other) {
            size = other.size;
            firstTimestamp = other.firstTimestamp;
            timestamp = other.timestamp;
            firstArrivalMs = other.firstArrivalMs;
            doneArrivalMs = other.doneArrivalMs;
            lastNowMs = other.lastNowMs;
        }

        void open(int sentTimestamp, long arrivalMs) {
            size = 0;
            firstTimestamp = sentTimestamp;
            timestamp = sentTimestamp;
            firstArrivalMs = arrivalMs;
        }
    }
}

package dev.bwe.core.delay;

/**
 * Gathers packets into groups that were sent together and compares each finished group with the one before it: how much later was
 * it sent, how much later did it arrive, how much bigger was it? Source: libwebrtc at 3710345e71ad, inter-arrival (receive side);
 * with absolute send times, all streams share one; with RTP timestamps, each has its own.
 */
public final class InterArrival {
    /** When the arrival clock runs ahead of the local clock by this much between groups, it has jumped. */
    private static final long ARRIVAL_JUMP_MS = 3000;
    /** After so many groups in a row that arrived before their predecessors the arrival clock is taken to have jumped back. */
    private static final int MAX_REORDERED_GROUPS = 3;

    private static final long NONE = Long.MIN_VALUE;
    private static final long U32 = 0xFFFFFFFFL;
    private static final long HALF_RANGE = 1L << 31;

    private final TickClock clock;
    private final long groupSpanTicks;
    /** Packets of a burst arrive at most this long after one another, though they were sent further apart. */
    private final long burstGapMs;
    /** A burst is not longer than this. */
    private final long burstSpanMs;

    private final Group current = new Group();
    private final Group previous = new Group();
    private int reorderedGroups;

    private long timestampDelta;
    private long arrivalDeltaMs;
    private int sizeDelta;

    /**
     * @param clock       the clock of the timestamps
     * @param groupSpanUs how long after the first packet of a group the others may have been sent
     * @param burstGapUs  how long after one another packets of a burst may arrive
     * @param burstSpanUs how long a burst may last
     */
    public InterArrival(TickClock clock, long groupSpanUs, long burstGapUs, long burstSpanUs) {
        this.clock = clock;
        groupSpanTicks = clock.toTicks(groupSpanUs);
        burstGapMs = burstGapUs / 1000;
        burstSpanMs = burstSpanUs / 1000;
    }

    public void reset() {
        current.clear();
        previous.clear();
        reorderedGroups = 0;
    }

    /**
     * Takes a packet.
     *
     * @param timestamp when it was sent, unsigned, in the clock's ticks
     * @param arrivalMs when it arrived
     * @param nowMs     the local clock
     * @param size      bytes
     * @return true if two finished groups could be compared, and the deltas are fresh
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

    /** The time between the groups' sending, in the clock's ticks, an unsigned 32-bit number. */
    long timestampDelta() {
        return timestampDelta;
    }

    /** The same in milliseconds. */
    double timestampDeltaMs() {
        return clock.toMs(timestampDelta);
    }

    /** The time between the groups' arrival. */
    long arrivalDeltaMs() {
        return arrivalDeltaMs;
    }

    /** How many bytes more the later group had. */
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

    /** Computes the deltas; false if the clocks disagree and the packet at hand has to be dropped. */
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

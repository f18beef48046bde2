package dev.bwe.interceptor.statistics;

/**
 * Counts how many packets a sender has sent, from their sequence numbers (RFC 3550 appendix A.1), and tells a sender's restart from
 * late packets and from outages.
 *
 * <p>The RFC tells them by distance alone: a number more than 100 behind or 3,000 ahead that is followed by its successor begins
 * anew. Where the round-trip time holds more than 100 packets, retransmissions on the stream's own SSRC are further behind than that.
 * So beyond the RFC's distances timestamps decide too:
 * <ul>
 *   <li>Behind: a packet whose timestamp is at most {@value #MAX_AGE_S} s older than that of the highest number is late. A restart
 *       is concluded only if such packets go on as a stream does, for {@value #TAKEOVER_US} microseconds, while no packet continues the old
 *       numbers.
 *   <li>Ahead: a gap whose length fits the time that has passed, by timestamp and arrival, is an outage; its packets are lost.
 *   <li>Otherwise two packets with neighbouring numbers are a restart. The count begins anew with the lower of them.
 * </ul>
 * Not safe for use by several threads.
 */
final class SequenceCounter {
    private static final int MAX_DROPOUT = 3_000;
    private static final int MAX_MISORDER = 100;
    private static final int SEQUENCE_MASK = 0xFFFF;

    private static final int MAX_AGE_S = 10;
    private static final double MAX_AGE_US = MAX_AGE_S * 1e6;
    /** In place of an unknown clock rate: that of all video. */
    private static final int DEFAULT_CLOCK_RATE = 90_000;

    private static final double US_PER_S = 1e6;

    private static final long TAKEOVER_US = 1_000_000;
    /** So that one step of the arrival clock is no takeover. */
    private static final long MAX_TAKEOVER_STEP_US = 100_000;

    /** How many times the usual rate an outage's packets may have had. */
    private static final int MAX_RATE_RATIO = 4;

    private static final int SPACING_SHARE = 64;

    /** A place in a sender's numbers, with its timestamp. */
    private static final class Mark {
        private int sequenceNumber;
        private int timestamp;
        private boolean isSet;

        void set(int newSequenceNumber, int newTimestamp) {
            sequenceNumber = newSequenceNumber;
            timestamp = newTimestamp;
            isSet = true;
        }

        void set(Mark other) {
            set(other.sequenceNumber, other.timestamp);
        }

        /** Returns whether a packet comes before this place in numbers and in time, and not too long before. */
        boolean precededBy(int otherSequenceNumber, int otherTimestamp, int clockRate) {
            int behind = distance(otherSequenceNumber, sequenceNumber);
            int ticks = timestamp - otherTimestamp;
            if (!isSet || behind < 0 || ticks < 0 || ticks * US_PER_S / clockRate > MAX_AGE_US) {
                return false;
            }
            // No frame, whose packets share a timestamp, is as long as that.
            return ticks > 0 || behind < MAX_DROPOUT;
        }
    }

    /** Neighbouring packets away from the numbers that count, which may turn out to be a restart or the end of an outage. */
    private static final class Candidates {
        private int packets;
        private long first;
        private long highest;
        private int timestamp;
        private long arrivalUs;
        private long lastedUs;
        private boolean endOutage;

        /** Adds a packet if it is a neighbour of those before; returns false if it is not, or if there are none. */
        boolean add(int sequenceNumber, int newTimestamp, long newArrivalUs) {
            int step = distance((int) highest, sequenceNumber);
            if (packets == 0 || Math.abs(step) > MAX_MISORDER) {
                return false;
            }
            if (step != 0) {
                packets++;
            }
            first = Math.min(first, highest + step);
            if (step > 0) {
                highest += step;
                timestamp = newTimestamp;
            }
            lastedUs += Math.max(0, Math.min(newArrivalUs - arrivalUs, MAX_TAKEOVER_STEP_US));
            arrivalUs = newArrivalUs;
            return true;
        }

        void begin(int sequenceNumber, int newTimestamp, long newArrivalUs, boolean mayEndOutage) {
            packets = 1;
            first = sequenceNumber;
            highest = sequenceNumber;
            timestamp = newTimestamp;
            arrivalUs = newArrivalUs;
            lastedUs = 0;
            endOutage = mayEndOutage;
        }

        /** Returns whether the packets form a stream that has been going on for long. */
        boolean goOn() {
            return lastedUs >= TAKEOVER_US && packets * 4L >= (highest - first + 1) * 3;
        }
    }

    private boolean started;
    private long first;
    private long highest;
    private long expectedBefore;
    private final Mark end = new Mark();
    /** Where the numbers or the timestamps were before they last jumped. */
    private final Mark endBefore = new Mark();

    private long endArrivalUs;
    private double spacingUs;

    private final Candidates candidates = new Candidates();

    /**
     * Counts a packet.
     *
     * @param clockRate ticks of the timestamp a second, 0 if it is unknown
     * @param continues false if timestamp and arrival time are not on the timeline of the packet before
     */
    void onPacket(int sequenceNumber, int timestamp, long arrivalUs, int clockRate, boolean continues) {
        if (!started) {
            started = true;
            beginAt(sequenceNumber, sequenceNumber, timestamp, arrivalUs);
            return;
        }
        int distance = distance((int) highest, sequenceNumber);
        if (distance > 0 && distance < MAX_DROPOUT && !jumpsAhead(distance, timestamp, arrivalUs, clockRate)) {
            if (!continues) {
                endBefore.set(end);
            }
            advance(distance, timestamp, arrivalUs);
        } else if (distance > 0 || distance < -MAX_MISORDER) {
            onCandidate(sequenceNumber, distance, timestamp, arrivalUs, clockRate);
        }
    }

    /** Returns the signed distance between two sequence numbers, modulo 2^16. */
    private static int distance(int from, int to) {
        return (short) (to - from);
    }

    private void beginAt(long firstNumber, long highestNumber, int timestamp, long arrivalUs) {
        first = firstNumber;
        highest = highestNumber;
        end.set((int) highestNumber, timestamp);
        endArrivalUs = arrivalUs;
        spacingUs = 0;
        candidates.packets = 0;
    }

    private void advance(int distance, int timestamp, long arrivalUs) {
        double sampleUs = Math.max(0, Math.min((double) (arrivalUs - endArrivalUs), US_PER_S)) / distance;
        spacingUs += spacingUs == 0 ? sampleUs : (sampleUs - spacingUs) / SPACING_SHARE;
        highest += distance;
        end.set((int) highest, timestamp);
        endArrivalUs = arrivalUs;
        candidates.packets = 0;
    }

    /** Returns whether a number too far ahead for reordering has a timestamp of another timeline. */
    private boolean jumpsAhead(int distance, int timestamp, long arrivalUs, int clockRate) {
        return distance > MAX_MISORDER && clockRate != 0 && !isOnTimeline(timestamp, arrivalUs, clockRate);
    }

    private boolean isOnTimeline(int timestamp, long arrivalUs, int clockRate) {
        double mediaUs = (timestamp - end.timestamp) * US_PER_S / clockRate;
        return Math.abs(mediaUs - (arrivalUs - endArrivalUs)) <= MAX_AGE_US;
    }

    private void onCandidate(int sequenceNumber, int distance, int timestamp, long arrivalUs, int clockRate) {
        if (!candidates.add(sequenceNumber, timestamp, arrivalUs)) {
            candidates.begin(sequenceNumber, timestamp, arrivalUs, isOutage(distance, timestamp, arrivalUs, clockRate));
        }
        int rate = clockRate == 0 ? DEFAULT_CLOCK_RATE : clockRate;
        boolean isLate = end.precededBy(sequenceNumber, timestamp, rate)
                || endBefore.precededBy(sequenceNumber, timestamp, rate);
        if (isLate ? candidates.goOn() : candidates.packets > 1) {
            if (candidates.endOutage) {
                int ahead = (int) (candidates.highest - highest) & SEQUENCE_MASK;
                advance(ahead, candidates.timestamp, arrivalUs);
            } else {
                restart(arrivalUs);
            }
        }
    }

    private boolean isOutage(int distance, int timestamp, long arrivalUs, int clockRate) {
        return distance > 0
                && clockRate != 0
                && isOnTimeline(timestamp, arrivalUs, clockRate)
                && arrivalUs > endArrivalUs
                && distance * spacingUs <= MAX_RATE_RATIO * (double) (arrivalUs - endArrivalUs);
    }

    private void restart(long arrivalUs) {
        endBefore.set(end);
        expectedBefore += highest - first + 1;
        beginAt(candidates.first, candidates.highest, candidates.timestamp, arrivalUs);
    }

    /** Returns how many packets the sequence numbers say there were. */
    long expected() {
        return started ? expectedBefore + highest - first + 1 : 0;
    }
}

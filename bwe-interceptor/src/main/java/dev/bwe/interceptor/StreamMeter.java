package dev.bwe.interceptor;

import dev.bwe.interceptor.rtp.RtpPacket;

/**
 * Counts one stream's packets (RFC 3550 appendix A.1, A.3 and A.8). Guarded by itself: the stream's thread writes, anyone asks.
 */
final class StreamMeter {
    private static final int MAX_DROPOUT = 3_000;
    private static final int MAX_MISORDER = 100;
    private static final int SEQUENCE_NUMBERS = 1 << 16;
    private static final int NO_SEQUENCE_NUMBER = -1;
    private static final int JITTER_SHARE = 16;
    private static final double US_PER_S = 1e6;
    /** A second in parts, so that the bitrate forgets what is older without a list of packets. */
    private static final int BUCKETS = 20;
    private static final long BUCKET_US = 50_000;

    private final int ssrc;
    private final int clockRate;
    private final RtpPacket packet = new RtpPacket();

    private long packets;
    private long payloadBytes;
    private long bytes;
    private long malformed;

    private long firstSequenceNumber;
    private long highestSequenceNumber;
    private long expectedBefore;
    private int probation = NO_SEQUENCE_NUMBER;

    private boolean hasTransit;
    private double lastTransitUs;
    private int lastTimestamp;
    private long timestampTicks;
    private double jitterUs;

    private final long[] bucketBytes = new long[BUCKETS];
    private long bucket = Long.MIN_VALUE;

    StreamMeter(StreamInfo info) {
        ssrc = info.ssrc();
        clockRate = info.clockRate();
    }

    synchronized void onPacket(byte[] buffer, int offset, int length, long arrivalUs) {
        if (!packet.wrap(buffer, offset, length)) {
            malformed++;
            return;
        }
        countSequenceNumber(packet.sequenceNumber());
        countJitter(packet.timestamp(), arrivalUs);
        packets++;
        payloadBytes += packet.payloadLength();
        bytes += length;
        moveTo(arrivalUs);
        bucketBytes[(int) Math.floorMod(bucket, (long) BUCKETS)] += length;
    }

    private void countSequenceNumber(int sequenceNumber) {
        if (packets == 0) {
            firstSequenceNumber = sequenceNumber;
            highestSequenceNumber = sequenceNumber;
            return;
        }
        int ahead = sequenceNumber - (int) highestSequenceNumber & SEQUENCE_NUMBERS - 1;
        if (ahead < MAX_DROPOUT) {
            highestSequenceNumber += ahead;
            probation = NO_SEQUENCE_NUMBER;
        } else if (ahead <= SEQUENCE_NUMBERS - MAX_MISORDER) {
            // A jump counts as the sender's restart when the number behind it follows.
            if (sequenceNumber == probation) {
                expectedBefore += highestSequenceNumber - firstSequenceNumber + 1;
                firstSequenceNumber = sequenceNumber - 1;
                highestSequenceNumber = sequenceNumber;
                probation = NO_SEQUENCE_NUMBER;
            } else {
                probation = sequenceNumber + 1 & SEQUENCE_NUMBERS - 1;
            }
        }
    }

    /** The timestamp is unwrapped, so that transit times stay comparable when it wraps. */
    private void countJitter(int timestamp, long arrivalUs) {
        if (clockRate == 0) {
            return;
        }
        timestampTicks += hasTransit ? timestamp - lastTimestamp : 0;
        lastTimestamp = timestamp;
        double transitUs = arrivalUs - timestampTicks * US_PER_S / clockRate;
        if (hasTransit) {
            jitterUs += (Math.abs(transitUs - lastTransitUs) - jitterUs) / JITTER_SHARE;
        }
        hasTransit = true;
        lastTransitUs = transitUs;
    }

    /** Empties the buckets that a time is ahead of; an earlier one counts as now. */
    private void moveTo(long timeUs) {
        long target = Math.floorDiv(timeUs, BUCKET_US);
        if (bucket == Long.MIN_VALUE) {
            bucket = target;
        }
        for (long passed = 0; bucket < target && passed < BUCKETS; passed++) {
            bucketBytes[(int) Math.floorMod(++bucket, (long) BUCKETS)] = 0;
        }
        bucket = Math.max(bucket, target);
    }

    synchronized StreamStatistics toStatistics(long nowUs) {
        long expected = packets == 0 ? 0 : expectedBefore + highestSequenceNumber - firstSequenceNumber + 1;
        long inWindow = 0;
        if (bucket != Long.MIN_VALUE) {
            moveTo(nowUs);
            for (long count : bucketBytes) {
                inWindow += count;
            }
        }
        return new StreamStatistics(ssrc, packets, payloadBytes, bytes, malformed, expected, expected - packets, jitterUs, inWindow * 8);
    }
}

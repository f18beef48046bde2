package dev.bwe.interceptor.statistics;

import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.rtp.RtpPacket;
import java.util.Arrays;

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
    private static final int US_PER_MS = 1_000;
    /** The bitrate's window, a part for each millisecond, so that it forgets what is older without a list of packets. */
    private static final int WINDOW_MS = 1_000;

    private final int ssrc;
    private StreamInfo info;
    private int clockRate;
    private final RtpPacket packet = new RtpPacket();

    private long packets;
    private long payloadBytes;
    private long bytes;
    private long malformed;
    private long foreign;

    private long firstSequenceNumber;
    private long highestSequenceNumber;
    private long expectedBefore;
    private int probation = NO_SEQUENCE_NUMBER;

    private boolean hasTransit;
    private double lastTransitUs;
    private int lastTimestamp;
    private long timestampTicks;
    private double jitterUs;

    private final int[] bytesByMs = new int[WINDOW_MS];
    private long bytesInWindow;
    private long windowEndMs = Long.MIN_VALUE;

    StreamMeter(int ssrc) {
        this.ssrc = ssrc;
    }

    /** Tells what was negotiated, at first and anew. */
    synchronized void bind(StreamInfo newInfo) {
        info = newInfo;
        int told = newInfo.clockRate();
        if (told != 0 && told != clockRate) {
            clockRate = told;
            // Transit times by the old clock are not comparable with those by the new one.
            hasTransit = false;
            timestampTicks = 0;
        }
    }

    synchronized StreamInfo info() {
        return info;
    }

    synchronized void onPacket(byte[] buffer, int offset, int length, long arrivalUs) {
        if (!packet.wrap(buffer, offset, length)) {
            malformed++;
            return;
        }
        if (packet.ssrc() != ssrc) {
            foreign++;
            return;
        }
        countSequenceNumber(packet.sequenceNumber());
        countJitter(packet.timestamp(), arrivalUs);
        packets++;
        payloadBytes += packet.payloadLength();
        bytes += length;
        moveTo(arrivalUs);
        bytesByMs[part(windowEndMs)] += length;
        bytesInWindow += length;
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
                firstSequenceNumber = sequenceNumber - 1L;
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

    /** Forgets what a time leaves behind; an earlier one counts as now. */
    private void moveTo(long timeUs) {
        long targetMs = Math.floorDiv(timeUs, US_PER_MS);
        if (windowEndMs == Long.MIN_VALUE) {
            windowEndMs = targetMs;
        }
        if (targetMs - windowEndMs >= WINDOW_MS) {
            Arrays.fill(bytesByMs, 0);
            bytesInWindow = 0;
            windowEndMs = targetMs;
        }
        while (windowEndMs < targetMs) {
            int oldest = part(++windowEndMs);
            bytesInWindow -= bytesByMs[oldest];
            bytesByMs[oldest] = 0;
        }
    }

    private static int part(long timeMs) {
        return Math.floorMod(timeMs, WINDOW_MS);
    }

    synchronized StreamStatistics toStatistics(long nowUs) {
        long expected = packets == 0 ? 0 : expectedBefore + highestSequenceNumber - firstSequenceNumber + 1;
        if (windowEndMs != Long.MIN_VALUE) {
            moveTo(nowUs);
        }
        return new StreamStatistics(
                ssrc,
                packets,
                payloadBytes,
                bytes,
                malformed,
                foreign,
                expected,
                expected - packets,
                jitterUs,
                bytesInWindow * Byte.SIZE);
    }
}

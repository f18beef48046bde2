package dev.bwe.interceptor;

import dev.bwe.interceptor.rtp.ExtendedReport;
import dev.bwe.interceptor.rtp.ReportBlocks;
import dev.bwe.interceptor.rtp.RtcpCompound;
import dev.bwe.interceptor.rtp.SenderReport;

/**
 * Learns the round-trip time from RTCP (RFC 3550 section 6.4.1, RFC 3611 section 4.5): a time that this side has sent comes back
 * together with how long the remote peer kept it. Times that were not sent are not believed. Guarded by the interceptor's lock.
 */
final class RoundTripTime {
    static final long UNKNOWN = -1;
    /** Sent times that can still come back; at five streams' reports a second that is 12 s. */
    private static final int REMEMBERED = 64;
    private static final long MIN_RTT_US = 1_000;
    private static final long US_PER_S = 1_000_000;
    /** How often the remote peer is asked where its reports on our streams do not tell. */
    private static final long ASK_INTERVAL_US = 1_000_000;
    /** The weight of a new round trip in the average, as in libwebrtc (3710345e71ad, call statistics). */
    private static final double NEW_WEIGHT = 0.3;

    private final int[] ssrcs = new int[REMEMBERED];
    private final int[] compactTimes = new int[REMEMBERED];
    private final long[] sentUs = new long[REMEMBERED];
    private int next;
    private int remembered;
    private long averageUs = UNKNOWN;
    private long lastReportUs = Long.MIN_VALUE;
    private long nextAskUs = Long.MIN_VALUE;
    private long malformedCompounds;

    private final RtcpCompound compound = new RtcpCompound();
    private final SenderReport senderReport = new SenderReport();
    private final ReportBlocks blocks = new ReportBlocks();
    private final ExtendedReport extended = new ExtendedReport();

    /** Notes the sender reports in a compound that goes to the remote peer. */
    void onOutgoing(byte[] buffer, int offset, int length, long nowUs) {
        compound.wrap(buffer, offset, length);
        while (compound.next()) {
            if (senderReport.wrap(compound)) {
                remember(senderReport.ssrc(), senderReport.compactNtpTimestamp(), nowUs);
            }
        }
    }

    /** Whether it is time to ask with a reference time: reports on streams of our own have not told for a while. */
    boolean shouldAsk(long nowUs) {
        return nowUs >= nextAskUs && (lastReportUs == Long.MIN_VALUE || nowUs - lastReportUs > 5 * ASK_INTERVAL_US);
    }

    /** Notes that a reference time goes out now, and returns it: 32.32 fixed point of the time itself. */
    long ask(int senderSsrc, long nowUs) {
        nextAskUs = nowUs + ASK_INTERVAL_US;
        // From a second on: 0 stands for "none" in the answer.
        long referenceTime = (nowUs / US_PER_S + 1 << 32) + (nowUs % US_PER_S << 32) / US_PER_S;
        remember(senderSsrc, (int) (referenceTime >>> 16), nowUs);
        return referenceTime;
    }

    private void remember(int ssrc, int compactTime, long nowUs) {
        ssrcs[next] = ssrc;
        compactTimes[next] = compactTime;
        sentUs[next] = nowUs;
        next = (next + 1) % REMEMBERED;
        remembered = Math.min(remembered + 1, REMEMBERED);
    }

    /** Reads what the remote peer reports; true if {@link #averageUs()} has changed. */
    boolean onIncoming(byte[] buffer, int offset, int length, long arrivalUs, int senderSsrc) {
        boolean learnt = false;
        compound.wrap(buffer, offset, length);
        while (compound.next()) {
            if (blocks.wrap(compound)) {
                for (int i = 0; i < blocks.count(); i++) {
                    if (learn(blocks.ssrc(i), blocks.lastSenderReport(i), blocks.delaySinceLastSenderReport(i), arrivalUs)) {
                        lastReportUs = arrivalUs;
                        learnt = true;
                    }
                }
            } else if (extended.wrap(compound)) {
                learnt |= readAnswers(arrivalUs, senderSsrc);
            }
        }
        if (compound.isMalformed()) {
            malformedCompounds++;
        }
        return learnt;
    }

    private boolean readAnswers(long arrivalUs, int senderSsrc) {
        boolean learnt = false;
        while (extended.nextBlock()) {
            for (int i = 0; i < extended.answerCount(); i++) {
                if (extended.answeredSsrc(i) == senderSsrc) {
                    learnt |= learn(senderSsrc, extended.lastReferenceTime(i), extended.delaySinceReferenceTime(i), arrivalUs);
                }
            }
        }
        return learnt;
    }

    private boolean learn(int ssrc, int compactTime, int delay, long arrivalUs) {
        if (compactTime == 0) {
            return false;
        }
        for (int i = 0; i < remembered; i++) {
            if (compactTimes[i] == compactTime && ssrcs[i] == ssrc) {
                long heldUs = Integer.toUnsignedLong(delay) * US_PER_S >> 16;
                long rttUs = arrivalUs - sentUs[i] - heldUs;
                // Rounding may make a short one negative; a delay longer than the time since then is a lie.
                if (rttUs < -MIN_RTT_US) {
                    return false;
                }
                long sampleUs = Math.max(rttUs, MIN_RTT_US);
                averageUs = averageUs == UNKNOWN ? sampleUs : Math.round(averageUs + NEW_WEIGHT * (sampleUs - averageUs));
                return true;
            }
        }
        return false;
    }

    /** The smoothed round-trip time in microseconds, or {@link #UNKNOWN}. */
    long averageUs() {
        return averageUs;
    }

    long malformedCompounds() {
        return malformedCompounds;
    }
}

package dev.bwe.interceptor.estimate;

import dev.bwe.interceptor.rtp.ExtendedReport;
import dev.bwe.interceptor.rtp.ReportBlocks;
import dev.bwe.interceptor.rtp.RtcpCompound;
import dev.bwe.interceptor.rtp.SenderReport;
import java.util.function.LongConsumer;

/**
 * Learns the round-trip time from RTCP (RFC 3550 section 6.4.1, RFC 3611 section 4.5): a time that this side has sent comes back
 * together with how long the remote peer kept it. Times that were not sent, or too long ago, are not believed. Guarded by the
 * interceptor's lock.
 */
final class RoundTripTime {
    static final long UNKNOWN = -1;
    /**
     * After so long without an answer the average tells nothing of the path any more: a peer reports each 7.5 s at the least, and
     * one report may get lost.
     */
    static final long STALE_US = 15_000_000;

    private static final long MIN_RTT_US = 1_000;
    private static final long US_PER_S = 1_000_000;
    /** How often the remote peer is asked where its reports on our streams do not tell. */
    private static final long ASK_INTERVAL_US = 1_000_000;
    /** The weight of each new round trip in the average: an outlier counts little, and a change for the most part after five. */
    private static final double NEW_WEIGHT = 0.3;

    private final LongConsumer onChange;
    private final SentTimes sent = new SentTimes();
    private long averageUs = UNKNOWN;
    private long lastAnswerUs = Long.MIN_VALUE;
    private long lastReportUs = Long.MIN_VALUE;
    private long nextAskUs = Long.MIN_VALUE;
    private long malformedCompounds;

    private final RtcpCompound compound = new RtcpCompound();
    private final SenderReport senderReport = new SenderReport();
    private final ReportBlocks blocks = new ReportBlocks();
    private final ExtendedReport extended = new ExtendedReport();

    /**
     * @param onChange hears the average in microseconds when it has changed, {@link #UNKNOWN} when it has become stale
     */
    RoundTripTime(LongConsumer onChange) {
        this.onChange = onChange;
    }

    /** Begins anew: what was sent before is not believed any more. Nobody is told. */
    void reset() {
        sent.clear();
        averageUs = UNKNOWN;
        lastAnswerUs = Long.MIN_VALUE;
        lastReportUs = Long.MIN_VALUE;
        nextAskUs = Long.MIN_VALUE;
    }

    /** Notes the sender reports in a compound that goes to the remote peer. */
    void onOutgoing(byte[] buffer, int offset, int length, long nowUs) {
        expire(nowUs);
        compound.wrap(buffer, offset, length);
        while (compound.next()) {
            if (senderReport.wrap(compound)) {
                sent.add(senderReport.ssrc(), senderReport.compactNtpTimestamp(), nowUs);
            }
        }
    }

    /** Whether it is time to ask with a reference time: reports on streams of our own have not told for a while. */
    boolean shouldAsk(long nowUs) {
        expire(nowUs);
        return nowUs >= nextAskUs && (lastReportUs == Long.MIN_VALUE || nowUs - lastReportUs > 5 * ASK_INTERVAL_US);
    }

    /** Notes that a reference time goes out now, and returns it: 32.32 fixed point of the time itself. */
    long ask(int senderSsrc, long nowUs) {
        nextAskUs = nowUs + ASK_INTERVAL_US;
        // From a second on: 0 stands for "none" in the answer.
        long referenceTime = (nowUs / US_PER_S + 1 << 32) + (nowUs % US_PER_S << 32) / US_PER_S;
        sent.add(senderSsrc, (int) (referenceTime >>> 16), nowUs);
        return referenceTime;
    }

    /** Reads what the remote peer reports. */
    void onIncoming(byte[] buffer, int offset, int length, long arrivalUs, int senderSsrc) {
        boolean learnt = false;
        expire(arrivalUs);
        compound.wrap(buffer, offset, length);
        while (compound.next()) {
            if (blocks.wrap(compound)) {
                for (int i = 0; i < blocks.count(); i++) {
                    if (learn(
                            blocks.ssrc(i),
                            blocks.lastSenderReport(i),
                            blocks.delaySinceLastSenderReport(i),
                            arrivalUs)) {
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
        if (learnt) {
            lastAnswerUs = arrivalUs;
            onChange.accept(averageUs);
        }
    }

    private boolean readAnswers(long arrivalUs, int senderSsrc) {
        boolean learnt = false;
        while (extended.nextBlock()) {
            for (int i = 0; i < extended.answerCount(); i++) {
                if (extended.answeredSsrc(i) == senderSsrc) {
                    learnt |= learn(
                            senderSsrc, extended.lastReferenceTime(i), extended.delaySinceReferenceTime(i), arrivalUs);
                }
            }
        }
        return learnt;
    }

    private boolean learn(int ssrc, int compactTime, int delay, long arrivalUs) {
        if (compactTime == 0) {
            return false;
        }
        long sentUs = sent.find(ssrc, compactTime, arrivalUs);
        if (sentUs == SentTimes.NONE) {
            return false;
        }
        long rttUs = arrivalUs - sentUs - (Integer.toUnsignedLong(delay) * US_PER_S >> 16);
        // Rounding may make a short one negative; a delay longer than the time since then is a lie.
        if (rttUs < -MIN_RTT_US) {
            return false;
        }
        long sampleUs = Math.max(rttUs, MIN_RTT_US);
        averageUs = averageUs == UNKNOWN ? sampleUs : Math.round(averageUs + NEW_WEIGHT * (sampleUs - averageUs));
        return true;
    }

    private void expire(long nowUs) {
        if (averageUs != UNKNOWN && nowUs - lastAnswerUs > STALE_US) {
            averageUs = UNKNOWN;
            onChange.accept(UNKNOWN);
        }
    }

    /** The smoothed round-trip time in microseconds, or {@link #UNKNOWN} where there was no answer for {@link #STALE_US}. */
    long averageUs(long nowUs) {
        expire(nowUs);
        return averageUs;
    }

    long malformedCompounds() {
        return malformedCompounds;
    }
}

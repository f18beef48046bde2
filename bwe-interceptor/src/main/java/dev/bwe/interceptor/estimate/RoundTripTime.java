package dev.bwe.interceptor.estimate;

import dev.bwe.interceptor.rtp.ExtendedReport;
import dev.bwe.interceptor.rtp.ReportBlocks;
import dev.bwe.interceptor.rtp.RtcpCompound;
import dev.bwe.interceptor.rtp.SenderReport;
import java.util.function.LongConsumer;

/**
 * Measures the round-trip time with RTCP (RFC 3550 section 6.4.1, RFC 3611 section 4.5): the remote peer returns a time that was sent
 * to it, together with the delay until it answered. Times that were not sent, or too long ago, are ignored. Guarded by the interceptor's
 * lock.
 */
final class RoundTripTime {
    static final long UNKNOWN = -1;
    /**
     * After this time without an answer, in microseconds, the average says nothing about the path any more: a peer reports at least
     * every 7.5 s, and one report may be lost.
     */
    static final long STALE_US = 15_000_000;

    private static final long MIN_RTT_US = 1_000;
    private static final long US_PER_S = 1_000_000;
    /** How often the remote peer is asked while it sends no reports on our streams. */
    private static final long ASK_INTERVAL_US = 1_000_000;
    /** The weight of a new sample in the average: an outlier counts little, and after five samples a change counts for most of it. */
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
     * @param onChange called with the average in microseconds when it has changed, and with {@link #UNKNOWN} when it is too old
     */
    RoundTripTime(LongConsumer onChange) {
        this.onChange = onChange;
    }

    /** Returns to the initial state: answers to earlier times are ignored. Does not call the listener. */
    void reset() {
        sent.clear();
        averageUs = UNKNOWN;
        lastAnswerUs = Long.MIN_VALUE;
        lastReportUs = Long.MIN_VALUE;
        nextAskUs = Long.MIN_VALUE;
    }

    /** Records the sender reports in a compound that is sent to the remote peer. */
    void onOutgoing(byte[] buffer, int offset, int length, long nowUs) {
        expire(nowUs);
        compound.wrap(buffer, offset, length);
        while (compound.next()) {
            if (senderReport.wrap(compound)) {
                sent.add(senderReport.ssrc(), senderReport.compactNtpTimestamp(), nowUs);
            }
        }
    }

    /** Returns true if it is time to send a reference time, because there were no reports on streams of our own for a while. */
    boolean shouldAsk(long nowUs) {
        expire(nowUs);
        return nowUs >= nextAskUs && (lastReportUs == Long.MIN_VALUE || nowUs - lastReportUs > 5 * ASK_INTERVAL_US);
    }

    /** Records that a reference time is sent now, and returns it: the time in seconds as 32.32 fixed point. */
    long ask(int senderSsrc, long nowUs) {
        nextAskUs = nowUs + ASK_INTERVAL_US;
        // Starts at one second, because 0 means "none" in the answer.
        long referenceTime = (nowUs / US_PER_S + 1 << 32) + (nowUs % US_PER_S << 32) / US_PER_S;
        sent.add(senderSsrc, (int) (referenceTime >>> 16), nowUs);
        return referenceTime;
    }

    /** Reads a compound of the remote peer. */
    void onIncoming(byte[] buffer, int offset, int length, long arrivalUs, int senderSsrc) {
        boolean measured = false;
        expire(arrivalUs);
        compound.wrap(buffer, offset, length);
        while (compound.next()) {
            if (blocks.wrap(compound)) {
                for (int i = 0; i < blocks.count(); i++) {
                    if (measure(
                            blocks.ssrc(i),
                            blocks.lastSenderReport(i),
                            blocks.delaySinceLastSenderReport(i),
                            arrivalUs)) {
                        lastReportUs = arrivalUs;
                        measured = true;
                    }
                }
            } else if (extended.wrap(compound)) {
                measured |= readAnswers(arrivalUs, senderSsrc);
            }
        }
        if (compound.isMalformed()) {
            malformedCompounds++;
        }
        if (measured) {
            lastAnswerUs = arrivalUs;
            onChange.accept(averageUs);
        }
    }

    private boolean readAnswers(long arrivalUs, int senderSsrc) {
        boolean measured = false;
        while (extended.nextBlock()) {
            for (int i = 0; i < extended.answerCount(); i++) {
                if (extended.answeredSsrc(i) == senderSsrc) {
                    measured |= measure(
                            senderSsrc, extended.lastReferenceTime(i), extended.delaySinceReferenceTime(i), arrivalUs);
                }
            }
        }
        return measured;
    }

    private boolean measure(int ssrc, int compactTime, int delay, long arrivalUs) {
        if (compactTime == 0) {
            return false;
        }
        long sentUs = sent.find(ssrc, compactTime, arrivalUs);
        if (sentUs == SentTimes.NONE) {
            return false;
        }
        long rttUs = arrivalUs - sentUs - (Integer.toUnsignedLong(delay) * US_PER_S >> 16);
        // Rounding may make a short one negative; a delay that is longer than the time since then can't be true.
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

    /** Returns the smoothed round-trip time in microseconds, or {@link #UNKNOWN} after {@link #STALE_US} without an answer. */
    long averageUs(long nowUs) {
        expire(nowUs);
        return averageUs;
    }

    long malformedCompounds() {
        return malformedCompounds;
    }
}

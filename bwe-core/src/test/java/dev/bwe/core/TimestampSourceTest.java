package dev.bwe.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.state.BandwidthUsage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The choice of the estimator, and the deadlines of the timer. Packets have 1000 bytes and are 10 ms apart. */
class TimestampSourceTest {
    private final PacketInfo packet = new PacketInfo();
    private final List<Long> rembs = new ArrayList<>();
    private BandwidthEstimator estimator;
    private long nowUs;

    @Test
    void wantsNoTimerWithAbsoluteSendTimes() {
        use(TimestampSource.ABS_SEND_TIME);
        assertEquals(BandwidthEstimator.NO_DEADLINE, estimator.nextDeadlineUs());
        withSendTime(5);

        assertEquals(BandwidthEstimator.NO_DEADLINE, estimator.nextDeadlineUs());
        assertFalse(estimator.process(nowUs));
        assertEquals(BandwidthEstimator.NO_DEADLINE, estimator.nextDeadlineUs());
    }

    @Test
    void wantsTimerWithTheFirstPacketAndThenEachHalfSecond() {
        use(TimestampSource.RTP_TIMESTAMP);
        assertEquals(BandwidthEstimator.NO_DEADLINE, estimator.nextDeadlineUs());
        nowUs = 7_000_000;
        withoutSendTime(1);
        assertEquals(7_000_000, estimator.nextDeadlineUs());

        assertFalse(estimator.process(7_000_000));
        assertEquals(7_500_000, estimator.nextDeadlineUs());
        estimator.process(7_100_000);
        assertEquals(7_500_000, estimator.nextDeadlineUs(), "a call before the deadline changes nothing");
        estimator.process(7_600_000);
        assertEquals(8_100_000, estimator.nextDeadlineUs(), "a late call moves the next");
    }

    @Test
    void runsHalfMillisecondEarlyAsTheReferenceDoes() {
        use(TimestampSource.RTP_TIMESTAMP);
        withoutSendTime(1);
        estimator.process(0);
        estimator.process(499_500);

        assertEquals(999_500, estimator.nextDeadlineUs());
    }

    @Test
    void estimatesFromRtpTimestampsByTimerOnly() {
        use(TimestampSource.RTP_TIMESTAMP);
        withoutSendTimeUntil(5_490_000);
        assertEquals(0, estimator.estimateBps());
        assertEquals(800_000, estimator.incomingRateBps(nowUs), 10_000);

        withoutSendTimeUntil(6_500_000);
        assertEquals(815_000, estimator.estimateBps(), 15_000);
        assertArrayEquals(new int[] {7}, estimator.ssrcs().toArray());
    }

    @Test
    void beginsWithRtpTimestampsWhenAutomatic() {
        use(TimestampSource.AUTOMATIC);
        assertEquals(TimestampSource.RTP_TIMESTAMP, estimator.snapshot(0).timestampSource());
        withoutSendTimeUntil(7_000_000);

        assertTrue(estimator.estimateBps() > 0);
    }

    @Test
    void firstSendTimeBeginsNewEstimateWithThatPacket() {
        use(TimestampSource.AUTOMATIC);
        withoutSendTimeUntil(7_000_000);
        withSendTime(1);

        assertEquals(TimestampSource.ABS_SEND_TIME, estimator.snapshot(0).timestampSource());
        assertEquals(0, estimator.estimateBps());
        assertArrayEquals(new int[] {7}, estimator.ssrcs().toArray());
        withSendTime(4);
        assertEquals(801_000, estimator.estimateBps());
    }

    @Test
    void staysWithSendTimesFor29PacketsWithout() {
        use(TimestampSource.AUTOMATIC);
        withSendTime(5);
        withoutSendTime(29);
        assertEquals(TimestampSource.ABS_SEND_TIME, estimator.snapshot(0).timestampSource());
        assertEquals(29, estimator.snapshot(0).packetsWithoutSendTime());
        withSendTime(1);
        withoutSendTime(29);

        assertEquals(TimestampSource.ABS_SEND_TIME, estimator.snapshot(0).timestampSource());
        assertEquals(801_000, estimator.snapshot(0).rateControlBps(), 1_000);
    }

    @Test
    void goesBackToRtpTimestampsWithThe30thPacketWithout() {
        use(TimestampSource.AUTOMATIC);
        withSendTime(5);
        withoutSendTime(30);

        EstimatorSnapshot state = estimator.snapshot(nowUs);
        assertEquals(TimestampSource.RTP_TIMESTAMP, state.timestampSource());
        assertEquals("30 0 1", state.packetsWithoutSendTime() + " " + state.estimateBps() + " " + state.streams());
        assertEquals(nowUs - 10_000, estimator.nextDeadlineUs(), "the timer begins with that packet");
    }

    @Test
    void roundTripTimeIsForgottenAtEachChange() {
        use(TimestampSource.AUTOMATIC);
        estimator.onRtt(70_000);
        assertEquals(70_000, estimator.snapshot(0).rttUs());
        withSendTime(1);

        assertEquals(200_000, estimator.snapshot(0).rttUs());
    }

    @Test
    void throttleOutsideTheEstimatorSurvivesChange() {
        use(TimestampSource.AUTOMATIC);
        withSendTime(5);
        withoutSendTime(30);
        assertEquals(List.of(801_000L), rembs);
        nowUs = 190_000;
        withSendTime(5);
        assertEquals(
                List.of(801_000L),
                rembs,
                "within 200 ms the same bitrate leads to no REMB, also from the other estimator");

        withSendTime(21);
        assertEquals(2, rembs.size());
    }

    @Test
    void beginsWithRtpTimestampsAgainAfterReset() {
        use(TimestampSource.AUTOMATIC);
        withSendTime(5);
        withoutSendTime(3);
        estimator.reset();

        assertEquals(TimestampSource.RTP_TIMESTAMP, estimator.snapshot(0).timestampSource());
        assertEquals(0, estimator.snapshot(0).packetsWithoutSendTime());
        assertEquals(BandwidthEstimator.NO_DEADLINE, estimator.nextDeadlineUs());
    }

    @Test
    void forgetsRtpStreamAtTheFirstCallAfterTwoSeconds() {
        use(TimestampSource.RTP_TIMESTAMP);
        withoutSendTime(1);
        estimator.process(0);
        estimator.process(2_000_000);
        assertEquals(1, estimator.ssrcs().size());

        estimator.process(2_500_000);
        assertEquals(0, estimator.ssrcs().size());
    }

    @Test
    void forgetsRemovedRtpStream() {
        use(TimestampSource.RTP_TIMESTAMP);
        withoutSendTimeUntil(7_000_000);
        estimator.removeStream(7);

        assertEquals(0, estimator.estimateBps());
        assertEquals(0, estimator.ssrcs().size());
    }

    /** The delay of both streams grows; only one stream goes on and recovers. */
    @Test
    void streamThatIsGoneNoLongerCountsAsOverusing() {
        use(TimestampSource.RTP_TIMESTAMP);
        for (int i = 0; i < 200; i++) {
            rtpPacket(1, 10_000 * i + 2_000 * i, 900 * i);
            rtpPacket(2, 10_000 * i + 2_000 * i + 1, 900 * i);
        }
        assertEquals(BandwidthUsage.OVERUSING, estimator.usage());
        for (int i = 0; i < 300; i++) {
            rtpPacket(2, 2_400_000 + 10_000 * i, 180_000 + 900 * i);
        }
        assertEquals(
                BandwidthUsage.OVERUSING,
                estimator.usage(),
                "the verdict of the silent stream counts until it is removed");

        estimator.removeStream(1);
        assertEquals(BandwidthUsage.NORMAL, estimator.usage());
    }

    @Test
    void transmissionOffsetMovesTheSendTime() {
        assertEquals(BandwidthUsage.OVERUSING, usageWithDelayExplainedByOffset(false));
        assertEquals(BandwidthUsage.NORMAL, usageWithDelayExplainedByOffset(true));
    }

    private BandwidthUsage usageWithDelayExplainedByOffset(boolean explained) {
        use(TimestampSource.RTP_TIMESTAMP);
        for (int i = 0; i < 200; i++) {
            long us = 12_000L * i;
            estimator.onPacket(packet.reset()
                    .arrivalUs(us)
                    .nowUs(us)
                    .rtpTimestamp(900 * i)
                    .transmissionOffset(explained ? 180 * i : 0)
                    .payloadSize(1000)
                    .ssrc(7));
        }
        return estimator.usage();
    }

    private void use(TimestampSource source) {
        estimator = new BandwidthEstimator(
                EstimatorConfig.builder().timestampSource(source).build());
        RembSchedule throttle = RembSchedule.likeLibwebrtc((us, bitrateBps, ssrcs) -> rembs.add(bitrateBps));
        estimator.setListener((us, bitrateBps, usage, ssrcs) -> throttle.onEstimate(us, bitrateBps, ssrcs));
    }

    private void withSendTime(int packets) {
        for (int i = 0; i < packets; i++) {
            estimator.onPacket(packet.reset()
                    .arrivalUs(nowUs)
                    .nowUs(nowUs)
                    .absSendTime(AbsSendTime.fromUs(nowUs))
                    .payloadSize(1000)
                    .ssrc(7));
            nowUs += 10_000;
        }
    }

    private void withoutSendTime(int packets) {
        for (int i = 0; i < packets; i++) {
            rtpPacket(7, nowUs, (int) (nowUs * 9 / 100));
            nowUs += 10_000;
        }
    }

    private void withoutSendTimeUntil(long us) {
        while (nowUs <= us) {
            while (estimator.nextDeadlineUs() <= nowUs) {
                estimator.process(estimator.nextDeadlineUs());
            }
            withoutSendTime(1);
        }
    }

    private void rtpPacket(int ssrc, long us, int timestamp) {
        estimator.onPacket(packet.reset()
                .arrivalUs(us)
                .nowUs(us)
                .rtpTimestamp(timestamp)
                .payloadSize(1000)
                .ssrc(ssrc));
    }
}

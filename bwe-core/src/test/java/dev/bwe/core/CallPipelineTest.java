package dev.bwe.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sender, bottleneck, estimator and REMB together, in virtual time. */
class CallPipelineTest {
    private static final long SECOND = 1_000_000;
    private static final long PROPAGATION_US = 25_000;
    private static final long DEEP_QUEUE_US = 10 * SECOND;

    @ParameterizedTest
    @CsvSource({"ABS_SEND_TIME, KALMAN", "ABS_SEND_TIME, TRENDLINE", "RTP_TIMESTAMP, KALMAN", "AUTOMATIC, KALMAN"})
    void fillsThePathWithoutStandingQueue(TimestampSource source, DelayDetectorType detector) {
        BottleneckLink link = new BottleneckLink(1_000_000, PROPAGATION_US, DEEP_QUEUE_US);
        CallSimulation call = call(link, source, detector, 1);
        call.run(60 * SECOND);

        long bps = rateDuring(call, 60);
        assertTrue(bps > 800_000 && bps <= 1_000_000, "delivered " + bps);
        assertTrue(call.maxQueueUs() < 100_000, "queue of " + call.maxQueueUs() + " us");
    }

    @ParameterizedTest
    @CsvSource({"ABS_SEND_TIME, KALMAN", "ABS_SEND_TIME, TRENDLINE", "RTP_TIMESTAMP, KALMAN", "AUTOMATIC, KALMAN"})
    void fallsBelowCapacityAfterDropAndDrainsTheQueue(TimestampSource source, DelayDetectorType detector) {
        BottleneckLink link = new BottleneckLink(3_000_000, PROPAGATION_US, DEEP_QUEUE_US);
        CallSimulation call = call(link, source, detector, 1);
        call.run(60 * SECOND);
        link.setCapacity(1_000_000);
        call.run(3 * SECOND);
        assertTrue(call.rateBps() < 1_000_000, "3 s after the drop the sender got " + call.rateBps());

        call.run(12 * SECOND);
        assertTrue(
                link.queueUs(call.nowUs()) < 150_000,
                "15 s after the drop a queue of " + link.queueUs(call.nowUs()) + " us");
        long bps = rateDuring(call, 30);
        assertTrue(bps > 700_000 && bps < 1_000_000, "delivered " + bps);
    }

    @Test
    void takesCapacityThatIsThereAgain() {
        BottleneckLink link = new BottleneckLink(1_000_000, PROPAGATION_US, DEEP_QUEUE_US);
        CallSimulation call = call(link, TimestampSource.ABS_SEND_TIME, DelayDetectorType.KALMAN, 1);
        call.run(60 * SECOND);
        link.setCapacity(2_500_000);
        call.run(60 * SECOND);

        long bps = rateDuring(call, 30);
        assertTrue(bps > 1_900_000, "delivered " + bps);
    }

    /**
     * A queue of 300 ms, which the loss-based flow fills: neither may starve the other. (On slower paths and with shorter queues
     * the reference, and so this, gives way nearly entirely.)
     */
    @ParameterizedTest
    @CsvSource({"KALMAN", "TRENDLINE"})
    void sharesBottleneckWithLossBasedFlow(DelayDetectorType detector) {
        long capacityBps = 10_000_000;
        BottleneckLink link = new BottleneckLink(capacityBps, PROPAGATION_US, 300_000);
        CallSimulation call = call(link, TimestampSource.ABS_SEND_TIME, detector, 1);
        call.run(30 * SECOND);
        LossBasedFlow flow = call.compete();
        call.run(60 * SECOND);
        long callBefore = call.deliveredBytes();
        long flowBefore = flow.deliveredBytes();
        call.run(120 * SECOND);

        double callShare = (call.deliveredBytes() - callBefore) * 8 / 120.0 / capacityBps;
        double flowShare = (flow.deliveredBytes() - flowBefore) * 8 / 120.0 / capacityBps;
        assertTrue(callShare > 0.2 && flowShare > 0.2, "call " + callShare + ", loss-based flow " + flowShare);
    }

    @Test
    void severalStreamsAreOneEstimate() {
        CallSimulation one = call(
                new BottleneckLink(2_000_000, PROPAGATION_US, DEEP_QUEUE_US),
                TimestampSource.ABS_SEND_TIME,
                DelayDetectorType.KALMAN,
                1);
        CallSimulation five = call(
                new BottleneckLink(2_000_000, PROPAGATION_US, DEEP_QUEUE_US),
                TimestampSource.ABS_SEND_TIME,
                DelayDetectorType.KALMAN,
                5);
        one.run(60 * SECOND);
        five.run(60 * SECOND);

        assertEquals(one.rateBps(), five.rateBps());
        assertEquals(List.of(0, 1, 2, 3, 4), List.copyOf(five.ssrcsInRembs()));
    }

    @Test
    void senderWithLittleToSendIsNotToldMuchMore() {
        CallSimulation call = call(
                new BottleneckLink(10_000_000, PROPAGATION_US, DEEP_QUEUE_US),
                TimestampSource.ABS_SEND_TIME,
                DelayDetectorType.KALMAN,
                1);
        call.setMaxRate(500_000);
        call.run(120 * SECOND);

        assertTrue(call.rateBps() > 600_000 && call.rateBps() < 770_000, "got " + call.rateBps());
    }

    private static long rateDuring(CallSimulation call, int seconds) {
        long before = call.deliveredBytes();
        call.run(seconds * SECOND);
        return (call.deliveredBytes() - before) * 8 / seconds;
    }

    private static CallSimulation call(
            BottleneckLink link, TimestampSource source, DelayDetectorType detector, int streams) {
        return new CallSimulation(
                link,
                EstimatorConfig.builder()
                        .timestampSource(source)
                        .delayDetector(detector)
                        .build(),
                streams);
    }
}

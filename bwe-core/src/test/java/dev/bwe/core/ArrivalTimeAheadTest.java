package dev.bwe.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The effect of one arrival time that is an hour ahead, which is that of libwebrtc: there is no incoming rate until the clock has
 * caught up, and a decrease starts from the last measured rate, far above what the path carries. Callers must not pass such a
 * time; the estimator does not correct it, since it must answer wrong input as libwebrtc does. The figures are its answers.
 */
class ArrivalTimeAheadTest {
    private static final long HOUR_US = 3_600_000_000L;
    private static final int AHEAD_PACKET = 2_500;
    /** 1000 B each 8 ms: 1 Mbit/s. */
    private static final int SIZE = 1_000;

    private static final long GAP_US = 8_000;
    private static final long DROP_US = 80_008_000;
    private static final long END_US = 100_008_000;

    private final BottleneckLink link = new BottleneckLink(5_000_000, 20_000, 400_000);
    private final BandwidthEstimator estimator = new BandwidthEstimator();
    private final PacketInfo packet = new PacketInfo();
    private final List<Long> afterDrop = new ArrayList<>();
    private long lastNowUs;

    @Test
    void withCorrectTimesEstimateFallsToTheCapacity() {
        run(0);

        assertEquals(423_400, leastAfterDrop());
        assertEquals(663_678, estimator.estimateBps());
        assertEquals(504_000, estimator.incomingRateBps(lastNowUs));
    }

    @Test
    void oneTimeAheadKeepsEstimateAtTwiceTheCapacityAsInLibwebrtc() {
        run(HOUR_US);

        assertEquals(845_000, leastAfterDrop());
        assertEquals(1_101_807, estimator.estimateBps());
    }

    @Test
    void oneTimeAheadStopsIncomingRateUntilTheClockHasCaughtUp() {
        run(HOUR_US);

        assertEquals(-1, estimator.incomingRateBps(lastNowUs));
        assertEquals(-1, estimator.incomingRateBps(lastNowUs + HOUR_US / 2));
        for (long nowUs = HOUR_US + 30_000_000; nowUs < HOUR_US + 40_000_000; nowUs += GAP_US) {
            feed(nowUs, nowUs, 0);
        }
        assertTrue(Math.abs(estimator.incomingRateBps(HOUR_US + 40_000_000) - 1_000_000) < 20_000);
    }

    private long leastAfterDrop() {
        return afterDrop.stream().mapToLong(Long::longValue).min().orElseThrow();
    }

    private void run(long aheadUs) {
        int packets = 0;
        for (long sentUs = 0; sentUs < END_US; sentUs += GAP_US) {
            if (sentUs == DROP_US) {
                link.setCapacity(500_000);
            }
            long arrivalUs = link.send(sentUs, SIZE);
            if (arrivalUs != BottleneckLink.DROPPED) {
                feed(sentUs, arrivalUs, packets++ == AHEAD_PACKET ? aheadUs : 0);
            }
            if (sentUs >= DROP_US) {
                afterDrop.add(estimator.estimateBps());
            }
        }
    }

    private void feed(long sentUs, long arrivalUs, long aheadUs) {
        lastNowUs = arrivalUs + 100;
        estimator.onPacket(packet.arrivalUs(arrivalUs + aheadUs)
                .nowUs(lastNowUs)
                .absSendTime(AbsSendTime.fromUs(sentUs))
                .payloadSize(SIZE)
                .ssrc(7));
    }
}

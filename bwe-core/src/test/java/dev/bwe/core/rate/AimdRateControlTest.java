package dev.bwe.core.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.state.BandwidthUsage;
import dev.bwe.core.state.RateControlState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures are those of libwebrtc's own unit tests where it has any. */
class AimdRateControlTest {
    private static final long START_US = 123_456_000;

    private final AimdRateControl control = new AimdRateControl(0.85, 200_000, 5_000);
    private long nowUs = START_US;

    @ParameterizedTest
    @CsvSource({
        "30000000, 200000",
        "64000, 200000",
        "63999, 200000",
        "63000, 203174",
        "50000, 256000",
        "12800, 1000000",
        "5000, 1000000"
    })
    void spendsFivePerCentOfTheEstimateOnFeedback(long bps, long intervalUs) {
        control.setEstimate(bps, nowUs);

        assertEquals(intervalUs, control.feedbackIntervalUs());
    }

    @ParameterizedTest
    @CsvSource({"30000, 200, 4000", "90000, 200, 5000", "60000, 100, 5000", "216000, 200, 12000"})
    void growsAdditivelyByAPacketEachResponseTime(long bps, long rttMs, double perSecond) {
        control.setRtt(rttMs * 1000);
        control.setEstimate(bps, nowUs);

        assertEquals(perSecond, control.additiveBpsPerSecond());
    }

    @Test
    void growsAdditivelyNearTheCapacityThatAnOveruseShowed() {
        control.setEstimate(300_000, nowUs);
        control.update(BandwidthUsage.OVERUSING, 300_000, nowUs);

        assertEquals(14_000, control.additiveBpsPerSecond(), 1_000);
    }

    @Test
    void growsNoFurtherThanOneAndAHalfTimesTheTraffic() {
        control.setEstimate(10_000, nowUs);
        steady(10_000, 20);
        assertEquals(25_000, control.bitrateBps());

        control.update(BandwidthUsage.NORMAL, 5_000, nowUs);
        assertEquals(25_000, control.bitrateBps(), "an estimate above the limit is not pulled down");
    }

    @Test
    void decreasesOnOveruseFromMeasuredRateNotFromEstimate() {
        control.setEstimate(264_000, nowUs);
        control.update(BandwidthUsage.OVERUSING, 260_000, nowUs + 100_000);

        assertEquals(216_000, control.bitrateBps());
        assertEquals(RateControlState.HOLD, control.state());
    }

    @Test
    void neverDecreasesToMoreThanTheEstimate() {
        control.setEstimate(100_000, nowUs);
        control.update(BandwidthUsage.OVERUSING, 260_000, nowUs);

        assertEquals(100_000, control.bitrateBps());
    }

    @Test
    void decreasesFromKnownCapacityWhereTrafficIsAboveTheEstimate() {
        control.setEstimate(2_000_000, nowUs);
        control.update(BandwidthUsage.OVERUSING, 1_000_000, nowUs);
        assertEquals(845_000, control.bitrateBps());
        control.setEstimate(860_000, nowUs);
        control.update(BandwidthUsage.OVERUSING, 1_040_000, nowUs);

        assertEquals(850_000, control.bitrateBps(), "0.85 of the 1000 kbit/s at which the first overuse was");
    }

    @Test
    void growthWithoutMeasuredTrafficIsBoundedByTheLastMeasurement() {
        control.update(BandwidthUsage.NORMAL, 123_000, nowUs);
        nowUs += 5_001_000;
        control.update(BandwidthUsage.NORMAL, 123_000, nowUs);
        for (int i = 0; i < 100; i++) {
            control.update(BandwidthUsage.NORMAL, RateStatistics.NO_RATE, nowUs);
            nowUs += 100_000;
        }

        assertEquals(194_500, control.bitrateBps());
    }

    @Test
    void hasNoEstimateUntilTrafficWasWatchedForMoreThanFiveSeconds() {
        control.update(BandwidthUsage.NORMAL, 123_000, nowUs);
        control.update(BandwidthUsage.NORMAL, 123_000, nowUs + 5_000_000);
        assertFalse(control.isValid());

        control.update(BandwidthUsage.NORMAL, 123_000, nowUs + 5_000_001);
        assertTrue(control.isValid());
        assertEquals(124_000, control.bitrateBps(), "the traffic, and the first increase");
    }

    @Test
    void overuseGivesFirstEstimateAtOnce() {
        control.update(BandwidthUsage.OVERUSING, 1_000_000, nowUs);

        assertTrue(control.isValid());
        assertEquals(845_000, control.bitrateBps());
    }

    @Test
    void holdsWhileTheQueueDrains() {
        control.setEstimate(500_000, nowUs);
        steady(1_000_000, 1);
        long before = control.bitrateBps();
        control.update(BandwidthUsage.UNDERUSING, 1_000_000, nowUs);

        assertEquals(before, control.bitrateBps());
        assertEquals(RateControlState.HOLD, control.state());
    }

    @Test
    void growsByEightPerCentASecond() {
        control.setEstimate(1_000_000, nowUs);
        control.update(BandwidthUsage.NORMAL, 1_000_000, nowUs);
        assertEquals(1_001_000, control.bitrateBps(), "the least step, no time has passed");
        control.update(BandwidthUsage.NORMAL, 1_000_000, nowUs + 1_000_000);

        assertEquals(1_081_080, control.bitrateBps());
    }

    @Test
    void growsByNoMoreThanASecondsWorthAtOnce() {
        control.setEstimate(1_000_000, nowUs);
        control.update(BandwidthUsage.NORMAL, 1_000_000, nowUs);
        control.update(BandwidthUsage.NORMAL, 1_000_000, nowUs + 3_000_000);

        assertEquals(1_081_080, control.bitrateBps());
    }

    @Test
    void growsAdditivelyByTheTimeThatPassed() {
        control.setEstimate(300_000, nowUs);
        control.update(BandwidthUsage.OVERUSING, 300_000, nowUs);
        control.update(BandwidthUsage.NORMAL, 300_000, nowUs);
        assertEquals(250_000, control.bitrateBps(), "no time has passed");
        double perSecond = control.additiveBpsPerSecond();
        control.update(BandwidthUsage.NORMAL, 300_000, nowUs + 500_000);

        assertEquals(250_000 + (long) (perSecond / 2), control.bitrateBps());
    }

    @Test
    void forgetsCapacityThatMoreTrafficDisproves() {
        control.setEstimate(300_000, nowUs);
        control.update(BandwidthUsage.OVERUSING, 300_000, nowUs);
        assertTrue(control.linkCapacity().hasEstimate());
        control.update(BandwidthUsage.NORMAL, 400_000, nowUs);

        assertFalse(control.linkCapacity().hasEstimate());
    }

    @Test
    void forgetsCapacityThatAnOveruseAtMuchLessDisproves() {
        control.setEstimate(1_000_000, nowUs);
        control.update(BandwidthUsage.OVERUSING, 1_000_000, nowUs);
        control.update(BandwidthUsage.OVERUSING, 500_000, nowUs);

        assertEquals(500.0, control.linkCapacity().kbps());
    }

    @Test
    void reducesFurtherAfterARoundTrip() {
        control.setRtt(50_000);
        control.setEstimate(100_000, nowUs);

        assertFalse(control.mayReduceFurther(nowUs + 49_999, 50_000));
        assertTrue(control.mayReduceFurther(nowUs + 50_000, 50_000));
    }

    @ParameterizedTest
    @CsvSource({"0, 10000", "3600000000, 200000"})
    void takesRoundTripsForTenToTwoHundredMilliseconds(long rttUs, long waitUs) {
        control.setRtt(rttUs);
        control.setEstimate(100_000, nowUs);

        assertFalse(control.mayReduceFurther(nowUs + waitUs - 1, 50_000));
        assertTrue(control.mayReduceFurther(nowUs + waitUs, 50_000));
    }

    @Test
    void reducesFurtherAtOnceWhenTrafficIsBelowHalfTheEstimate() {
        control.setEstimate(100_000, nowUs);

        assertTrue(control.mayReduceFurther(nowUs, 49_999));
    }

    @Test
    void staysAboveTheFloor() {
        control.setEstimate(1, nowUs);
        assertEquals(5_000, control.bitrateBps());

        control.update(BandwidthUsage.OVERUSING, 100, nowUs);
        assertEquals(5_000, control.bitrateBps());
    }

    private void steady(long incomingBps, int seconds) {
        for (int i = 0; i <= seconds * 10; i++) {
            control.update(BandwidthUsage.NORMAL, incomingBps, nowUs);
            nowUs += 100_000;
        }
    }
}

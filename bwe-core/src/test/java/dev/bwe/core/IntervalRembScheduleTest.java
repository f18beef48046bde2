package dev.bwe.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntervalRembScheduleTest {
    private static final SsrcList TWO = Ssrcs.of(5, 9);
    private static final SsrcList NONE = Ssrcs.of();

    private final List<String> sent = new ArrayList<>();
    private final RembSchedule schedule = RembSchedule.atInterval(1_000_000, this::record);

    private void record(long nowUs, long bitrateBps, SsrcList ssrcs) {
        sent.add(nowUs + " " + bitrateBps + " " + Arrays.toString(ssrcs.toArray()));
    }

    @Test
    void nothingIsDueBeforeTheFirstEstimateWhichGoesOutAtOnce() {
        assertEquals(RembSchedule.NO_DEADLINE, schedule.nextDeadlineUs());
        schedule.process(5, TWO);
        assertEquals(List.of(), sent);
        schedule.onEstimate(10, 700_000, TWO);
        assertEquals(List.of("10 700000 [5, 9]"), sent);
        assertEquals(1_000_010, schedule.nextDeadlineUs());
    }

    @Test
    void theLatestEstimateGoesOutAtTheInterval() {
        schedule.onEstimate(0, 700_000, TWO);
        schedule.onEstimate(400_000, 800_000, TWO);
        schedule.process(999_999, TWO);
        assertEquals(1, sent.size());
        schedule.process(1_000_000, TWO);
        assertEquals("1000000 800000 [5, 9]", sent.get(1));
    }

    @Test
    void anUnchangedEstimateIsRepeated() {
        schedule.onEstimate(0, 700_000, TWO);
        for (long nowUs = 0; nowUs <= 60_000_000; nowUs += 7_000) {
            schedule.process(nowUs, TWO);
        }
        assertEquals(
                60,
                sent.size(),
                "one a second, and that of time 0, less the last one whose process() call comes after the end");
    }

    @Test
    void aLimitIsNotToldWhereNoStreamIsLeft() {
        schedule.onEstimate(0, 700_000, TWO);
        schedule.setMaxBitrate(300_000, 10, NONE);
        assertEquals(1, sent.size());
        schedule.setMaxBitrate(200_000, 20, TWO);
        assertEquals("20 200000 [5, 9]", sent.get(1));
    }

    @Test
    void latenessDoesNotShiftTheNextOnes() {
        schedule.onEstimate(0, 700_000, TWO);
        schedule.process(1_300_000, TWO);
        assertEquals(2_000_000, schedule.nextDeadlineUs());
        schedule.process(4_500_000, TWO);
        assertEquals(5_500_000, schedule.nextDeadlineUs(), "after more than an interval the grid starts anew");
    }

    @Test
    void aFallOfThreePercentIsToldAtOnce() {
        schedule.onEstimate(0, 1_000_000, TWO);
        schedule.onEstimate(1, 970_001, TWO);
        assertEquals(1, sent.size());
        schedule.onEstimate(2, 970_000, TWO);
        assertEquals("2 970000 [5, 9]", sent.get(1));
        assertEquals(1_000_002, schedule.nextDeadlineUs());
    }

    @Test
    void aFallIsMeasuredFromTheLastOneSentNotFromTheLastEstimate() {
        schedule.onEstimate(0, 1_000_000, TWO);
        schedule.onEstimate(1, 985_000, TWO);
        schedule.onEstimate(2, 972_000, TWO);
        assertEquals(1, sent.size());
        schedule.onEstimate(3, 969_000, TWO);
        assertEquals(2, sent.size());
    }

    @Test
    void aRiseWaitsForTheInterval() {
        schedule.onEstimate(0, 100_000, TWO);
        schedule.onEstimate(999_999, 9_000_000, TWO);
        assertEquals(1, sent.size());
    }

    @Test
    void stopsWithTheLastStreamAndBeginsAnewWithTheNextEstimate() {
        schedule.onEstimate(0, 700_000, TWO);
        schedule.process(100, NONE);
        assertEquals(RembSchedule.NO_DEADLINE, schedule.nextDeadlineUs());
        schedule.process(5_000_000, TWO);
        assertEquals(1, sent.size());
        schedule.onEstimate(5_000_001, 700_000, TWO);
        assertEquals("5000001 700000 [5, 9]", sent.get(1));
    }

    @Test
    void aLimitIsToldAtOnceWhereTheLastRembSaidMore() {
        schedule.setMaxBitrate(500_000, 0, NONE);
        assertEquals(List.of(), sent);
        schedule.onEstimate(1, 700_000, TWO);
        schedule.setMaxBitrate(490_000, 2, TWO);
        schedule.setMaxBitrate(400_000, 3, TWO);
        schedule.setMaxBitrate(Long.MAX_VALUE, 4, TWO);
        schedule.process(1_000_003, TWO);
        assertEquals(List.of("1 500000 [5, 9]", "3 400000 [5, 9]", "1000003 700000 [5, 9]"), sent);
    }

    @Test
    void wrongValuesAreNamed() {
        for (long wrong : new long[] {0, -1, 999, 3_600_000_001L}) {
            assertEquals(
                    "rembIntervalUs " + wrong + " is outside 1000 to 3600000000",
                    assertThrows(IllegalArgumentException.class, () -> RembSchedule.atInterval(wrong, this::record))
                            .getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> schedule.setMaxBitrate(-1, 0, NONE));
        assertThrows(NullPointerException.class, () -> RembSchedule.atInterval(1_000, null));
    }
}

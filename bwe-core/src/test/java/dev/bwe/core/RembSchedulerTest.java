package dev.bwe.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RembSchedulerTest {
    private static final long SEED = 0xB17E;
    private static final SsrcList TWO = list(5, 9);
    private static final SsrcList NONE = list();

    private final List<String> sent = new ArrayList<>();
    private final RembScheduler scheduler = new RembScheduler(1_000_000, this::record);

    private void record(long nowUs, long bitrateBps, SsrcList ssrcs) {
        sent.add(nowUs + " " + bitrateBps + " " + Arrays.toString(ssrcs.toArray()));
    }

    private static SsrcList list(int... ssrcs) {
        return new SsrcList() {
            @Override
            public int size() {
                return ssrcs.length;
            }

            @Override
            public int get(int index) {
                return ssrcs[index];
            }
        };
    }

    @Test
    void nothingIsDueBeforeTheFirstEstimateWhichGoesOutAtOnce() {
        assertEquals(RembScheduler.NO_DEADLINE, scheduler.nextDeadlineUs());
        scheduler.process(5, TWO);
        assertEquals(List.of(), sent);
        scheduler.onEstimate(10, 700_000, TWO);
        assertEquals(List.of("10 700000 [5, 9]"), sent);
        assertEquals(1_000_010, scheduler.nextDeadlineUs());
    }

    @Test
    void theLatestEstimateGoesOutAtTheInterval() {
        scheduler.onEstimate(0, 700_000, TWO);
        scheduler.onEstimate(400_000, 800_000, TWO);
        scheduler.process(999_999, TWO);
        assertEquals(1, sent.size());
        scheduler.process(1_000_000, TWO);
        assertEquals("1000000 800000 [5, 9]", sent.get(1));
    }

    @Test
    void anUnchangedEstimateIsRepeated() {
        scheduler.onEstimate(0, 700_000, TWO);
        for (long nowUs = 0; nowUs <= 60_000_000; nowUs += 7_000) {
            scheduler.process(nowUs, TWO);
        }
        assertEquals(
                60,
                sent.size(),
                "one a second, and that of time 0, less the last one whose process() call comes after the end");
    }

    @Test
    void aLimitIsNotToldWhereNoStreamIsLeft() {
        scheduler.onEstimate(0, 700_000, TWO);
        scheduler.setMaxBitrate(300_000, 10, NONE);
        assertEquals(1, sent.size());
        scheduler.setMaxBitrate(200_000, 20, TWO);
        assertEquals("20 200000 [5, 9]", sent.get(1));
    }

    @Test
    void latenessDoesNotShiftTheNextOnes() {
        scheduler.onEstimate(0, 700_000, TWO);
        scheduler.process(1_300_000, TWO);
        assertEquals(2_000_000, scheduler.nextDeadlineUs());
        scheduler.process(4_500_000, TWO);
        assertEquals(5_500_000, scheduler.nextDeadlineUs(), "after more than an interval it begins anew");
    }

    @Test
    void aFallOfThreePercentIsToldAtOnce() {
        scheduler.onEstimate(0, 1_000_000, TWO);
        scheduler.onEstimate(1, 970_001, TWO);
        assertEquals(1, sent.size());
        scheduler.onEstimate(2, 970_000, TWO);
        assertEquals("2 970000 [5, 9]", sent.get(1));
        assertEquals(1_000_002, scheduler.nextDeadlineUs());
    }

    @Test
    void aFallIsMeasuredFromTheLastOneSentNotFromTheLastEstimate() {
        scheduler.onEstimate(0, 1_000_000, TWO);
        scheduler.onEstimate(1, 985_000, TWO);
        scheduler.onEstimate(2, 972_000, TWO);
        assertEquals(1, sent.size());
        scheduler.onEstimate(3, 969_000, TWO);
        assertEquals(2, sent.size());
    }

    @Test
    void aRiseWaitsForTheInterval() {
        scheduler.onEstimate(0, 100_000, TWO);
        scheduler.onEstimate(999_999, 9_000_000, TWO);
        assertEquals(1, sent.size());
    }

    @Test
    void stopsWithTheLastStreamAndBeginsAnewWithTheNextEstimate() {
        scheduler.onEstimate(0, 700_000, TWO);
        scheduler.process(100, NONE);
        assertEquals(RembScheduler.NO_DEADLINE, scheduler.nextDeadlineUs());
        scheduler.process(5_000_000, TWO);
        assertEquals(1, sent.size());
        scheduler.onEstimate(5_000_001, 700_000, TWO);
        assertEquals("5000001 700000 [5, 9]", sent.get(1));
    }

    @Test
    void aLimitIsToldAtOnceWhereTheLastRembSaidMore() {
        scheduler.setMaxBitrate(500_000, 0, NONE);
        assertEquals(List.of(), sent);
        scheduler.onEstimate(1, 700_000, TWO);
        scheduler.setMaxBitrate(490_000, 2, TWO);
        scheduler.setMaxBitrate(400_000, 3, TWO);
        scheduler.setMaxBitrate(Long.MAX_VALUE, 4, TWO);
        scheduler.process(1_000_003, TWO);
        assertEquals(List.of("1 500000 [5, 9]", "3 400000 [5, 9]", "1000003 700000 [5, 9]"), sent);
    }

    @Test
    void theLibwebrtcPresetSendsWhatItsThrottlerSends() {
        List<String> throttled = new ArrayList<>();
        RembThrottler throttler = new RembThrottler(
                (nowUs, bps, ssrcs) -> throttled.add(nowUs + " " + bps + " " + Arrays.toString(ssrcs.toArray())));
        RembScheduler preset = RembScheduler.likeLibwebrtc(this::record);
        Random random = new Random(SEED);
        long nowUs = 0;
        long bps = 1_000_000;
        for (int i = 0; i < 20_000; i++) {
            nowUs += random.nextInt(120_000);
            bps = Math.max(5_000, (long) (bps * (0.96 + random.nextDouble() * 0.081)));
            if (i % 500 == 7) {
                throttler.setMaxBitrate(bps, nowUs);
                preset.setMaxBitrate(bps, nowUs, TWO);
            }
            throttler.onEstimate(nowUs, bps, TWO);
            preset.onEstimate(nowUs, bps, TWO);
            preset.process(nowUs, i % 3 == 0 ? NONE : TWO);
            assertEquals(RembScheduler.NO_DEADLINE, preset.nextDeadlineUs(), "seed " + SEED);
        }
        assertEquals(throttled, sent, "seed " + SEED);
    }

    @Test
    void wrongValuesAreNamed() {
        for (long wrong : new long[] {0, -1, 999, 3_600_000_001L}) {
            assertEquals(
                    "rembIntervalUs " + wrong + " is outside 1000 to 3600000000",
                    assertThrows(IllegalArgumentException.class, () -> new RembScheduler(wrong, this::record))
                            .getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> scheduler.setMaxBitrate(-1, 0, NONE));
        assertThrows(NullPointerException.class, () -> new RembScheduler(1_000, null));
    }
}

package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SentTimesTest {
    private static final long SEED = 0x5E47;

    private final SentTimes times = new SentTimes();

    @Test
    void isFoundForTenSecondsByStreamAndTime() {
        times.add(7, 0x80000001, 5);
        assertEquals(5, times.find(7, 0x80000001, 5 + SentTimes.KEPT_US));
        assertEquals(SentTimes.NONE, times.find(7, 0x80000001, 6 + SentTimes.KEPT_US));
        assertEquals(SentTimes.NONE, times.find(8, 0x80000001, 5));
        assertEquals(SentTimes.NONE, times.find(7, 0x80000002, 5));
        assertEquals(10_000_000, SentTimes.KEPT_US);
    }

    @Test
    void fourHundredStreamsThatReportEachSecondAreServed() {
        Random random = new Random(SEED);
        Map<Integer, Integer> compactTimes = new HashMap<>();
        for (int second = 0; second < 60; second++) {
            for (int ssrc = -200; ssrc < 200; ssrc++) {
                int compactTime = random.nextInt();
                compactTimes.put(second * 1_000 + ssrc, compactTime);
                times.add(ssrc, compactTime, second * 1_000_000L);
            }
            for (int ago = 0; ago <= Math.min(second, 9); ago++) {
                for (int ssrc = -200; ssrc < 200; ssrc++) {
                    int compactTime = compactTimes.get((second - ago) * 1_000 + ssrc);
                    assertEquals(
                            (second - ago) * 1_000_000L,
                            times.find(ssrc, compactTime, second * 1_000_000L),
                            "seed " + SEED + ", second " + second + ", " + ago + " s ago, SSRC " + ssrc);
                }
            }
        }
    }

    @Test
    void ofMoreThanThereIsRoomForTheLatestAreKept() {
        int sent = 100_000;
        for (int i = 0; i < sent; i++) {
            times.add(7, i, i);
        }
        int found = 0;
        for (int i = 0; i < sent; i++) {
            boolean there = times.find(7, i, sent) == i;
            assertTrue(there || i < sent - SentTimes.MAX_ENTRIES, "number " + i);
            found += there ? 1 : 0;
        }
        assertTrue(found <= 2 * SentTimes.MAX_ENTRIES, found + " are kept");
    }

    @Test
    void fewTakeLittleRoomHoweverLongItLasts() {
        for (int second = 0; second < 3_600; second++) {
            times.add(7, second, second * 1_000_000L);
            assertTrue(times.size() <= 22, times.size() + " after " + second + " s");
        }
    }

    @Test
    void afterASilenceOfAnyLengthOnlyWhatIsNewIsFound() {
        long nowUs = 0;
        for (long silenceUs :
                new long[] {1, 9_999_999, 10_000_000, 10_000_001, 20_000_000, 30_000_000, 3_600_000_000L}) {
            times.add(1, 1, nowUs);
            nowUs += silenceUs;
            times.add(2, 2, nowUs);
            assertEquals(
                    silenceUs <= SentTimes.KEPT_US ? nowUs - silenceUs : SentTimes.NONE,
                    times.find(1, 1, nowUs),
                    silenceUs + " us");
            assertEquals(nowUs, times.find(2, 2, nowUs));
            nowUs += 100_000_000;
        }
    }

    @Test
    void whatIsSentAgainCountsFromThen() {
        times.add(7, 1, 0);
        times.add(7, 1, 500);
        assertEquals(500, times.find(7, 1, 600));
    }
}

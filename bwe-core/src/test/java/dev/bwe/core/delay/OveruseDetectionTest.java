package dev.bwe.core.delay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.state.BandwidthUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Grouping, filter and detector together. Scenarios, random source and expected numbers of frames are those of libwebrtc's own
 * unit tests.
 */
class OveruseDetectionTest {
    private static final int TICKS_PER_MS = 90;
    private static final int PACKET_SIZE = 1200;

    private final InterArrival groups = new InterArrival(TickClock.RTP_90_KHZ, 5_000, 5_000, 100_000);
    private final OveruseEstimator filter = new OveruseEstimator();
    private final OveruseDetector detector = new OveruseDetector(OveruseDetector.KALMAN_GAIN);
    private final XorShift random = new XorShift(123_456_789);

    private int timestamp = 10 * TICKS_PER_MS;
    private long clockMs;
    private long arrivalMs;

    @ParameterizedTest(name = "{0} ms frames of {1} packets, deviation {2} ms, drift {3} ms")
    @CsvSource({
        "33, 6, 0, 1, 7",
        "100, 1, 0, 1, 7",
        "333, 1, 3, 1, 20",
        "333, 1, 3, 100, 4",
        "333, 1, 10, 1, 44",
        "333, 1, 10, 100, 4",
        "200, 2, 3, 1, 20",
        "200, 2, 10, 1, 44",
        "100, 1, 3, 1, 20",
        "100, 1, 10, 1, 44",
        "33, 1, 3, 1, 19",
        "33, 1, 3, 10, 5",
        "33, 1, 10, 1, 44",
        "33, 1, 10, 10, 10",
        "33, 3, 3, 1, 19",
        "33, 3, 3, 10, 5",
        "33, 3, 10, 1, 44",
        "33, 3, 10, 10, 10",
        "33, 6, 3, 1, 19",
        "33, 6, 3, 10, 5",
        "33, 6, 10, 1, 44",
        "33, 6, 10, 10, 10"
    })
    void noticesDriftAfterSoManyFramesAndNothingBefore(
            int frameMs, int packets, int deviationMs, int driftMs, int frames) {
        int overuses = 0;
        for (int i = 0; i < 100_000; i++) {
            frame(frameMs, packets, deviationMs, 0);
            overuses += detector.usage() == BandwidthUsage.OVERUSING ? 1 : 0;
        }
        assertEquals(0, overuses, "frames in overuse without drift");

        int untilOveruse = 0;
        do {
            frame(frameMs, packets, deviationMs, driftMs);
            untilOveruse++;
        } while (detector.usage() != BandwidthUsage.OVERUSING && untilOveruse < 1_000);
        assertEquals(frames, untilOveruse);
    }

    @Test
    void steadyFramesAreNormal() {
        for (int i = 0; i < 1_000; i++) {
            feed(clockMs);
            clockMs += 33;
            timestamp += 33 * TICKS_PER_MS;
            assertEquals(BandwidthUsage.NORMAL, detector.usage(), "frame " + i);
        }
    }

    @Test
    void alternatingArrivalIsNormal() {
        for (int i = 0; i < 1_000; i++) {
            feed(clockMs);
            timestamp += 10 * TICKS_PER_MS;
            clockMs += i % 2 == 0 ? 15 : 5;
            assertEquals(BandwidthUsage.NORMAL, detector.usage(), "frame " + i);
        }
    }

    @Test
    void alternatingTimestampsAreNormal() {
        for (int i = 0; i < 1_000; i++) {
            feed(clockMs);
            clockMs += 10;
            timestamp += (i % 2 == 0 ? 15 : 5) * TICKS_PER_MS;
            assertEquals(BandwidthUsage.NORMAL, detector.usage(), "frame " + i);
        }
    }

    @Test
    void noticesFastBuildUpAfterLittleJitterWithFourthFrame() {
        int offsetMs = 0;
        for (int i = 0; i < 1_000; i++) {
            frameAtClock(6);
            timestamp += 33 * TICKS_PER_MS;
            if (i % 2 == 0) {
                clockMs += 33 + offsetMs;
            } else {
                offsetMs = random.upTo(1);
                clockMs += 33 - offsetMs;
            }
            assertEquals(BandwidthUsage.NORMAL, detector.usage(), "frame " + i);
        }
        for (int i = 0; i < 3; i++) {
            frameAtClock(6);
            clockMs += 33 + 6;
            timestamp += 33 * TICKS_PER_MS;
            assertEquals(BandwidthUsage.NORMAL, detector.usage(), "late frame " + i);
        }
        feed(clockMs);

        assertEquals(BandwidthUsage.OVERUSING, detector.usage());
    }

    @Test
    void thresholdAdaptsToTrend() {
        Trend trend = new Trend();
        assertTrue(trend.overuses(0.21, 10), "first at 0.21");
        assertTrue(trend.overuses(1.1 * 0.21, 10), "at more");
        assertFalse(trend.overuses(0.21, 10), "again at 0.21");
        assertFalse(trend.overuses(0.7 * 0.21, 150), "at less");
        assertTrue(trend.overuses(0.21, 10), "at 0.21 after that");
    }

    @Test
    void thresholdDoesNotAdaptToSpikes() {
        Trend trend = new Trend();
        assertTrue(trend.overuses(1.0, 10), "first at 1.0");
        trend.nowMs += 100;
        assertTrue(trend.overuses(20.0, 3), "spike");
        assertTrue(trend.overuses(1.0, 10), "again at 1.0");
    }

    @Test
    void aVerdictNeedsTwoDeltas() {
        detector.detect(-100, 10, 1, 0);
        assertEquals(BandwidthUsage.NORMAL, detector.usage());
        assertEquals(12.5, detector.threshold());

        detector.detect(-100, 10, 2, 0);
        assertEquals(BandwidthUsage.UNDERUSING, detector.usage());
    }

    @Test
    void overuseNeedsARisingTrend() {
        detector.detect(10, 20, 60, 0);
        detector.detect(9, 20, 60, 20);
        assertEquals(BandwidthUsage.NORMAL, detector.usage());

        detector.detect(9, 20, 60, 40);
        assertEquals(BandwidthUsage.OVERUSING, detector.usage());
    }

    private void frame(int frameMs, int packets, int deviationMs, int driftMs) {
        for (int i = 0; i < packets; i++) {
            feed(arrivalMs);
        }
        timestamp += frameMs * TICKS_PER_MS;
        clockMs += frameMs + driftMs;
        arrivalMs = Math.max(arrivalMs, clockMs + (long) (random.gaussian(deviationMs) + 0.5));
    }

    private void frameAtClock(int packets) {
        for (int i = 0; i < packets; i++) {
            feed(clockMs);
        }
    }

    private void feed(long atMs) {
        if (groups.feed(timestamp, atMs, atMs, PACKET_SIZE)) {
            double sentMs = groups.timestampDelta() / 90.0;
            filter.update(groups.arrivalDeltaMs(), sentMs, groups.sizeDelta(), detector.usage());
            detector.detect(filter.offset(), sentMs, filter.deltas(), atMs);
        }
    }

    private final class Trend {
        private long nowMs;
        private int deltas = 60;

        boolean overuses(double offset, int times) {
            boolean overuse = false;
            for (int i = 0; i < times; i++) {
                detector.detect(offset, 3_000, deltas++, nowMs);
                nowMs += 5;
                overuse |= detector.usage() == BandwidthUsage.OVERUSING;
            }
            return overuse;
        }
    }

    /** libwebrtc's pseudo-random numbers. */
    private static final class XorShift {
        private static final double MAX = 18_446_744_073_709_551_615.0;

        private long state;

        XorShift(long seed) {
            state = seed;
        }

        double gaussian(double deviation) {
            double u1 = toUnsignedDouble(next()) / MAX;
            double u2 = toUnsignedDouble(next()) / MAX;
            return deviation * Math.sqrt(-2 * Math.log(u1)) * Math.cos(2 * Math.PI * u2);
        }

        int upTo(int max) {
            return (int) ((next() & 0xFFFFFFFFL) * (max + 1) >>> 32);
        }

        private long next() {
            state ^= state >>> 12;
            state ^= state << 25;
            state ^= state >>> 27;
            return state * 2_685_821_657_736_338_717L;
        }

        private static double toUnsignedDouble(long value) {
            double halved = (double) (value >>> 1 | value & 1) * 2.0;
            return value < 0 ? halved : value;
        }
    }
}

package dev.bwe.interceptor.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.Cases;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks that jump: the sender's timestamps, the arrival stamps, and the interceptor's own. */
class ClockJumpTest {
    private static final int CLOCK_RATE = 90_000;
    /** A packet of 1,000 bytes each 8 ms. */
    private static final long BITRATE_BPS = 1_000_000;

    private static final long SPACING_US = 8_000;
    private static final long START_US = 7_200_000_000L;
    private static final int TICKS = 720;

    private final MeteredStream stream = new MeteredStream(CLOCK_RATE);

    private enum Clock {
        STAMPS,
        OWN,
        BOTH
    }

    @Test
    void aRestartWithNewTimestampsIsNoJitter() throws IOException {
        double greatestUs = 0;
        for (Cases.Packet packet : Cases.packets("stats-restart-with-new-timestamps-jitter-1180-s.txt")) {
            stream.receive(packet.sequenceNumber(), packet.timestamp(), packet.arrivalUs());
            greatestUs = Math.max(greatestUs, stream.at(packet.arrivalUs()).jitterUs());
        }
        assertEquals(0, greatestUs, 1e-3);
        StreamStatistics statistics = stream.at(0);
        assertEquals(statistics.packets(), statistics.packetsExpected());
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1_000_000_000, -450_000, -100_000, 100_000, 450_000, 1_000_000_000})
    void aJumpOfTheTimestampsIsNoJitterAndWhatFollowsIsCompared(int jump) {
        for (int i = 0; i < 200; i++) {
            int late = i % 2 * 8_000;
            stream.receive(i, i * 1_800 + (i < 100 ? 0 : jump), i * 20_000L + late);
        }
        // |D| is 8 ms for all but the first packet and that of the jump.
        double expectedUs = 0;
        for (int i = 0; i < 198; i++) {
            expectedUs += (8_000 - expectedUs) / 16;
        }
        assertEquals(expectedUs, stream.at(0).jitterUs(), 1e-6);
    }

    @Test
    void anHourAheadInOneStampLeavesTheBitrateRight() throws IOException {
        int index = 0;
        for (Cases.Packet packet : Cases.packets("stats-arrival-clock-goes-back-bitrate-grows-without-end.txt")) {
            stream.receive(packet.sequenceNumber(), packet.timestamp(), packet.arrivalUs());
            if (index++ >= 100 + 125) {
                assertEquals(
                        BITRATE_BPS, stream.at(packet.arrivalUs()).bitrateBps(), 8_000, "bit/s behind packet " + index);
            }
        }
        assertEquals(BITRATE_BPS, stream.at(7_209_992_000L).bitrateBps(), 8_000);
        assertEquals(0, stream.at(7_209_992_000L).jitterUs(), 1);
    }

    /** Runs 5 s with a step of a clock in the middle, and checks the figures two windows later. */
    private void step(Clock clock, long stepUs) {
        long clockUs = 0;
        for (int i = 0; i < 625; i++) {
            long trueUs = START_US + i * SPACING_US;
            long stampUs = trueUs + (i < 300 || clock == Clock.OWN ? 0 : stepUs);
            clockUs = trueUs + (i < 300 || clock == Clock.STAMPS ? 0 : stepUs);
            stream.receive(i, i * TICKS, stampUs, clockUs);
            long bitrateBps = stream.at(clockUs).bitrateBps();
            assertTrue(bitrateBps <= 2 * BITRATE_BPS, bitrateBps + " bit/s behind packet " + i);
            if (i > 125 && i < 300 || i > 300 + 250) {
                assertEquals(BITRATE_BPS, bitrateBps, 8_000, "bit/s behind packet " + i);
            }
        }
        StreamStatistics statistics = stream.at(clockUs);
        assertEquals(0, statistics.packetsLost());
        assertEquals(0, stream.at(clockUs + 2_000_000).bitrateBps(), "after two windows of silence");
        if (clock == Clock.OWN || Math.abs(stepUs) > 1_000_000) {
            assertEquals(0, statistics.jitterUs(), 1e-3);
        }
    }

    @ParameterizedTest
    @EnumSource(Clock.class)
    void statisticsAreRightTwoWindowsAfterAnyStep(Clock clock) {
        for (long stepMs : new long[] {500, 990, 1_010, 10_000, 3_600_000, 1L << 40}) {
            new ClockJumpTest().step(clock, stepMs * 1_000);
            new ClockJumpTest().step(clock, -stepMs * 1_000);
        }
    }

    @ParameterizedTest
    @EnumSource(Clock.class)
    void aStreamThatEndsAtAStepHasNoRateAfterwards(Clock clock) {
        for (long stepUs : new long[] {10_000_000, -10_000_000, 3_600_000_000L, -3_600_000_000L}) {
            ClockJumpTest test = new ClockJumpTest();
            for (int i = 0; i < 300; i++) {
                long stampUs = START_US + i * SPACING_US;
                test.stream.receive(i, i * TICKS, stampUs + (clock == Clock.OWN || i < 299 ? 0 : stepUs), stampUs);
            }
            long afterUs = START_US + 299 * SPACING_US + (clock == Clock.STAMPS ? 0 : stepUs);
            test.stream.at(afterUs);
            assertEquals(0, test.stream.at(afterUs + 1_000_001).bitrateBps(), clock + " " + stepUs + " us");
        }
    }

    @Test
    void stampsOfAnotherOriginThanTheInterceptorsClockGiveTheRightBitrate() {
        for (long originUs : new long[] {-1L << 40, 0, 1L << 50, Long.MAX_VALUE - 5_000_000}) {
            MeteredStream other = new MeteredStream(CLOCK_RATE);
            for (int i = 0; i < 500; i++) {
                other.receive(i, i * TICKS, originUs + i * SPACING_US, START_US + i * SPACING_US);
            }
            assertEquals(BITRATE_BPS, other.at(START_US + 499 * SPACING_US).bitrateBps(), "origin " + originUs);
            assertEquals(0, other.at(START_US + 500 * SPACING_US + 1_000_000).bitrateBps(), "origin " + originUs);
        }
    }

    @Test
    void aClockThatIsOnlySetAtTheEndOfARecordingLeavesItsBitrateRight() {
        for (int i = 0; i < 500; i++) {
            stream.receive(i, i * TICKS, START_US + i * SPACING_US, 0);
        }
        assertEquals(BITRATE_BPS, stream.at(START_US + 499 * SPACING_US).bitrateBps());
        assertEquals(0, stream.at(START_US + 500 * SPACING_US + 1_000_000).bitrateBps());
    }

    @Test
    void aRateThatHasEndedDoesNotComeBackWhenTheClockReachesTheStamps() {
        for (int i = 0; i < 300; i++) {
            stream.receive(i, i * TICKS, START_US + 5_000_000 + i * SPACING_US, START_US + i * SPACING_US);
        }
        for (long ms = 1_008; ms < 10_000; ms += 10) {
            assertEquals(0, stream.at(START_US + 299 * SPACING_US + ms * 1_000).bitrateBps(), ms + " ms");
        }
    }

    @Test
    void aRecordingThatIsReadFasterThanItWasMadeHasItsOwnBitrate() {
        for (int i = 0; i < 500; i++) {
            stream.receive(i, i * TICKS, START_US + i * SPACING_US, i);
        }
        assertEquals(BITRATE_BPS, stream.at(500).bitrateBps());
    }
}

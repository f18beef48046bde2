package dev.bwe.interceptor.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.Cases;
import java.io.IOException;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Late packets, restarts and outages, which sequence numbers alone do not tell apart. */
class LossTest {
    private static final long SEED = 0x1057;
    private static final int CLOCK_RATE = 90_000;
    private static final int TICKS_PER_MS = CLOCK_RATE / 1_000;

    private final MeteredStream stream = new MeteredStream(CLOCK_RATE);

    private void assertCounts(long expected, long lost) {
        StreamStatistics statistics = stream.at(Long.MAX_VALUE);
        assertEquals(expected, statistics.packetsExpected(), "packets expected");
        assertEquals(lost, statistics.packetsLost(), "packets lost");
    }

    /** Feeds one packet a millisecond, with the timestamps of a sender that began at 0. */
    private void receive(int from, int to) {
        for (int i = from; i < to; i++) {
            stream.receive(i, i * TICKS_PER_MS, i * 1_000L);
        }
    }

    @Test
    void neighboursThatAreRetransmitted101PacketsLateAreNoRestart() throws IOException {
        stream.receive(Cases.packets("stats-late-retransmitted-neighbours-on-own-ssrc-count-as-restart.txt"));
        assertCounts(1_000, 0);
    }

    private record Arrival(int number, long arrivalUs) {}

    @ParameterizedTest
    @CsvSource({
        "  100,   50, 0.02",
        "  500,  300, 0.05",
        "1000,  150, 0.10",
        "2000,  400, 0.02",
        "5000,  100, 0.20",
        "5000,  800, 0.05",
        "10000, 1500, 0.10",
        "  50, 3000, 0.05",
        "20000,  600, 0.01"
    })
    void retransmissionsOnTheOwnSsrcAreNoLossAtAnyRateAndRoundTripTime(int packetsPerS, int rttMs, double loss) {
        for (int packetsPerFrame : new int[] {1, 30}) {
            retransmit(packetsPerS, rttMs, loss, packetsPerFrame);
        }
    }

    private void retransmit(int packetsPerS, int rttMs, double loss, int packetsPerFrame) {
        MeteredStream video = new MeteredStream(CLOCK_RATE);
        Random random = new Random(SEED);
        PriorityQueue<Arrival> arrivals = new PriorityQueue<>((a, b) -> Long.compare(a.arrivalUs(), b.arrivalUs()));
        int count = 20_000;
        boolean inBurst = false;
        for (int i = 0; i < count; i++) {
            long sentUs = i * 1_000_000L / packetsPerS;
            // Losses come one by one and in bursts of 20 on average.
            inBurst = inBurst ? random.nextInt(20) > 0 : random.nextDouble() < loss / 20;
            boolean lost = i > 0 && (inBurst || random.nextDouble() < loss / 2);
            arrivals.add(new Arrival(i, sentUs + (lost ? rttMs * 1_000L : 0)));
        }
        int highest = 0;
        while (!arrivals.isEmpty()) {
            Arrival arrival = arrivals.remove();
            int frame = arrival.number() / packetsPerFrame;
            int timestamp = (int) (frame * (long) packetsPerFrame * CLOCK_RATE / packetsPerS);
            video.receive(60_000 + arrival.number(), timestamp, arrival.arrivalUs());
            highest = Math.max(highest, arrival.number());
            assertEquals(
                    highest + 1,
                    video.at(0).packetsExpected(),
                    "expected behind packet " + arrival.number() + ", seed " + SEED);
        }
        assertEquals(0, video.at(0).packetsLost(), "packets lost, seed " + SEED);
    }

    @Test
    void packetsThatComeAgainMuchLaterAreDuplicatesAndNoRestart() {
        receive(0, 1_000);
        for (int i = 500; i < 560; i++) {
            stream.receive(i, i * TICKS_PER_MS, 1_000_000 + i);
        }
        receive(1_001, 2_000);
        assertCounts(2_000, 1 - 60);
    }

    @Test
    void aLongFramesLatePacketsAreNoRestart() {
        for (int i = 0; i < 1_000; i++) {
            // Two packets of a key frame of 1,000 packets come at its end.
            if (i != 300 && i != 301) {
                stream.receive(i, 0, i * 100L);
            }
        }
        stream.receive(300, 0, 100_000);
        stream.receive(301, 0, 100_000);
        stream.receive(1_000, 3_000, 133_000);
        assertCounts(1_001, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20_000, 30_000, 50_000, 65_535, 2_600, 1_500, 500})
    void aRestartWithNewNumbersAndTimestampsIsNoLoss(int start) {
        receive(1_000, 2_000);
        for (int i = 0; i < 500; i++) {
            stream.receive(start + i, 0x70000000 + i * TICKS_PER_MS, 2_000_000 + i * 1_000L);
        }
        assertCounts(1_500, 0);
    }

    @Test
    void aRestartWithTimestampsThatGoOnIsNoLoss() {
        receive(10_000, 11_000);
        for (int i = 0; i < 500; i++) {
            stream.receive(7_000 + i, (11_000 + i) * TICKS_PER_MS, (11_000 + i) * 1_000L);
        }
        assertCounts(1_500, 0);
    }

    @Test
    void aFileThatIsPlayedAgainWithItsOwnNumbersAndTimestampsIsARestart() {
        receive(0, 5_000);
        for (int i = 0; i < 3_000; i++) {
            if (i % 10 != 7) {
                stream.receive(i, i * TICKS_PER_MS, 5_000_000 + i * 1_000L);
            }
        }
        assertCounts(8_000, 300);
    }

    @Test
    void reorderedPacketsAtARestartAreCounted() {
        receive(1_000, 2_000);
        int[] order = {1, 0, 2, 4, 3, 5};
        for (int i = 0; i < order.length; i++) {
            stream.receive(40_000 + order[i], 0x70000000, 2_000_000 + i);
        }
        assertCounts(1_006, 0);
    }

    @Test
    void latePacketsFromBeforeARestartDoNotUndoIt() {
        receive(0, 900);
        receive(920, 1_000);
        for (int i = 0; i < 400; i++) {
            stream.receive(30_000 + i, 0x70000000 + i * TICKS_PER_MS, 1_000_000 + i * 1_000L);
            if (i == 200) {
                for (int late = 900; late < 920; late++) {
                    stream.receive(late, late * TICKS_PER_MS, 1_200_000 + late);
                }
            }
        }
        assertCounts(1_400, 0);
    }

    @Test
    void latePacketsFromBeforeATimestampJumpAreNoRestart() {
        receive(0, 700);
        receive(720, 1_000);
        for (int i = 1_000; i < 1_500; i++) {
            stream.receive(i, 0x70000000 + i * TICKS_PER_MS, i * 1_000L);
            if (i == 1_200) {
                for (int late = 700; late < 720; late++) {
                    stream.receive(late, late * TICKS_PER_MS, 1_200_000 + late);
                }
            }
        }
        assertCounts(1_500, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 101, 2_999, 3_000, 6_000, 30_000, 32_700})
    void anOutageOfAnyLengthIsLoss(int lost) {
        receive(0, 1_000);
        receive(1_000 + lost, 2_000 + lost);
        assertCounts(2_000 + lost, lost);
    }

    @Test
    void aJumpAheadTooFarForTheTimeThatHasPassedIsARestart() {
        receive(0, 1_000);
        for (int i = 0; i < 500; i++) {
            stream.receive(6_000 + i, (1_000 + i) * TICKS_PER_MS, (1_000 + i) * 1_000L);
        }
        assertCounts(1_500, 0);
    }

    @Test
    void retransmissionsThatComeOneByOneAfterTheStreamHasEndedAreNoRestart() {
        for (int i = 0; i < 3_000; i++) {
            if (i % 20 != 7 || i < 1_000 || i > 2_000) {
                receive(i, i + 1);
            }
        }
        for (int i = 1_007; i <= 2_000; i += 20) {
            stream.receive(i, i * TICKS_PER_MS, 3_000_000 + (i - 1_000) * 2_500L);
        }
        assertCounts(3_000, 0);
    }

    @Test
    void aSingleWildNumberCountsForNothing() {
        Random random = new Random(SEED);
        for (int i = 0; i < 5_000; i++) {
            receive(i, i + 1);
            if (i % 50 == 0) {
                stream.receive(i + 3_000 + random.nextInt(60_000), random.nextInt(), i * 1_000L);
            }
        }
        assertCounts(5_000, -100);
    }

    @Test
    void withoutAClockRateTheDistancesOfRfc3550Decide() {
        MeteredStream unknown = new MeteredStream(0);
        for (int i = 0; i < 1_000; i++) {
            unknown.receive(i, 0, i * 1_000L);
        }
        for (int i = 0; i < 1_000; i++) {
            unknown.receive(20_000 + i, 0, 1_000_000 + i * 1_000L);
        }
        assertEquals(2_000, unknown.at(0).packetsExpected());
        for (int i = 2_500; i < 3_000; i++) {
            unknown.receive(20_000 + i, 0, 0);
        }
        assertEquals(1_500, unknown.at(0).packetsLost());
        assertTrue(unknown.at(0).jitterUs() == 0, "jitter");
    }
}

package dev.bwe.core.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.TimestampSource;
import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TraceReplayTest {
    /** Five probes of 1000 bytes, 10 ms apart. */
    private static final String PROBES = """
            100000000 0 1000 7
            100010000 2621 1000 7
            100020000 5243 1000 7
            100030000 7864 1000 7
            100040000 10486 1000 7
            """;

    @Test
    void tellsEverythingBeforeMalformedLineAndNothingOfIt() throws IOException {
        StringBuilder lines = new StringBuilder();
        TraceReplay replay = replay(PROBES + "100050000 oops 1000 7\n", TraceReplay.Output.UPDATES);
        for (int i = 0; i < 5; i++) {
            assertTrue(replay.step(lines));
        }

        assertThrows(TraceFormatException.class, () -> replay.step(lines));
        assertEquals("100040000 801000 0 1\n", lines.toString());
    }

    @Test
    void writesNoSsrcsOfRembAsDash() throws IOException {
        assertEquals("5 300000 -\n", all("max 300000 5\n", TraceReplay.Output.REMBS));
    }

    @Test
    void limitsRembsButNotUpdates() throws IOException {
        assertEquals("5 300000 -\n100040000 300000 7\n", all("max 300000 5\n" + PROBES, TraceReplay.Output.REMBS));
        assertEquals("100040000 801000 0 1\n", all("max 300000 5\n" + PROBES, TraceReplay.Output.UPDATES));
    }

    @Test
    void forgetsLimitAndEstimateAtReset() throws IOException {
        String trace = "max 300000 5\n" + PROBES + "reset 0 100041000\n" + PROBES;

        assertEquals("5 300000 -\n100040000 300000 7\n100040000 801000 7\n", all(trace, TraceReplay.Output.REMBS));
    }

    @Test
    void removedStreamIsCoveredNoMore() throws IOException {
        String other = "100000000 0 0 9\nremove 9 100000001\n";

        assertEquals("100040000 801000 0 1\n", all(other + PROBES, TraceReplay.Output.UPDATES));
    }

    @Test
    @Timeout(10)
    void pauseOfYearsIsNoWork() throws IOException {
        String trace = "1000000 0 - 1000 7\n" + TraceReader.MAX_TIME_US + " 0 - 1000 7\n";

        assertEquals("", all(trace, TraceReplay.Output.UPDATES, TimestampSource.RTP_TIMESTAMP));
    }

    /** 100 packets a second: the first estimate comes with a timer call 5 s after the first rate, and more of them in silence. */
    @Test
    void timerGoesOnInSilenceUntilTheStreamIsForgotten() throws IOException {
        String trace = steady("") + "rtt 100 20000000\n";

        String updates = all(trace, TraceReplay.Output.UPDATES, TimestampSource.RTP_TIMESTAMP);
        assertEquals("7000000 793000 0 1", updates.lines().findFirst().orElseThrow());
        assertEquals(
                "10000000", updates.lines().reduce((a, b) -> b).orElseThrow().split(" ")[0]);
    }

    @Test
    void limitsUpdatesAndTellsFallOfItAtOnce() throws IOException {
        String trace = PROBES + "max_bitrate 300000 100041000\nmax_bitrate - 100042000\nmin_bitrate 900000 100260000\n";

        assertEquals(
                "100040000 801000 7\n100041000 300000 7\n100260000 900000 7\n", all(trace, TraceReplay.Output.REMBS));
        assertEquals("100040000 300000 0 1\n", all("max_bitrate 300000 5\n" + PROBES, TraceReplay.Output.UPDATES));
    }

    @Test
    void limitIsNotToldBeforeAnEstimate() throws IOException {
        assertEquals(
                "",
                all(
                        "100000000 0 1000 7\nmin_bitrate 900000 100000001\nmax_bitrate 950000 100000002\n",
                        TraceReplay.Output.REMBS));
    }

    @Test
    void limitsThatExcludeEachOtherAreMalformed() throws IOException {
        TraceReplay replay = replay("min_bitrate 90000 5\nmax_bitrate 80000 6\n", TraceReplay.Output.UPDATES);
        assertTrue(replay.step(new StringBuilder()));

        TraceFormatException e = assertThrows(TraceFormatException.class, () -> replay.step(new StringBuilder()));
        assertEquals(
                "2: maxBitrateBps 80000 is outside 90000 to 9223372036854775807 (from minBitrateBps)",
                e.lineNumber() + ": " + e.getMessage());
    }

    @Test
    void limitsOfTheCallBeforeAreForgottenAtReset() throws IOException {
        assertEquals(
                "100040000 300000 0 1\n100040000 801000 0 1\n",
                all("max_bitrate 300000 5\n" + PROBES + "reset 0 100041000\n" + PROBES, TraceReplay.Output.UPDATES));
    }

    @Test
    void limitsOfARecordedCallStayAtReset() throws IOException {
        String trace =
                "config timer RECORDED\nmax_bitrate 400000 5\nmax 300000 5\n" + PROBES + "reset 0 100041000\n" + PROBES;

        assertEquals("100040000 400000 0 1\n100040000 400000 0 1\n", all(trace, TraceReplay.Output.UPDATES));
        assertEquals("5 300000 -\n100040000 300000 7\n100040000 300000 7\n", all(trace, TraceReplay.Output.REMBS));
    }

    @Test
    void rembsOfAnIntervalGoOutWithTheirLines() throws IOException {
        String trace = "config rembIntervalUs 500000\nconfig maxRembBitrateBps 700000\n" + PROBES
                + "remb 0 100500000\nremb 0 100550000\nremb 0 100560000\nremb 0 101040000\n";

        assertEquals(
                "100040000 700000 7\n100550000 700000 7\n101040000 700000 7\n", all(trace, TraceReplay.Output.REMBS));
    }

    @Test
    void limitOfRembsBeforeTheCallIsNotTold() throws IOException {
        assertEquals(
                "100040000 700000 7\n", all("config maxRembBitrateBps 700000\n" + PROBES, TraceReplay.Output.REMBS));
    }

    @Test
    void recordedTimerIsCalledByItsLinesAlone() throws IOException {
        StringBuilder trace = new StringBuilder("config timestampSource RTP_TIMESTAMP\nconfig timer RECORDED\n");
        for (int i = 0; i <= 700; i++) {
            trace.append(packet(i)).append(i % 90 == 17 ? "process 0 " + (1_002_000 + 10_000 * i) + "\n" : "");
        }

        assertEquals("6572000 801000 0 1\n7472000 858448 0 1\n", all(trace.toString(), TraceReplay.Output.UPDATES));
    }

    @Test
    void timerIsIdealWhereOptionsAreNotTheRecordedOnes() throws IOException {
        String packets = steady("config timestampSource RTP_TIMESTAMP\nconfig timer RECORDED\n");
        StringBuilder asRecorded = new StringBuilder();
        StringBuilder otherwise = new StringBuilder();
        TraceReplay same = new TraceReplay(
                new TraceReader(new StringReader(packets)),
                TraceReplay.Output.UPDATES,
                EstimatorConfig.builder()
                        .timestampSource(TimestampSource.RTP_TIMESTAMP)
                        .build());
        TraceReplay other = new TraceReplay(
                new TraceReader(new StringReader(packets)),
                TraceReplay.Output.UPDATES,
                recorded -> recorded.toBuilder().initialRttUs(100_000).build());
        while (same.step(asRecorded) | other.step(otherwise)) {
            continue;
        }

        assertEquals("", asRecorded.toString());
        assertEquals(
                "7000000 793000 0 1", otherwise.toString().lines().findFirst().orElseThrow());
    }

    private static String steady(String head) {
        StringBuilder trace = new StringBuilder(head);
        for (int i = 0; i <= 700; i++) {
            trace.append(packet(i));
        }
        return trace.toString();
    }

    private static String packet(int index) {
        return 1_000_000 + 10_000 * index + " " + 900 * index + " - 1000 7\n";
    }

    @Test
    void endsOnceAndForAll() throws IOException {
        TraceReplay replay = replay("", TraceReplay.Output.UPDATES);

        assertFalse(replay.step(new StringBuilder()));
        assertFalse(replay.step(new StringBuilder()));
    }

    private static String all(String trace, TraceReplay.Output output, TimestampSource source) throws IOException {
        StringBuilder lines = new StringBuilder();
        TraceReader reader = new TraceReader(new StringReader(trace), TraceReader.Format.RTP_TIMESTAMP);
        TraceReplay replay = new TraceReplay(
                reader,
                output,
                EstimatorConfig.builder().timestampSource(source).build());
        while (replay.step(lines)) {
            continue;
        }
        return lines.toString();
    }

    private static String all(String trace, TraceReplay.Output output) throws IOException {
        StringBuilder lines = new StringBuilder();
        TraceReplay replay = replay(trace, output);
        while (replay.step(lines)) {
            continue;
        }
        return lines.toString();
    }

    private static TraceReplay replay(String trace, TraceReplay.Output output) {
        return new TraceReplay(new TraceReader(new StringReader(trace)), output);
    }
}

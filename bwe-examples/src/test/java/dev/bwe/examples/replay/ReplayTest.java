package dev.bwe.examples.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    /** Five probes of 1000 bytes, 10 ms apart: 800 kbit/s, known with the fifth. */
    private static final String PROBES = """
            # a comment
            100000000 0 1000 7
            100010000 2621 1000 7
            100020000 5243 1000 7
            100030000 7864 1000 7
            100040000 10486 1000 7
            """;
    /** The same with RTP timestamps beside the send times. */
    private static final String PROBES_WITH_BOTH = """
            rtt 200 100000000
            ast 100000000 0 4294967000 - 1000 7
            ast 100010000 2621 604 0 1000 7
            ast 100020000 5243 1504 0 1000 7
            ast 100030000 7864 2404 -8388608 1000 7
            ast 100040000 10486 3304 8388607 1000 7
            """;

    private static final String UPDATES = "100040000 801000 0 1\n";
    private static final String REMBS = "100040000 801000 7\n";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void printsUpdatesOfPlainFile() throws IOException {
        Path file = Files.writeString(folder.resolve("probes.csv"), PROBES);

        assertEquals("0|" + UPDATES + "|", outcome(run("", file.toString())));
    }

    @Test
    void recognisesGzipByItsContentNotItsName() throws IOException {
        Path file = Files.write(folder.resolve("probes.csv"), gzip(PROBES));

        assertEquals("0|" + UPDATES + "|", outcome(run("", file.toString())));
    }

    @Test
    void readsStandardInput() {
        assertEquals("0|" + UPDATES + "|", outcome(run(PROBES, "-")));
    }

    @Test
    void readsGzipFromStandardInput() throws IOException {
        assertEquals("0|" + UPDATES + "|", outcome(run(new ByteArrayInputStream(gzip(PROBES)), output, "-")));
    }

    @Test
    void printsRembs() {
        assertEquals("0|" + REMBS + "|", outcome(run(PROBES, "--remb", "-")));
    }

    @Test
    void printsStateAfterEachPacket() {
        run(PROBES, "--every", "-");

        assertEquals(
                "100000000 0 0 0 -1 12.5 0 50 0.015625 30000000 0 0 -1 1 0 0.40000000000000002",
                output().lines().findFirst().orElseThrow());
        assertEquals(5, output().lines().count());
    }

    @Test
    void goesOverToAbsoluteSendTimesWhenSwitching() {
        assertEquals("0|" + UPDATES + "|", outcome(run(PROBES_WITH_BOTH, "--switching", "-")));
    }

    @Test
    void printsRembsWhenSwitching() {
        assertEquals("0|" + REMBS + "|", outcome(run(PROBES_WITH_BOTH, "--remb", "--switching", "-")));
    }

    @Test
    void printsChoiceOfEstimatorAfterEachPacketAndTimerCallWhenSwitching() {
        run(PROBES_WITH_BOTH + "100050000 4204 - 1000 7\n", "--switching", "--every", "-");

        assertEquals("""
                100000000 0 0 0 0
                100000000 0 1 0 0
                100010000 0 1 0 0
                100020000 0 1 0 0
                100030000 0 1 0 0
                100040000 801000 1 0 0
                100050000 801000 1 1 0
                """, output());
    }

    @Test
    void doesNotLookAtSendTimesWithRtpTimestamps() {
        assertEquals("0||", outcome(run(PROBES_WITH_BOTH, "--rtp-timestamps", "-")));
    }

    @Test
    void printsStateOfRtpTimestampEstimator() {
        run(PROBES_WITH_BOTH, "--every", "--rtp-timestamps", "-");

        assertEquals("100000000 0 0 1 0 12.5 0 -1", output().lines().findFirst().orElseThrow());
        assertEquals(5, output().lines().count());
    }

    @Test
    void printsTrendlinesStateInsteadOfKalmanFilters() {
        run(PROBES, "--trendline", "--every", "-");

        assertEquals(
                "100000000 0 0 0 -1 12.5 0 0 0 30000000 0 0 -1 1 0 0.40000000000000002",
                output().lines().findFirst().orElseThrow());
    }

    @Test
    void takesOptionsFromHeadOfTrace() {
        assertEquals(
                "0|100040000 600000 0 1\n|",
                outcome(run(
                        "config timestampSource AUTOMATIC\nconfig maxBitrateBps 600000\n" + PROBES_WITH_BOTH, "-")));
    }

    @Test
    void optionsOfCommandLineGoBeforeHeadOfTrace() {
        run(
                "config timestampSource AUTOMATIC\nconfig initialBitrateBps 9000\n" + PROBES_WITH_BOTH,
                "--every",
                "--rtp-timestamps",
                "-");

        assertEquals(
                "100000000 9000 0 1 0 12.5 0 -1", output().lines().findFirst().orElseThrow());
    }

    @Test
    void trendlineGoesBeforeHeadOfTrace() {
        run("config delayDetector KALMAN\nconfig initialBitrateBps 9000\n" + PROBES, "--trendline", "--every", "-");

        assertEquals(
                "100000000 9000 0 0 -1 12.5 0 0 0 30000000 0 0 -1 1 0 0.40000000000000002",
                output().lines().findFirst().orElseThrow());
    }

    @Test
    void refusesRtpTimestampsThatTraceDoesNotHave() {
        assertEquals(
                "2||-:2: this trace has no RTP timestamps: timestampSource was ABS_SEND_TIME\n",
                outcome(run("# recorded\nconfig timestampSource ABS_SEND_TIME\n" + PROBES, "--switching", "-")));
    }

    @Test
    void refusesTwoKindsOfTimestamps() {
        assertUsageError(
                "--rtp-timestamps and --switching exclude each other", run("", "--rtp-timestamps", "--switching", "-"));
    }

    @Test
    void namesMalformedLineOfRtpTimestamps() {
        assertEquals(
                "2|" + UPDATES + "|-:7: tx_offset 8388608 is outside -8388608 to 8388607\n",
                outcome(run(PROBES_WITH_BOTH + "100050000 4204 8388608 1000 7\n", "--switching", "-")));
    }

    @Test
    void printsWhatCameBeforeMalformedLineAndNamesIt() {
        assertEquals(
                "2|" + UPDATES + "|-:7: size 70000 is outside 0 to 65535\n",
                outcome(run(PROBES + "100050000 13107 70000 7\n100060000 15728 1000 7\n", "-")));
    }

    @Test
    void printsWhatCameBeforeTruncationOfGzip() throws IOException {
        byte[] whole = gzip(PROBES);
        byte[] cut = Arrays.copyOf(whole, whole.length - 8);

        assertEquals(
                "2|" + UPDATES + "|-: the gzip data is cut off\n",
                outcome(run(new ByteArrayInputStream(cut), output, "-")));
    }

    @Test
    void anEmptyTraceIsInOrder() {
        assertEquals("0||", outcome(run("", "-")));
    }

    @Test
    void saysThatFileIsMissing() {
        String file = folder.resolve("nowhere.csv").toString();

        assertEquals("2||" + file + ": there is no such file\n", outcome(run("", file)));
    }

    @Test
    void saysThatFileIsDirectory() {
        assertEquals("2||" + folder + ": is a directory\n", outcome(run("", folder.toString())));
    }

    @Test
    void explainsItselfWhenFileIsNotNamed() {
        assertUsageError("FILE is missing", run(""));
    }

    @Test
    void refusesTwoFiles() {
        assertUsageError("only one FILE is allowed, not a and b", run("", "a", "b"));
    }

    @Test
    void refusesUnknownOption() {
        assertUsageError("unknown option --rembs", run("", "--rembs", "-"));
    }

    @Test
    void refusesTwoKindsOfOutput() {
        assertUsageError("--remb and --every exclude each other", run("", "--remb", "--every", "-"));
    }

    @Test
    void endsQuietlyWhenNobodyReadsOn() {
        OutputStream closed = new FailingOutput("Broken pipe");

        assertEquals("0||", outcome(run(new ByteArrayInputStream(bytes(PROBES)), closed, "-")));
    }

    @Test
    void saysThatOutputFails() {
        OutputStream full = new FailingOutput("No space left on device");

        assertEquals(
                "2||standard output: No space left on device\n",
                outcome(run(new ByteArrayInputStream(bytes(PROBES)), full, "-")));
    }

    private void assertUsageError(String problem, int exitCode) {
        assertEquals(2, exitCode);
        assertEquals("", output());
        assertTrue(errors().startsWith("replay: " + problem + "\nusage: replay "), errors());
    }

    private int run(String input, String... arguments) {
        return run(new ByteArrayInputStream(bytes(input)), output, arguments);
    }

    private int run(InputStream input, OutputStream to, String... arguments) {
        return new Replay(input, to, new PrintStream(errors, true, StandardCharsets.UTF_8)).run(arguments);
    }

    private String outcome(int exitCode) {
        return exitCode + "|" + output() + "|" + errors();
    }

    private String output() {
        return output.toString(StandardCharsets.UTF_8);
    }

    private String errors() {
        return errors.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static final class FailingOutput extends OutputStream {
        private final String message;

        FailingOutput(String message) {
            this.message = message;
        }

        @Override
        public void write(int b) throws IOException {
            throw new IOException(message);
        }
    }
}

package dev.bwe.core.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.TimestampSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** Packet traces, and the results of libwebrtc's own estimator (at 3710345e71ad) for each. */
final class ReferenceTraces {
    /** Results of {@code pow} may differ between C libraries in the last bit, and so may values computed from them. */
    private static final double TOLERANCE = 1e-9;

    private ReferenceTraces() {}

    /** Replays a trace, like {@code traces/edges}. */
    static String replay(String trace, TraceReplay.Output output) throws IOException {
        return replay(trace, output, EstimatorConfig.defaults());
    }

    static String replay(String trace, TraceReplay.Output output, EstimatorConfig config) throws IOException {
        StringBuilder lines = new StringBuilder();
        try (Reader text = open(trace)) {
            TraceReader.Format format = config.timestampSource() == TimestampSource.ABS_SEND_TIME
                    ? TraceReader.Format.ABS_SEND_TIME
                    : TraceReader.Format.RTP_TIMESTAMP;
            TraceReplay replay = new TraceReplay(new TraceReader(text, format), output, config);
            while (replay.step(lines)) {
                continue;
            }
        }
        return lines.toString();
    }

    /** Reads a file, like {@code expected/edges}. */
    static String read(String name) throws IOException {
        return readFile(name + ".csv.gz");
    }

    static String readFile(String file) throws IOException {
        try (InputStream input = openFile(file)) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static Reader open(String name) throws IOException {
        return new InputStreamReader(openFile(name + ".csv.gz"), StandardCharsets.UTF_8);
    }

    /** Compares texts as they are and reports the first line that differs. */
    static void assertSameLines(String expected, String actual) {
        if (expected.equals(actual)) {
            return;
        }
        String[] expectedLines = expected.split("\n", -1);
        String[] actualLines = actual.split("\n", -1);
        int common = Math.min(expectedLines.length, actualLines.length);
        for (int i = 0; i < common; i++) {
            assertEquals(expectedLines[i], actualLines[i], "line " + (i + 1));
        }
        assertEquals(expectedLines.length, actualLines.length, "number of lines; those there are agree");
    }

    private static InputStream openFile(String file) throws IOException {
        InputStream compressed = ReferenceTraces.class.getResourceAsStream("/reference/" + file);
        assertNotNull(compressed, "no resource " + file);
        return new GZIPInputStream(compressed);
    }

    /** Reports the first line that differs; real numbers in the columns named may differ by {@link #TOLERANCE}. */
    static void assertSameState(String expected, String actual, Set<Integer> realColumns) {
        String[] expectedLines = expected.split("\n");
        String[] actualLines = actual.split("\n");
        assertEquals(expectedLines.length, actualLines.length, "number of lines");
        for (int line = 0; line < expectedLines.length; line++) {
            if (!expectedLines[line].equals(actualLines[line])) {
                assertSameState(line + 1, expectedLines[line].split(" "), actualLines[line].split(" "), realColumns);
            }
        }
    }

    private static void assertSameState(int line, String[] expected, String[] actual, Set<Integer> realColumns) {
        assertEquals(expected.length, actual.length, "columns of line " + line);
        for (int column = 0; column < expected.length; column++) {
            String where = "line " + line + ", column " + (column + 1);
            if (realColumns.contains(column)) {
                assertEquals(
                        Double.parseDouble(expected[column]), Double.parseDouble(actual[column]), TOLERANCE, where);
            } else {
                assertEquals(expected[column], actual[column], where);
            }
        }
    }
}

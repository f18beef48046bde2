package dev.bwe.core.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** Packet traces, and what libwebrtc's own estimator (at 3710345e71ad) answered for each. */
final class ReferenceTraces {
    private ReferenceTraces() {
    }

    /** Replays a trace, like {@code traces/edges}. */
    static String replay(String trace, TraceReplay.Output output) throws IOException {
        StringBuilder lines = new StringBuilder();
        try (Reader reader = new InputStreamReader(open(trace), StandardCharsets.UTF_8)) {
            TraceReplay replay = new TraceReplay(new TraceReader(reader), output);
            while (replay.step(lines)) {
                continue;
            }
        }
        return lines.toString();
    }

    static String read(String name) throws IOException {
        try (InputStream input = open(name)) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        }
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

    private static InputStream open(String name) throws IOException {
        InputStream compressed = ReferenceTraces.class.getResourceAsStream("/reference/" + name + ".csv.gz");
        assertNotNull(compressed, "no resource " + name);
        return new GZIPInputStream(compressed);
    }
}

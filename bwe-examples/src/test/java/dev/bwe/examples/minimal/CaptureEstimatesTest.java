package dev.bwe.examples.minimal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureEstimatesTest {
    private static final Path REFERENCE = Path.of("../bwe-core/src/test/resources/reference");

    @Test
    void printsTheUpdatesThatLibwebrtcHasForTheSamePackets(@TempDir Path folder) throws IOException {
        Path capture = Files.write(folder.resolve("capture"), lines("traces/capacity_drop.csv.gz"));

        try (Output output = new Output()) {
            CaptureEstimates.main(new String[] {capture.toString()});

            List<String> expected = lines("expected/capacity_drop.csv.gz");
            assertFalse(expected.isEmpty());
            assertEquals(expected.size(), output.lines().size());
            for (int i = 0; i < expected.size(); i++) {
                assertEquals(columns(expected.get(i)), columns(output.lines().get(i)), "update " + i);
            }
        }
    }

    /** Returns time, bitrate and number of streams; the state has another spelling in the reference. */
    private static List<String> columns(String line) {
        String[] columns = line.split(" ");
        return List.of(columns[0], columns[1], columns[3]);
    }

    private static List<String> lines(String name) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(REFERENCE.resolve(name)))) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}

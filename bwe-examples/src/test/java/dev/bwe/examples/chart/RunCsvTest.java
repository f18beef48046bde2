package dev.bwe.examples.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCsvTest {
    @TempDir
    private Path folder;

    @Test
    void writesAHeaderWithUnitsAndARowForEachSample() throws IOException {
        Path file = folder.resolve("new").resolve("run.csv");
        RunCsv.write(
                file, List.of(new RunSample(500_000, 1_000_000, 950_000, 940_000, 900_000, 880_000, 29.97, 40_250)));
        assertEquals(
                List.of(
                        "time_s,link_capacity_bps,estimate_bps,libwebrtc_remb_bps,sender_target_bps,sent_bps,frames_decoded_per_s,queue_delay_ms",
                        "0.500,1000000,950000,940000,900000,880000,30.0,40.250"),
                Files.readAllLines(file));
    }

    @Test
    void leavesUnknownFiguresEmpty() {
        assertEquals("1.000,,,,,,,", RunCsv.row(new RunSample(1_000_000, -1, -1, -1, -1, -1, -1, -1)));
    }

    @Test
    void neverWritesANegativeZero() {
        assertEquals("0.000,0,0,0,0,0,0.0,0.000", RunCsv.row(new RunSample(0, 0, 0, 0, 0, 0, -0.0, 0)));
    }

    @Test
    void writesTheSameWhateverTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals("1.250,1,2,3,4,5,6.5,7.500", RunCsv.row(new RunSample(1_250_000, 1, 2, 3, 4, 5, 6.5, 7_500)));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void rejectsFiguresThatCannotBe() {
        assertEquals(
                "sent rate (bit/s) = -2.0: must be 0 or more, or -1 if unknown",
                assertThrows(IllegalArgumentException.class, () -> new RunSample(0, 0, 0, 0, 0, -2, 0, 0))
                        .getMessage());
        assertEquals(
                "frames per second = NaN: must be 0 or more, or -1 if unknown",
                assertThrows(IllegalArgumentException.class, () -> new RunSample(0, 0, 0, 0, 0, 0, Double.NaN, 0))
                        .getMessage());
    }
}

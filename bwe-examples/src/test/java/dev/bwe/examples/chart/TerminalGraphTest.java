package dev.bwe.examples.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TerminalGraphTest {
    private static final long WINDOW_US = 100_000_000;

    private static TerminalGraph graph(List<RunSample> samples) {
        TerminalGraph graph = new TerminalGraph(200, WINDOW_US, false);
        samples.forEach(graph::add);
        return graph;
    }

    private static RunSample at(long seconds, long linkBps, long estimateBps, long sentBps) {
        return new RunSample(seconds * 1_000_000, linkBps, estimateBps, -1, -1, sentBps, -1, -1);
    }

    @Test
    void saysEverythingInOneLine() {
        assertEquals(
                " 12.5 s  link 1.00  estimate 0.95  libwebrtc 0.94  target 0.90  sent 0.88 Mbit/s  queue  40 ms  30 frames/s",
                TerminalGraph.liveLine(
                        new RunSample(12_500_000, 1_000_000, 950_000, 940_000, 900_000, 880_000, 29.97, 40_250)));
    }

    @Test
    void showsADashForTheUnknown() {
        assertEquals(
                "  0.0 s  link    -  estimate    -  libwebrtc    -  target    -  sent    - Mbit/s  queue   - ms   - frames/s",
                TerminalGraph.liveLine(new RunSample(0, -1, -1, -1, -1, -1, -1, -1)));
    }

    @Test
    void writesTheSameWhateverTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertTrue(
                    TerminalGraph.liveLine(at(1, 1_500_000, -1, -1)).contains("link 1.50"), "a point as decimal sign");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void staysWithinItsWidthAndAlwaysHasTheSameHeight() {
        for (List<RunSample> samples : List.of(List.<RunSample>of(), Runs.synthetic())) {
            List<String> lines = graph(samples).lines();
            assertEquals(1 + 16 + 2, lines.size());
            for (String line : lines.subList(0, 18)) {
                assertTrue(line.length() <= TerminalGraph.MAX_COLUMNS, line.length() + " columns: " + line);
            }
        }
    }

    @Test
    void drawsEachRateAtItsHeight() {
        // The scale goes to 1.6 Mbit/s in 16 rows: 1.55 is in row 15, 1.25 in row 12, and 0.45 fills rows 0 to 3 and
        // half of row 4.
        List<String> lines =
                graph(List.of(at(0, 1_550_000, 1_250_000, 450_000))).lines();
        int firstPlotColumn = 7;
        StringBuilder column = new StringBuilder();
        for (int row = 0; row < 16; row++) {
            String line = lines.get(16 - row);
            column.append(line.length() > firstPlotColumn ? line.charAt(firstPlotColumn) : ' ');
        }
        assertEquals("████▄       ●  ━", column.toString());
    }

    @Test
    void putsALaterSampleFurtherRight() {
        String withEarly = graph(List.of(at(10, 1_550_000, -1, 0))).lines().get(1);
        String withLate = graph(List.of(at(10, -1, -1, 0), at(60, 1_550_000, -1, 0)))
                .lines()
                .get(1);
        assertEquals(16, withEarly.indexOf('━'));
        assertEquals(62, withLate.indexOf('━'));
    }

    @Test
    void scrollsWhenTheRunOutlastsTheWindow() {
        List<String> lines = graph(List.of(at(0, 1_000_000, 0, 0), at(150, 1_000_000, 0, 0), at(160, 1_000_000, 0, 0)))
                .lines();
        assertTrue(lines.get(17).contains("└60 s"), lines.get(17));
        assertTrue(lines.get(17).endsWith("160 s"), lines.get(17));
    }

    @Test
    void drawsOverItsLastPicture() {
        TerminalGraph graph = graph(Runs.synthetic());
        assertFalse(graph.redraw().contains("\u001b[19A"));
        assertTrue(graph.redraw().startsWith("\u001b[19A\r"));
    }

    @Test
    void coloursOnlyWhereAsked() {
        TerminalGraph colourful = new TerminalGraph(80, WINDOW_US, true);
        Runs.synthetic().forEach(colourful::add);
        assertTrue(String.join("", colourful.lines()).contains("\u001b[31m●"));
        assertFalse(String.join("", graph(Runs.synthetic()).lines()).contains("\u001b["));
    }
}

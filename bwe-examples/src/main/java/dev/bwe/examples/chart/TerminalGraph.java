package dev.bwe.examples.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * A graph of a run that is redrawn in place in a terminal: the sent rate as filled blocks, the estimate as dots, the link's capacity as
 * a line.
 *
 * <p>Methods return text and print nothing. The text has characters beyond ASCII, so it must be printed through a stream that encodes
 * UTF-8. Not thread-safe.
 */
public final class TerminalGraph {
    /** Width of the widest graph, in columns. */
    public static final int MAX_COLUMNS = 100;

    private static final int LABEL_COLUMNS = 7;
    private static final int ROWS = 16;
    private static final String BLOCKS = " ▁▂▃▄▅▆▇█";
    private static final int EIGHTHS = 8;
    private static final char DOT = '●';
    private static final char LINE = '━';
    // Upper ends of the scale, in tenths of a power of ten, that have short labels at every quarter.
    private static final int[] TOPS = {12, 16, 20, 24, 32, 40, 60, 80, 100, 120};

    private static final String RESET = "\u001b[0m";
    private static final String BLUE = "\u001b[34m";
    private static final String RED = "\u001b[31m";
    private static final String CLEAR_REST_OF_LINE = "\u001b[K";

    private final int plotColumns;
    private final long windowUs;
    private final boolean colour;
    private final List<RunSample> samples = new ArrayList<>();
    private int linesDrawn;

    /**
     * Creates an empty graph.
     *
     * @param columns width of the terminal, 40 or more; columns beyond {@link #MAX_COLUMNS} are not used
     * @param windowUs the time span of the graph, in microseconds, 1 or more; the graph of a longer run scrolls
     * @param colour whether the terminal shows colours
     * @throws IllegalArgumentException if a value is out of its range
     */
    public TerminalGraph(int columns, long windowUs, boolean colour) {
        if (columns < 40) {
            throw new IllegalArgumentException("columns = " + columns + ": must be 40 or more");
        }
        if (windowUs < 1) {
            throw new IllegalArgumentException("window (us) = " + windowUs + ": must be 1 or more");
        }
        plotColumns = Math.min(columns, MAX_COLUMNS) - LABEL_COLUMNS;
        this.windowUs = windowUs;
        this.colour = colour;
    }

    /**
     * Returns one line with all figures, for output that is no terminal.
     *
     * @param s the figures
     * @return a line without its end, such as {@code 12.5 s  link 1.00  estimate 0.95  libwebrtc 0.95  target 0.90  sent 0.88 Mbit/s  queue 40 ms  30 frames/s}
     */
    public static String liveLine(RunSample s) {
        return pad(Figures.text(Figures.seconds(s.timeUs()), 1, ""), 5) + " s  link " + mbps(s.linkBps())
                + "  estimate " + mbps(s.estimateBps()) + "  libwebrtc "
                + mbps(s.libwebrtcRembBps()) + "  target " + mbps(s.senderTargetBps()) + "  sent " + mbps(s.sentBps())
                + " Mbit/s  queue "
                + pad(Figures.text(Figures.ms(s.queueDelayUs()), 0, "-"), 3) + " ms  "
                + pad(Figures.text(Figures.frames(s.framesPerSecond()), 0, "-"), 2) + " frames/s";
    }

    /**
     * Adds a sample.
     *
     * @param sample not earlier than the one before
     */
    public void add(RunSample sample) {
        samples.add(sample);
        // The last sample before the window is kept, because it holds at the window's start.
        while (samples.size() > 1 && samples.get(1).timeUs() <= fromUs()) {
            samples.remove(0);
        }
    }

    /**
     * Returns the current graph, with control sequences that make a terminal draw it over the previous one.
     *
     * @return text that ends with a line end
     */
    public String redraw() {
        StringBuilder out = new StringBuilder();
        if (linesDrawn > 0) {
            out.append("\u001b[").append(linesDrawn).append("A\r");
        }
        List<String> lines = lines();
        for (String line : lines) {
            out.append(line).append(CLEAR_REST_OF_LINE).append('\n');
        }
        linesDrawn = lines.size();
        return out.toString();
    }

    List<String> lines() {
        RunSample[] columns = columns();
        double top = scaleTop(columns);
        List<String> lines = new ArrayList<>();
        lines.add(
                paint(RED, DOT + " estimate") + "  " + LINE + " link capacity  " + paint(BLUE, "█ sent") + "   Mbit/s");
        for (int row = ROWS - 1; row >= 0; row--) {
            StringBuilder line = new StringBuilder(label(row, top));
            for (RunSample sample : columns) {
                line.append(sample == null ? " " : cell(sample, row, top));
            }
            lines.add(line.toString().stripTrailing());
        }
        lines.add(timeAxis());
        lines.add(samples.isEmpty() ? "" : liveLine(samples.get(samples.size() - 1)));
        return lines;
    }

    private long fromUs() {
        return samples.isEmpty()
                ? 0
                : Math.max(0, samples.get(samples.size() - 1).timeUs() - windowUs);
    }

    /** Returns the latest sample at each column's time; null before the first and after the last sample. */
    private RunSample[] columns() {
        RunSample[] columns = new RunSample[plotColumns];
        if (samples.isEmpty()) {
            return columns;
        }
        int next = 0;
        RunSample current = null;
        long lastUs = samples.get(samples.size() - 1).timeUs();
        for (int i = 0; i < plotColumns; i++) {
            long beginUs = fromUs() + windowUs * i / plotColumns;
            long endUs = fromUs() + windowUs * (i + 1) / plotColumns;
            while (next < samples.size() && samples.get(next).timeUs() <= endUs) {
                current = samples.get(next++);
            }
            columns[i] = beginUs <= lastUs ? current : null;
        }
        return columns;
    }

    private String cell(RunSample sample, int row, double top) {
        if (rowOf(sample.estimateBps(), top) == row) {
            return paint(RED, String.valueOf(DOT));
        }
        if (rowOf(sample.linkBps(), top) == row) {
            return String.valueOf(LINE);
        }
        double sent = Math.max(0, Figures.mbps(Math.max(0, sample.sentBps()))) / top * ROWS - row;
        int eighths = (int) Math.round(Math.max(0, Math.min(1, sent)) * EIGHTHS);
        return eighths == 0 ? " " : paint(BLUE, String.valueOf(BLOCKS.charAt(eighths)));
    }

    private static int rowOf(long bps, double top) {
        return bps == RunSample.UNKNOWN ? -1 : (int) Math.min(ROWS - 1, Figures.mbps(bps) / top * ROWS);
    }

    private static String label(int row, double top) {
        // A label is the value at the lower edge of its row.
        return row % 4 == 0
                ? pad(Figures.text(top * row / ROWS, 2, ""), LABEL_COLUMNS - 2) + " ┤"
                : " ".repeat(LABEL_COLUMNS - 1) + "│";
    }

    private String timeAxis() {
        String from = Figures.text(Figures.seconds(fromUs()), 0, "") + " s";
        String to = Figures.text(Figures.seconds(fromUs() + windowUs), 0, "") + " s";
        return " ".repeat(LABEL_COLUMNS - 1) + "└" + from + " "
                + "─".repeat(Math.max(0, plotColumns - from.length() - to.length() - 2)) + " " + to;
    }

    private static double scaleTop(RunSample[] columns) {
        double max = 0.1;
        for (RunSample s : columns) {
            if (s != null) {
                max = Math.max(max, Math.max(s.linkBps(), Math.max(s.estimateBps(), s.sentBps())) / 1e6);
            }
        }
        double tenth = Math.pow(10, Math.floor(Math.log10(max)) - 1);
        int i = 0;
        while (TOPS[i] * tenth <= max) {
            i++;
        }
        return TOPS[i] * tenth;
    }

    private String paint(String ansi, String text) {
        return colour ? ansi + text + RESET : text;
    }

    private static String mbps(long bps) {
        return pad(Figures.text(Figures.mbps(bps), 2, "-"), 4);
    }

    private static String pad(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}

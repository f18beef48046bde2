package dev.bwe.examples.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws a run: rates at the top, queuing delay and decoded frames below, on one time axis.
 *
 * <p>No display is needed, but a font is: on a machine without fonts, Java throws an error when it draws text.
 */
public final class RunPng {
    /** Width of the picture in pixels. */
    public static final int WIDTH = 1200;
    /** Height of the picture in pixels. */
    public static final int HEIGHT = 800;

    private static final int RATES_HEIGHT = 450;
    private static final int QUEUE_HEIGHT = 165;
    private static final int FRAMES_HEIGHT = HEIGHT - RATES_HEIGHT - QUEUE_HEIGHT;

    // The same left margin for all panels, so equal times are above each other.
    private static final int Y_AXIS_WIDTH = 70;

    private static final Color LINK = new Color(0x55, 0x55, 0x55);
    private static final Color ESTIMATE = new Color(0xC6, 0x28, 0x28);
    private static final Color LIBWEBRTC = new Color(0xF5, 0x9E, 0x0B);
    private static final Color TARGET = new Color(0x7C, 0x3A, 0xED);
    private static final Color SENT = new Color(0x1D, 0x6F, 0xB8);
    private static final Color QUEUE = new Color(0x0F, 0x76, 0x6E);
    private static final Color QUEUE_FILL = new Color(0xCF, 0xE8, 0xE5);
    private static final Color GRID = new Color(0xE2, 0xE2, 0xE2);

    private RunPng() {}

    /**
     * Draws all samples into a PNG file, replacing it.
     *
     * @param file the file; its folder is created if it does not exist
     * @param title the picture's title
     * @param samples the run in order of time, at least two
     * @throws IllegalArgumentException if there are fewer than two samples
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, String title, List<RunSample> samples) throws IOException {
        if (samples.size() < 2) {
            throw new IllegalArgumentException("samples = " + samples.size() + ": a run has at least 2");
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (!ImageIO.write(draw(title, samples), "png", file.toFile())) {
            throw new IOException("this Java cannot write PNG files");
        }
    }

    static BufferedImage draw(String title, List<RunSample> samples) {
        double[] seconds = column(samples, s -> Figures.seconds(s.timeUs()));

        XYChart rates = panel(RATES_HEIGHT, "Mbit/s", seconds, maximum(samples) * 1.05, "0.0");
        rates.setTitle(title);
        rates.getStyler().setChartTitleVisible(true);
        rates.getStyler().setLegendVisible(true);
        add(rates, "sent by the sender", seconds, column(samples, s -> Figures.mbps(s.sentBps())), SENT, 1.6f);
        add(rates, "sender's target", seconds, column(samples, s -> Figures.mbps(s.senderTargetBps())), TARGET, 1.4f);
        add(
                rates,
                "libwebrtc's own estimate",
                seconds,
                column(samples, s -> Figures.mbps(s.libwebrtcRembBps())),
                LIBWEBRTC,
                4.5f);
        add(rates, "bwe's estimate", seconds, column(samples, s -> Figures.mbps(s.estimateBps())), ESTIMATE, 1.8f);
        add(rates, "link capacity", seconds, column(samples, s -> Figures.mbps(s.linkBps())), LINK, 2.2f)
                .setXYSeriesRenderStyle(XYSeriesRenderStyle.Step);

        double[] queueMs = column(samples, s -> Figures.ms(s.queueDelayUs()));
        XYChart queue = panel(QUEUE_HEIGHT, "queue, ms", seconds, Math.max(50, max(queueMs) * 1.1), "0");
        XYSeries queuingDelay = add(queue, "queuing delay", seconds, queueMs, QUEUE, 1.6f);
        queuingDelay.setXYSeriesRenderStyle(XYSeriesRenderStyle.Area);
        queuingDelay.setFillColor(QUEUE_FILL);

        double[] fps = column(samples, s -> Figures.frames(s.framesPerSecond()));
        XYChart frames = panel(FRAMES_HEIGHT, "frames/s", seconds, Math.max(10, max(fps) * 1.15), "0");
        frames.setXAxisTitle("time, s");
        frames.getStyler().setXAxisTitleVisible(true);
        add(frames, "frames decoded", seconds, fps, SENT, 1.6f);

        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        try {
            paint(g, rates, 0, RATES_HEIGHT);
            paint(g, queue, RATES_HEIGHT, QUEUE_HEIGHT);
            paint(g, frames, RATES_HEIGHT + QUEUE_HEIGHT, FRAMES_HEIGHT);
        } finally {
            g.dispose();
        }
        return image;
    }

    private static void paint(Graphics2D g, XYChart chart, int top, int height) {
        Graphics2D part = (Graphics2D) g.create(0, top, WIDTH, height);
        try {
            chart.paint(part, WIDTH, height);
        } finally {
            part.dispose();
        }
    }

    private static XYChart panel(int height, String yTitle, double[] seconds, double yMax, String yPattern) {
        XYChart chart = new XYChart(WIDTH, height);
        chart.setYAxisTitle(yTitle);
        XYStyler styler = chart.getStyler();
        styler.setLocale(Locale.ROOT);
        styler.setChartBackgroundColor(Color.WHITE)
                .setChartPadding(10)
                .setChartTitleBoxVisible(false)
                .setChartTitleVisible(false)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 18))
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setPlotContentSize(1)
                .setLegendVisible(false)
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setLegendBorderColor(Color.WHITE)
                .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14))
                .setLegendSeriesLineLength(32)
                .setYAxisLeftWidthHint(Y_AXIS_WIDTH);
        styler.setPlotGridLinesColor(GRID)
                .setPlotGridLinesStroke(new BasicStroke(1))
                .setPlotMargin(0)
                .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14))
                .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
                .setXAxisTitleVisible(false)
                .setXAxisMin(seconds[0])
                .setXAxisMax(seconds[seconds.length - 1])
                .setYAxisMin(0.0)
                .setYAxisMax(yMax)
                .setXAxisDecimalPattern("0.###")
                .setYAxisDecimalPattern(yPattern)
                .setXAxisTickMarkSpacingHint(110)
                .setYAxisTickMarkSpacingHint(36);
        return chart;
    }

    private static XYSeries add(XYChart chart, String name, double[] x, double[] y, Color color, float width) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
        return series;
    }

    private static double[] column(List<RunSample> samples, ToDoubleFunction<RunSample> figure) {
        return samples.stream().mapToDouble(figure).toArray();
    }

    private static double maximum(List<RunSample> samples) {
        double mbps = 0.1;
        for (RunSample s : samples) {
            mbps = Math.max(
                    mbps,
                    Figures.mbps(Math.max(
                            Math.max(s.linkBps(), s.estimateBps()),
                            Math.max(s.libwebrtcRembBps(), Math.max(s.senderTargetBps(), s.sentBps())))));
        }
        return mbps;
    }

    private static double max(double[] values) {
        double max = 0;
        for (double value : values) {
            max = Double.isNaN(value) ? max : Math.max(max, value);
        }
        return max;
    }
}

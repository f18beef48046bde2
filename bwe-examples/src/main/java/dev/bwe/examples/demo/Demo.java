package dev.bwe.examples.demo;

import dev.bwe.examples.chart.RunCsv;
import dev.bwe.examples.chart.RunPng;
import dev.bwe.examples.chart.RunSample;
import dev.bwe.examples.chart.TerminalGraph;
import dev.bwe.interceptor.MonotonicClock;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** {@code ./bwe demo}: a call between two real peers over a link whose capacity changes, and the estimate that the sender follows. */
public final class Demo {
    private static final long SAMPLE_US = 200_000;
    private static final long LINE_US = 1_000_000;
    private static final int MAX_SECONDS_ON_SCREEN = 60;
    /** It logs the selected ciphers on start-up. A logger without a reference to it would lose its level. */
    private static final Logger JITSI = Logger.getLogger("org.jitsi");

    private Demo() {}

    /**
     * Runs the demo and ends the JVM. The exit code is 0 for a good verdict, 1 for a bad one, and 2 for a wrong command line.
     *
     * @param args see {@link DemoOptions#USAGE}
     */
    public static void main(String[] args) {
        System.exit(run(System.out, System.err, args));
    }

    static int run(PrintStream out, PrintStream err, String... args) {
        DemoOptions options;
        try {
            if (List.of(args).contains("--help")) {
                out.println(DemoOptions.USAGE);
                return 0;
            }
            options = DemoOptions.parse(args);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(DemoOptions.USAGE);
            return 2;
        }
        try {
            Files.createDirectories(options.out());
            return run(out, err, options);
        } catch (IOException e) {
            err.println("cannot write to " + options.out() + ": " + e.getMessage());
            return 1;
        }
    }

    private static int run(PrintStream out, PrintStream err, DemoOptions options) throws IOException {
        LinkPhases phases = LinkPhases.overSeconds(options.seconds());
        List<RunSample> samples = new ArrayList<>();
        Verdict verdict;
        EstimateComparison comparison;
        long comparedUs;
        double difference;
        JITSI.setLevel(Level.WARNING);
        out.println("connecting two peers over an emulated link ...");
        try (DemoCall call = new DemoCall(phases, options.seed())) {
            if (!call.awaitMedia()) {
                err.println("FAILED no media flowed; " + call.pathStatistics());
                return 1;
            }
            watch(call, phases, samples, options.terminal() && isTerminal() ? redrawing(out, options) : printing(out));
            verdict = Verdict.of(phases, samples, call.framesDecoded());
            comparison = call.comparison();
            long nowUs = MonotonicClock.nowUs();
            comparedUs = comparison.comparedUs(nowUs);
            difference = comparison.meanDifference(nowUs);
        }
        Path png = options.out().resolve("run.png");
        Path csv = options.out().resolve("run.csv");
        RunPng.write(png, title(phases), samples);
        RunCsv.write(csv, samples);

        out.println();
        verdict.lines().forEach(out::println);
        boolean compared = comparedUs > 0;
        out.println(
                compared
                        ? String.format(
                                Locale.ROOT,
                                "       bwe's estimate and libwebrtc's own REMB differed by %.2f %% on average over %.1f s",
                                100 * difference,
                                comparedUs / 1e6)
                        : "FAILED libwebrtc created no REMB to compare with");
        out.println("picture: " + png.toAbsolutePath());
        out.println("figures: " + csv.toAbsolutePath());
        boolean good = verdict.good() && compared;
        out.println(good ? "verdict: good" : "verdict: bad");
        return good ? 0 : 1;
    }

    private interface View {
        void show(RunSample sample);
    }

    private static void watch(DemoCall call, LinkPhases phases, List<RunSample> samples, View view) {
        long endUs = phases.endUs(phases.count() - 1);
        long nextLineUs = LINE_US;
        for (long dueUs = 0; dueUs <= endUs; dueUs += SAMPLE_US) {
            for (long waitUs = dueUs - call.elapsedUs(); waitUs > 0; waitUs = dueUs - call.elapsedUs()) {
                LockSupport.parkNanos(waitUs * 1000);
            }
            RunSample sample = call.sample();
            samples.add(sample);
            if (dueUs >= nextLineUs) {
                view.show(sample);
                nextLineUs += LINE_US;
            }
        }
    }

    private static View printing(PrintStream out) {
        return sample -> out.println(TerminalGraph.liveLine(sample));
    }

    private static View redrawing(PrintStream out, DemoOptions options) {
        long windowUs = Math.min(options.seconds(), MAX_SECONDS_ON_SCREEN) * 1_000_000L;
        TerminalGraph graph = new TerminalGraph(TerminalGraph.MAX_COLUMNS, windowUs, true);
        return sample -> {
            graph.add(sample);
            out.print(graph.redraw());
            out.flush();
        };
    }

    private static boolean isTerminal() {
        String kind = System.getenv("TERM");
        return kind != null && !kind.equals("dumb") && isTerminal(System.console());
    }

    /** Since Java 22 there is a console without a terminal too, and a method that distinguishes the two. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal(@Nullable Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    private static String title(LinkPhases phases) {
        StringBuilder title = new StringBuilder("Video call over a link of ");
        for (int phase = 0; phase < phases.count(); phase++) {
            title.append(phase == 0 ? "" : ", then ")
                    .append(String.format(Locale.ROOT, "%.1f", phases.capacityBps(phase) / 1e6));
        }
        return title.append(" Mbit/s").toString();
    }
}

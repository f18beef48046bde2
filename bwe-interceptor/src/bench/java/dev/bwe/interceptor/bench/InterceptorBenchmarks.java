package dev.bwe.interceptor.bench;

import java.io.IOException;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures what the interceptor costs beside the estimator, and many sessions at a time, and prints tables. */
public final class InterceptorBenchmarks {
    private static final String ALLOCATION = "gc.alloc.rate.norm";
    private static final int FORKS = 5;
    private static final int ITERATIONS = 40;
    /** Of the iterations, the fastest count: others on the machine can only slow one down. */
    private static final int FASTEST = FORKS * ITERATIONS / 10;

    private static final int DEFAULT_SECONDS = 10;
    private static final long BEGIN_US = 2_000_000;
    private static final int[] SESSIONS = {100, 1_000, 10_000};
    private static final double MOST_TIMES_CORE = 2;
    /** What is less than this is the measuring's own. */
    private static final double MOST_BYTES = 0.01;

    private InterceptorBenchmarks() {}

    /**
     * Runs a benchmark.
     *
     * @param args {@code path}; or {@code sessions} and how many seconds for each number of them, 10 by default
     */
    public static void main(String[] args) throws RunnerException, IOException {
        boolean holds = args[0].equals("path")
                ? measurePath()
                : measureSessions(args.length > 1 ? Integer.parseInt(args[1]) : DEFAULT_SECONDS);
        System.out.println(holds ? "\nwithin bounds\n" : "\nNOT within bounds\n");
        System.exit(holds ? 0 : 1);
    }

    private static boolean measurePath() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(PathCost.class.getName())
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.NANOSECONDS)
                        .forks(FORKS)
                        .warmupIterations(4)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(ITERATIONS)
                        .measurementTime(TimeValue.milliseconds(100))
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        double core = 0;
        double path = 0;
        double bytes = 0;
        System.out.println("| | ns/packet | of the fastest tenth | B/packet |");
        System.out.println("|---|---|---|---|");
        for (RunResult result : results) {
            String name = result.getPrimaryResult().getLabel();
            double undisturbed = fastest(result);
            bytes = result.getSecondaryResults().get(ALLOCATION).getScore();
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %.3f |%n",
                    name,
                    result.getPrimaryResult().getScore(),
                    undisturbed,
                    bytes);
            if (name.equals("core")) {
                core = undisturbed;
            } else {
                path = undisturbed;
            }
        }
        System.out.printf(Locale.ROOT, "%nwhole path / core: %.2f (at most %.0f)%n", path / core, MOST_TIMES_CORE);
        return path <= core * MOST_TIMES_CORE && bytes < MOST_BYTES;
    }

    private static double fastest(RunResult result) {
        return result.getBenchmarkResults().stream()
                .flatMapToDouble(InterceptorBenchmarks::scores)
                .sorted()
                .limit(FASTEST)
                .average()
                .orElseThrow();
    }

    private static DoubleStream scores(BenchmarkResult fork) {
        return fork.getIterationResults().stream()
                .mapToDouble(iteration -> iteration.getPrimaryResult().getScore());
    }

    private static boolean measureSessions(int seconds) throws IOException {
        System.out.println("processors: " + Runtime.getRuntime().availableProcessors());
        System.out.println(
                "| sessions | packets/s | threads more | CPUs used | B/packet | REMBs | late p50 ms | p99 | max "
                        + "| reader behind ms |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|");
        // The first run pays for what a virtual machine does once.
        Scale.run(SESSIONS[0], BEGIN_US, 1);
        boolean holds = true;
        for (int sessions : SESSIONS) {
            Scale.Result result = Scale.run(sessions, BEGIN_US, seconds);
            print(result, "");
            holds &= result.isWithinBounds();
        }
        // Not judged: it is no load that calls make.
        print(Scale.run(SESSIONS[SESSIONS.length - 1], 0, seconds), " begun at once");
        return holds;
    }

    private static void print(Scale.Result result, String how) {
        System.out.printf(
                Locale.ROOT,
                "| %,d%s | %,.0f | %d | %.2f | %.3f | %,d | %.2f | %.2f | %.2f | %d |%n",
                result.sessions(),
                how,
                result.packetsPerSecond(),
                result.threads() - result.threadsBefore(),
                result.cpus(),
                result.bytesPerPacket(),
                result.rembs(),
                result.p50(),
                result.p99(),
                result.max(),
                result.readerBehindMs());
    }
}

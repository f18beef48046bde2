package dev.bwe.interceptor.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
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

/** Measures what the interceptor costs compared with the estimator alone, for one session and for many, and prints tables. */
public final class InterceptorBenchmarks {
    private static final String ALLOCATION = "gc.alloc.rate.norm";
    private static final int FORKS = 5;
    private static final int ITERATIONS = 40;
    /** Only the fastest iterations count: other processes on the machine can only slow one down. */
    private static final int FASTEST = FORKS * ITERATIONS / 10;

    private static final int DEFAULT_SECONDS = 5;
    private static final long BEGIN_US = 2_000_000;
    private static final int[] SESSIONS = {100, 1_000, 10_000};
    private static final double MAX_TIMES_CORE = 2;
    private static final double MAX_TIMES_ESTIMATORS = 2;
    private static final double MAX_LATE_MS = 20;
    private static final int MAX_THREADS_MORE = 1;
    /** The virtual machine and the measurement allocate less than this themselves. */
    private static final double MAX_BYTES = 0.01;

    private InterceptorBenchmarks() {}

    /**
     * Runs a benchmark.
     *
     * @param args {@code path}; or {@code sessions} and how many seconds each measurement takes, 5 by default
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
        System.out.printf(Locale.ROOT, "%nwhole path / core: %.2f (at most %.0f)%n", path / core, MAX_TIMES_CORE);
        return path <= core * MAX_TIMES_CORE && bytes < MAX_BYTES;
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

    /**
     * Compares the CPU time of a packet with that of the estimators alone in the same run, which a slower machine or a busy one changes
     * less than either figure.
     */
    private static boolean measureSessions(int seconds) throws IOException {
        System.out.println("processors: " + Runtime.getRuntime().availableProcessors() + ", load average "
                + ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        System.out.println("| sessions | CPU ns/packet | packets/s | threads more | CPUs used | B/packet | REMBs "
                + "| late p50 ms | p99 | max | reader behind ms |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
        boolean holds = true;
        for (int sessions : SESSIONS) {
            holds &= isWithinBounds(print(interceptors(sessions, BEGIN_US, seconds), ""));
        }
        int sessions = SESSIONS[SESSIONS.length - 1];
        double bare = print(estimators(sessions, seconds), " estimators alone").cpuNanosPerPacket();
        double path = print(interceptors(sessions, BEGIN_US, seconds), "").cpuNanosPerPacket();
        path += print(interceptors(sessions, BEGIN_US, seconds), "").cpuNanosPerPacket();
        bare += print(estimators(sessions, seconds), " estimators alone").cpuNanosPerPacket();
        // Not judged: it is no load that calls make.
        print(interceptors(sessions, 0, seconds), " begun at once");
        System.out.printf(
                Locale.ROOT,
                "%n%,d sessions, CPU per packet / estimators alone: %.2f (at most %.0f)%n",
                sessions,
                path / bare,
                MAX_TIMES_ESTIMATORS);
        return holds && path <= bare * MAX_TIMES_ESTIMATORS;
    }

    private static Scale.Result interceptors(int sessions, long beginUs, int seconds) throws IOException {
        try (Load load = new InterceptorLoad(sessions, sessions * (seconds + 2))) {
            return new Scale(load, sessions, beginUs).run(seconds);
        }
    }

    private static Scale.Result estimators(int sessions, int seconds) throws IOException {
        try (Load load = new EstimatorLoad(sessions)) {
            return new Scale(load, sessions, BEGIN_US).run(seconds);
        }
    }

    private static boolean isWithinBounds(Scale.Result result) {
        return result.latenessUs().length > 0
                && result.lateMs(0.99) < MAX_LATE_MS
                && result.bytesPerPacket() < MAX_BYTES
                && result.threads() <= MAX_THREADS_MORE;
    }

    private static Scale.Result print(Scale.Result result, String what) {
        System.out.printf(
                Locale.ROOT,
                "| %,d%s | %.0f | %,.0f | %d | %.2f | %.3f | %,d | %.2f | %.2f | %.2f | %d |%n",
                result.sessions(),
                what,
                result.cpuNanosPerPacket(),
                result.packetsPerSecond(),
                result.threads(),
                result.cpus(),
                result.bytesPerPacket(),
                result.latenessUs().length,
                result.lateMs(0.5),
                result.lateMs(0.99),
                result.lateMs(1),
                result.readerBehindMs());
        return result;
    }
}

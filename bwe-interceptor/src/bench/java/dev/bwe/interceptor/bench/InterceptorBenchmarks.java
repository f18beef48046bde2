package dev.bwe.interceptor.bench;

import java.io.IOException;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures what the interceptor costs beside the estimator, and many sessions at a time, and prints tables. */
public final class InterceptorBenchmarks {
    private static final String ALLOCATION = "gc.alloc.rate.norm";
    private static final int[] SESSIONS = {100, 1_000, 10_000};
    private static final double MOST_TIMES_CORE = 2;
    private static final double MOST_LATE_MS = 20;

    private InterceptorBenchmarks() {
    }

    /**
     * Runs all benchmarks.
     *
     * @param args seconds for each number of sessions, 10 by default
     */
    public static void main(String[] args) throws RunnerException, IOException {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 10;
        Collection<RunResult> results = new Runner(new OptionsBuilder().include(PathCost.class.getName()).mode(Mode.AverageTime)
                .timeUnit(java.util.concurrent.TimeUnit.NANOSECONDS).forks(2).warmupIterations(4).warmupTime(TimeValue.seconds(1))
                .measurementIterations(5).measurementTime(TimeValue.seconds(1)).addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT).build()).run();
        double core = 0;
        double path = 0;
        System.out.println("| | ns/packet | B/packet |");
        System.out.println("|---|---|---|");
        for (RunResult result : results) {
            String name = result.getPrimaryResult().getLabel();
            double nanos = result.getPrimaryResult().getScore();
            System.out.printf(Locale.ROOT, "| %s | %.1f | %.3f |%n", name, nanos,
                    result.getSecondaryResults().get(ALLOCATION).getScore());
            if (name.equals("core")) {
                core = nanos;
            } else {
                path = nanos;
            }
        }
        System.out.printf(Locale.ROOT, "%nwhole path / core: %.2f (at most %.0f)%n%n", path / core, MOST_TIMES_CORE);
        System.out.println("| sessions | packets/s | threads more | REMBs | late p50 ms | p99 | max | CPUs used | reader behind ms |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        boolean holds = path <= core * MOST_TIMES_CORE;
        for (int sessions : SESSIONS) {
            Scale.Result result = Scale.run(sessions, seconds);
            System.out.printf(Locale.ROOT, "| %,d | %,.0f | %d | %,d | %.2f | %.2f | %.2f | %.2f | %d |%n", result.sessions(),
                    result.packetsPerSecond(), result.threads() - result.threadsBefore(), result.rembs(), result.p50(), result.p99(),
                    result.max(), result.cpuShare(), result.readersBehindMs());
            holds &= result.p99() >= 0 && result.p99() < MOST_LATE_MS;
        }
        System.out.println(holds ? "\nall within bounds" : "\nNOT all within bounds");
        System.exit(holds ? 0 : 1);
    }
}

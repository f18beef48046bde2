package dev.bwe.core.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures bwe-core and libjitsi's estimator, and prints a table. In each round each load is measured with one estimator right
 * after the other, each in its own JVM, so changes of the machine's speed affect both alike.
 */
public final class CoreBenchmarks {
    private static final int ROUNDS = 3;
    private static final int WARM_UP_SECONDS = 3;
    private static final int MEASURED_SECONDS = 3;
    private static final String ALLOCATION = "gc.alloc.rate.norm";
    private static final Path RESULTS = Path.of("bwe-core", "BENCHMARKS.md");

    private CoreBenchmarks() {}

    /**
     * Runs all benchmarks.
     *
     * @param args {@code --write} to keep the table in bwe-core/BENCHMARKS.md below the current folder
     * @throws RunnerException if a benchmark fails
     * @throws IOException     if the table cannot be written
     */
    public static void main(String[] args) throws RunnerException, IOException {
        boolean write = args.length == 1 && args[0].equals("--write");
        if (args.length > 0 && !write) {
            System.err.println("bench core takes no argument but --write");
            System.exit(2);
        }
        VirtualClock.install();
        System.err.println("memory");
        MemoryTable memory = new MemoryTable(
                MemoryUse.idleBwe(), MemoryUse.idleLibjitsi(), MemoryUse.busyBwe(), MemoryUse.busyLibjitsi());

        Map<String, Samples> samples = new TreeMap<>();
        for (int round = 1; round <= ROUNDS; round++) {
            for (Load load : Load.values()) {
                System.err.println("round " + round + " of " + ROUNDS + ": " + load);
                run(samples, options(PacketCost.class).param("load", load.name()));
            }
            System.err.println("round " + round + " of " + ROUNDS + ": start");
            run(samples, options(StartCost.class));
        }
        BenchmarkTable table = new BenchmarkTable(samples, memory);
        System.out.print(table.text());
        if (write) {
            table.writeTo(RESULTS);
        }
        System.exit(table.holds() ? 0 : 1);
    }

    private static ChainedOptionsBuilder options(Class<?> benchmark) {
        return new OptionsBuilder()
                .include(benchmark.getName() + "\\.")
                .forks(1)
                .warmupIterations(WARM_UP_SECONDS)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(MEASURED_SECONDS)
                .measurementTime(TimeValue.seconds(1))
                .jvmArgsAppend("-Xms1g", "-Xmx1g")
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuTime.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
    }

    private static void run(Map<String, Samples> samples, ChainedOptionsBuilder options) throws RunnerException {
        Collection<RunResult> results = new Runner(options.build()).run();
        for (RunResult result : results) {
            String name = result.getPrimaryResult().getLabel();
            for (String param : result.getParams().getParamsKeys()) {
                name += " " + result.getParams().getParam(param);
            }
            Samples figures = samples.computeIfAbsent(name, n -> new Samples());
            for (BenchmarkResult fork : result.getBenchmarkResults()) {
                for (IterationResult iteration : fork.getIterationResults()) {
                    figures.add(iteration
                            .getSecondaryResults()
                            .get(CpuTime.NS_PER_OPERATION)
                            .getScore());
                }
            }
            Result<?> allocation = result.getSecondaryResults().get(ALLOCATION);
            figures.allocated(allocation.getScore());
        }
    }
}

package dev.bwe.core.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The cost of a new estimator in the first seconds of a call, in which it searches for probes among the packets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StartCost {
    static final String SLOW_MBPS = "5";
    static final String FAST_MBPS = "500";

    private static final long START_US = 2_000_000;

    @Param({SLOW_MBPS, FAST_MBPS})
    private String mbps;

    private PacketTrace trace;

    /** Creates a benchmark. */
    public StartCost() {}

    static PacketTrace trace(String megabitsPerSecond) {
        return PacketTrace.even(Long.parseLong(megabitsPerSecond) * 1_000_000, START_US);
    }

    /** Prepares the packets. */
    @Setup
    public void prepare() {
        trace = trace(mbps);
    }

    /**
     * Measures a whole start.
     *
     * @return the estimate at its end
     */
    @Benchmark
    public long start() {
        return trace.newFedEstimator().estimateBps();
    }
}

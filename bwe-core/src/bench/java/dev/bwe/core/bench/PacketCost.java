package dev.bwe.core.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** The cost of a packet in an estimator that has been running for a long time. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Load.PACKETS)
public class PacketCost {
    /** Creates a benchmark. */
    public PacketCost() {}

    /**
     * Measures this project's estimator.
     *
     * @param feed the packets
     * @return the sum of the estimates, which keeps the compiler from removing them
     */
    @Benchmark
    public long bwe(BweFeed feed) {
        return feed.lap();
    }

    /**
     * Measures libjitsi's estimator.
     *
     * @param feed the packets
     * @return the sum of the estimates, which keeps the compiler from removing them
     */
    @Benchmark
    public long libjitsi(LibjitsiFeed feed) {
        return feed.lap();
    }
}

package dev.bwe.core.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** What a packet costs an estimator that has been running for long. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Load.PACKETS)
public class PacketCost {
    /** Makes one. */
    public PacketCost() {}

    /**
     * Measures this project's estimator.
     *
     * @param feed the packets
     * @return the sum of the estimates, so that none is optimised away
     */
    @Benchmark
    public long bwe(BweFeed feed) {
        return feed.lap();
    }

    /**
     * Measures libjitsi's estimator.
     *
     * @param feed the packets
     * @return the sum of the estimates, so that none is optimised away
     */
    @Benchmark
    public long libjitsi(LibjitsiFeed feed) {
        return feed.lap();
    }
}

package dev.bwe.core.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Measures the CPU time of an operation, summed over all threads of the JVM. On an idle machine it equals the time that JMH
 * measures; it does not include the work of other programs.
 */
public final class CpuTime implements InternalProfiler {
    static final String NS_PER_OPERATION = "cpu.ns.norm";

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private long beforeNs;

    /** Creates a profiler; called by JMH. */
    public CpuTime() {}

    @Override
    public String getDescription() {
        return "CPU time of an operation";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        beforeNs = system.getProcessCpuTime();
    }

    @Override
    public List<Result<ScalarResult>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double ns = system.getProcessCpuTime() - beforeNs;
        return List.of(new ScalarResult(
                NS_PER_OPERATION, ns / result.getMetadata().getAllOps(), "ns/op", AggregationPolicy.AVG));
    }
}

package dev.bwe.core.bench;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.PacketInfo;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a new estimator takes for the first seconds of a call, in which it looks for probes among the packets. */
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

    /** Makes one. */
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
        BandwidthEstimator estimator = new BandwidthEstimator();
        PacketInfo packet = new PacketInfo();
        for (int i = 0; i < trace.packets(); i++) {
            packet.arrivalUs(trace.arrivalUs[i])
                    .nowUs(trace.arrivalUs[i])
                    .absSendTime(trace.sendTicks[i] & PacketTrace.ABS_SEND_TIME_MASK)
                    .payloadSize(PacketTrace.PACKET_BYTES)
                    .ssrc(1);
            estimator.onPacket(packet);
        }
        return estimator.estimateBps();
    }
}

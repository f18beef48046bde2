package dev.bwe.core.bench;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.PacketInfo;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** This project's estimator with a listener, and its packets. */
@State(Scope.Thread)
public class BweFeed {
    @Param
    private Load load;

    private final BandwidthEstimator estimator = new BandwidthEstimator();
    private final PacketInfo packet = new PacketInfo();
    private PacketTrace trace;
    private int[] ssrcs;
    private long lapStartUs;
    private int lapStartTicks;
    private long heardBps;

    /** Creates a feed. */
    public BweFeed() {}

    /** Prepares the packets. */
    @Setup
    public void prepare() {
        trace = load.trace();
        ssrcs = load.ssrcs();
        estimator.setListener((nowUs, bitrateBps, usage, all) -> heardBps += bitrateBps);
    }

    long lap() {
        int[] sendTicks = trace.sendTicks;
        long[] arrivalUs = trace.arrivalUs;
        for (int i = 0; i < sendTicks.length; i++) {
            long nowUs = lapStartUs + arrivalUs[i];
            packet.arrivalUs(nowUs)
                    .nowUs(nowUs)
                    .absSendTime(lapStartTicks + sendTicks[i] & PacketTrace.ABS_SEND_TIME_MASK)
                    .payloadSize(PacketTrace.PACKET_BYTES)
                    .ssrc(ssrcs[i]);
            estimator.onPacket(packet);
        }
        lapStartUs += trace.lapUs;
        lapStartTicks += trace.lapTicks;
        return heardBps;
    }
}

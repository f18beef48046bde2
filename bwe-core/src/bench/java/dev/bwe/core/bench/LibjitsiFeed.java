package dev.bwe.core.bench;

import org.jitsi.impl.neomedia.rtp.remotebitrateestimator.RemoteBitrateEstimatorAbsSendTime;
import org.jitsi.service.neomedia.rtp.RemoteBitrateEstimator;
import org.jitsi.utils.logging.DiagnosticContext;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** libjitsi's estimator with a listener, and its packets. */
@State(Scope.Thread)
public class LibjitsiFeed {
    @Param
    private Load load;

    /** Has the type of the interface: JMH looks at the fields, and would load the class before the clock is replaced. */
    private RemoteBitrateEstimator estimator;

    private PacketTrace trace;
    private int[] ssrcs;
    /** libjitsi's estimator treats times before 1970 as missing. */
    private long lapStartUs = 1_000_000;

    private int lapStartTicks;
    private long heardBps;

    /** Creates a feed. */
    public LibjitsiFeed() {}

    /** Prepares the packets. */
    @Setup
    public void prepare() {
        VirtualClock.install();
        trace = load.trace();
        ssrcs = load.ssrcs();
        estimator = new RemoteBitrateEstimatorAbsSendTime(
                (all, bitrateBps) -> heardBps += bitrateBps, new DiagnosticContext());
    }

    long lap() {
        int[] sendTicks = trace.sendTicks;
        long[] arrivalUs = trace.arrivalUs;
        for (int i = 0; i < sendTicks.length; i++) {
            long nowMs = (lapStartUs + arrivalUs[i]) / 1_000;
            VirtualClock.set(nowMs);
            estimator.incomingPacketInfo(
                    nowMs,
                    lapStartTicks + sendTicks[i] & PacketTrace.ABS_SEND_TIME_MASK,
                    PacketTrace.PACKET_BYTES,
                    ssrcs[i] & 0xFFFFFFFFL);
        }
        lapStartUs += trace.lapUs;
        lapStartTicks += trace.lapTicks;
        return heardBps;
    }
}

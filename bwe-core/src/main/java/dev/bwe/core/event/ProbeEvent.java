package dev.bwe.core.event;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Frequency;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Recorded when a probe raised the estimate. */
@Name("dev.bwe.Probe")
@Label("Probe")
@Description("A cluster of regularly spaced packets showed that the path carries more than was estimated")
@Category("Bandwidth Estimation")
@StackTrace(false)
public final class ProbeEvent extends Event {
    /** Asked whether anybody records, so that nothing is allocated when nobody does. */
    private static final ProbeEvent SWITCH = new ProbeEvent();

    @Label("Estimator")
    @Description("Tells the estimators of one Java virtual machine apart")
    int estimator;

    @Label("Packet Time")
    @Description("The time that the estimator was given, on the caller's clock")
    @Timespan(Timespan.MICROSECONDS)
    long packetTime;

    @Label("Bitrate")
    @DataAmount(DataAmount.BITS)
    @Frequency long bitrate;

    /** Loads the class, which the recorder takes some time over, before packets wait for it. */
    public static void load() {
        SWITCH.isEnabled();
    }

    public static void record(Object source, long nowUs, long bitrateBps) {
        if (!SWITCH.isEnabled()) {
            return;
        }
        ProbeEvent event = new ProbeEvent();
        event.estimator = System.identityHashCode(source);
        event.packetTime = nowUs;
        event.bitrate = bitrateBps;
        event.commit();
    }
}

package dev.bwe.core.event;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Frequency;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Recorded when a probe raises the estimate. */
@Name("dev.bwe.Probe")
@Label("Probe")
@Description("A cluster of regularly spaced packets showed that the path carries more than was estimated")
public final class ProbeEvent extends EstimatorEvent {
    /** Answers whether a recording asks for this event, without an allocation. */
    private static final ProbeEvent SWITCH = new ProbeEvent();

    @Label("Bitrate")
    @DataAmount(DataAmount.BITS)
    @Frequency long bitrate;

    /** Loads the class, which takes Flight Recorder some time, before the first packet needs it. */
    public static void load() {
        SWITCH.isEnabled();
    }

    /** Records a probe if a recording asks for this event; {@code source} is the estimator. */
    public static void record(Object source, long nowUs, long bitrateBps) {
        if (!SWITCH.isEnabled()) {
            return;
        }
        ProbeEvent event = new ProbeEvent();
        event.identify(source, nowUs);
        event.bitrate = bitrateBps;
        event.commit();
    }
}

package dev.bwe.core.event;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Frequency;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Recorded when the path begins to be overused. */
@Name("dev.bwe.Overuse")
@Label("Overuse")
@Description("The one-way delay grows: more is sent than the path carries")
public final class OveruseEvent extends EstimatorEvent {
    /** Answers {@link #isRecorded()} without an allocation. */
    private static final OveruseEvent SWITCH = new OveruseEvent();

    @Label("Trend")
    @Description("The trend of the delay, in milliseconds")
    double trend;

    @Label("Threshold")
    @Description("The value that the trend is compared with, in milliseconds")
    double threshold;

    @Label("Incoming Rate")
    @Description("Payload and padding over the last second; -1 if there are too few packets for a rate")
    @DataAmount(DataAmount.BITS)
    @Frequency long incomingRate;

    /** Loads the class, which takes Flight Recorder some time, before the first packet needs it. */
    public static void load() {
        SWITCH.isEnabled();
    }

    /** Returns true if a recording asks for this event. */
    public static boolean isRecorded() {
        return SWITCH.isEnabled();
    }

    /** Records the beginning of an overuse; {@code source} is the estimator. Trend and threshold are ms, the rate is bit/s. */
    public static void record(Object source, long nowUs, double trend, double threshold, long incomingRateBps) {
        OveruseEvent event = new OveruseEvent();
        event.identify(source, nowUs);
        event.trend = trend;
        event.threshold = threshold;
        event.incomingRate = incomingRateBps;
        event.commit();
    }
}

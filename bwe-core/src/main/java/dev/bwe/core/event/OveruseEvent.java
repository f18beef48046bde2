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

/** Recorded when the path begins to be overused. */
@Name("dev.bwe.Overuse")
@Label("Overuse")
@Description("The one-way delay grows: more is sent than the path carries")
@Category("Bandwidth Estimation")
@StackTrace(false)
public final class OveruseEvent extends Event {
    /** Asked whether anybody records, so that nothing is allocated when nobody does. */
    private static final OveruseEvent SWITCH = new OveruseEvent();

    @Label("Estimator")
    @Description("Tells the estimators of one Java virtual machine apart")
    int estimator;

    @Label("Packet Time")
    @Description("The time that the estimator was given, on the caller's clock")
    @Timespan(Timespan.MICROSECONDS)
    long packetTime;

    @Label("Trend")
    @Description("The delay's trend, in milliseconds")
    double trend;

    @Label("Threshold")
    @Description("What the trend is compared with, in milliseconds")
    double threshold;

    @Label("Incoming Rate")
    @Description("Payload and padding over the last second; -1 where there is too little to tell")
    @DataAmount(DataAmount.BITS)
    @Frequency long incomingRate;

    /** Loads the class, which the recorder takes some time over, before packets wait for it. */
    public static void load() {
        SWITCH.isEnabled();
    }

    /** Returns true if this event is being recorded. */
    public static boolean isRecorded() {
        return SWITCH.isEnabled();
    }

    /** Records the beginning of an overuse; {@code source} is the estimator. */
    public static void record(Object source, long nowUs, double trend, double threshold, long incomingRateBps) {
        OveruseEvent event = new OveruseEvent();
        event.estimator = System.identityHashCode(source);
        event.packetTime = nowUs;
        event.trend = trend;
        event.threshold = threshold;
        event.incomingRate = incomingRateBps;
        event.commit();
    }
}

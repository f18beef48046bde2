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

/** Recorded with each update of an estimate. */
@Name("dev.bwe.EstimateUpdate")
@Label("Estimate Update")
@Description("The bandwidth estimate was updated; its value may be the same as before")
@Category("Bandwidth Estimation")
@StackTrace(false)
public final class EstimateUpdateEvent extends Event {
    /** Asked whether anybody records, so that nothing is allocated when nobody does. */
    private static final EstimateUpdateEvent SWITCH = new EstimateUpdateEvent();

    @Label("Estimator")
    @Description("Tells the estimators of one Java virtual machine apart")
    int estimator;

    @Label("Packet Time")
    @Description("The time that the estimator was given, on the caller's clock")
    @Timespan(Timespan.MICROSECONDS)
    long packetTime;

    @Label("Estimate")
    @DataAmount(DataAmount.BITS)
    @Frequency long estimate;

    @Label("Incoming Rate")
    @Description("Payload and padding over the last second; -1 where there is too little to tell")
    @DataAmount(DataAmount.BITS)
    @Frequency long incomingRate;

    @Label("Congestion State")
    String usage;

    @Label("Rate Control State")
    String rateControlState;

    @Label("Round-Trip Time")
    @Timespan(Timespan.MICROSECONDS)
    long roundTripTime;

    @Label("Streams")
    @Description("Number of streams that the estimate covers")
    int streams;

    /** Loads the class, which the recorder takes some time over, before packets wait for it. */
    public static void load() {
        SWITCH.isEnabled();
    }

    /** Returns true if this event is being recorded. */
    public static boolean isRecorded() {
        return SWITCH.isEnabled();
    }

    /** Records an update; {@code source} is the estimator. */
    public static void record(
            Object source,
            long nowUs,
            long estimateBps,
            long incomingRateBps,
            String usage,
            String rateControlState,
            long rttUs,
            int streams) {
        EstimateUpdateEvent event = new EstimateUpdateEvent();
        event.estimator = System.identityHashCode(source);
        event.packetTime = nowUs;
        event.estimate = estimateBps;
        event.incomingRate = incomingRateBps;
        event.usage = usage;
        event.rateControlState = rateControlState;
        event.roundTripTime = rttUs;
        event.streams = streams;
        event.commit();
    }
}

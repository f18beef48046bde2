package dev.bwe.core.event;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Frequency;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** Recorded with each update of an estimate. */
@Name("dev.bwe.EstimateUpdate")
@Label("Estimate Update")
@Description("The bandwidth estimate was updated; its value may be the same as before")
public final class EstimateUpdateEvent extends EstimatorEvent {
    /** Answers {@link #isRecorded()} without an allocation. */
    private static final EstimateUpdateEvent SWITCH = new EstimateUpdateEvent();

    @Label("Estimate")
    @DataAmount(DataAmount.BITS)
    @Frequency long estimate;

    @Label("Incoming Rate")
    @Description("Payload and padding over the last second; -1 if there are too few packets for a rate")
    @DataAmount(DataAmount.BITS)
    @Frequency long incomingRate;

    @Label("Congestion State")
    @Nullable String usage;

    @Label("Rate Control State")
    @Nullable String rateControlState;

    @Label("Round-Trip Time")
    @Timespan(Timespan.MICROSECONDS)
    long roundTripTime;

    @Label("Streams")
    @Description("Number of streams that the estimate covers")
    int streams;

    /** Loads the class, which takes Flight Recorder some time, before the first packet needs it. */
    public static void load() {
        SWITCH.isEnabled();
    }

    /** Returns true if a recording asks for this event. */
    public static boolean isRecorded() {
        return SWITCH.isEnabled();
    }

    /** Records an update; {@code source} is the estimator. Rates are bit/s. */
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
        event.identify(source, nowUs);
        event.estimate = estimateBps;
        event.incomingRate = incomingRateBps;
        event.usage = usage;
        event.rateControlState = rateControlState;
        event.roundTripTime = rttUs;
        event.streams = streams;
        event.commit();
    }
}

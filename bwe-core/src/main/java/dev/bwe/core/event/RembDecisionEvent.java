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
import org.jspecify.annotations.Nullable;

/** Recorded with each decision whether an estimate or an upper bound is sent in a REMB. */
@Name("dev.bwe.RembDecision")
@Label("REMB Decision")
@Description("Whether a REMB with an estimate or an upper bound is sent")
@Category("Bandwidth Estimation")
@StackTrace(false)
public final class RembDecisionEvent extends Event {
    /** Answers whether a recording asks for this event, without an allocation. */
    private static final RembDecisionEvent SWITCH = new RembDecisionEvent();

    /** The reason why a REMB is sent or not. */
    public enum Reason {
        /** There was no REMB before, or the last one is old enough. */
        DUE,
        /** The estimate fell so much that the REMB is sent at once. */
        FALL,
        /** The last REMB is recent, and its bitrate is about the same or lower. */
        TOO_SOON,
        /** The sender of the media may exceed an upper bound that was set. */
        LIMIT,
        /** The last REMB does not exceed the upper bound that was set. */
        WITHIN_LIMIT,
        /** An upper bound was set while there is no estimate or no stream. */
        NO_ESTIMATE
    }

    @Label("REMB Schedule")
    @Description("Distinguishes the REMB schedules of one Java virtual machine")
    int schedule;

    @Label("Decision Time")
    @Description("The time that was passed to the REMB schedule, on the caller's clock")
    @Timespan(Timespan.MICROSECONDS)
    long decisionTime;

    @Label("Bitrate")
    @Description("The estimate, or the upper bound that was set")
    @DataAmount(DataAmount.BITS)
    @Frequency long bitrate;

    @Label("Limit")
    @Description("The upper bound of the bitrate in REMBs")
    @DataAmount(DataAmount.BITS)
    @Frequency long limit;

    @Label("Sent")
    boolean sent;

    @Label("Reason")
    @Nullable String reason;

    /** Loads the class, which takes Flight Recorder some time, before the first estimate needs it. */
    public static void load() {
        SWITCH.isEnabled();
    }

    /** Records a decision if a recording asks for this event; {@code source} is the schedule. Rates are bit/s. */
    public static void record(Object source, long nowUs, long bitrateBps, long limitBps, boolean sent, Reason reason) {
        if (!SWITCH.isEnabled()) {
            return;
        }
        RembDecisionEvent event = new RembDecisionEvent();
        event.schedule = System.identityHashCode(source);
        event.decisionTime = nowUs;
        event.bitrate = bitrateBps;
        event.limit = limitBps;
        event.sent = sent;
        event.reason = reason.name();
        event.commit();
    }
}

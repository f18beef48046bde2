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

/** Recorded when it is decided whether an estimate or a limit is worth a REMB. */
@Name("dev.bwe.RembDecision")
@Label("REMB Decision")
@Description("Whether the sender is told of an estimate or a limit")
@Category("Bandwidth Estimation")
@StackTrace(false)
public final class RembDecisionEvent extends Event {
    /** Asked whether anybody records, so that nothing is allocated when nobody does. */
    private static final RembDecisionEvent SWITCH = new RembDecisionEvent();

    /** Why a REMB is sent or not. */
    public enum Reason {
        /** There was none before, or the last one is old enough. */
        DUE,
        /** The estimate fell so much that it can't wait. */
        FALL,
        /** The last one is recent and says about the same or less. */
        TOO_SOON,
        /** The sender may be sending more than a limit that was set. */
        LIMIT,
        /** What the sender was told last is within the limit that was set. */
        WITHIN_LIMIT
    }

    @Label("Throttler")
    @Description("Tells the throttlers of one Java virtual machine apart")
    int throttler;

    @Label("Decision Time")
    @Description("The time that the throttler was given, on the caller's clock")
    @Timespan(Timespan.MICROSECONDS)
    long decisionTime;

    @Label("Bitrate")
    @Description("The estimate or the limit in question")
    @DataAmount(DataAmount.BITS)
    @Frequency long bitrate;

    @Label("Limit")
    @Description("The most that a REMB may say")
    @DataAmount(DataAmount.BITS)
    @Frequency long limit;

    @Label("Sent")
    boolean sent;

    @Label("Reason")
    String reason;

    /** Loads the class, which the recorder takes some time over, before packets wait for it. */
    public static void load() {
        SWITCH.isEnabled();
    }

    public static void record(Object source, long nowUs, long bitrateBps, long limitBps, boolean sent, Reason reason) {
        if (!SWITCH.isEnabled()) {
            return;
        }
        RembDecisionEvent event = new RembDecisionEvent();
        event.throttler = System.identityHashCode(source);
        event.decisionTime = nowUs;
        event.bitrate = bitrateBps;
        event.limit = limitBps;
        event.sent = sent;
        event.reason = reason.name();
        event.commit();
    }
}

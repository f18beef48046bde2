package dev.bwe.core.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** The fields that all events of an estimator have. */
@Category("Bandwidth Estimation")
@StackTrace(false)
abstract class EstimatorEvent extends Event {
    @Label("Estimator")
    @Description("Distinguishes the estimators of one Java virtual machine")
    int estimator;

    @Label("Packet Time")
    @Description("The time that was passed to the estimator, on the caller's clock")
    @Timespan(Timespan.MICROSECONDS)
    long packetTime;

    final void identify(Object source, long nowUs) {
        estimator = System.identityHashCode(source);
        packetTime = nowUs;
    }
}

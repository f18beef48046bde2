package dev.bwe.interceptor.estimate;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A packet, which starts the timer, meets two closes: no timer is left, and packets after close count for nothing. */
@JCStressTest
@Outcome(
        id = {"0, 0", "0, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "no timer; the packet came before the close or after it")
@Outcome(expect = Expect.FORBIDDEN, desc = "a timer is left")
@State
public class CloseWhileReadingTest {
    private final StressCall call = new StressCall();

    @Actor
    public void read() {
        call.read();
    }

    @Actor
    public void close() {
        call.interceptor.close();
    }

    @Actor
    public void closeAgain() {
        call.interceptor.close();
    }

    @Arbiter
    public void after(II_Result result) {
        call.read();
        result.r1 = call.scheduler.pending();
        result.r2 = (int) call.interceptor.statistics().packetsFed();
    }
}

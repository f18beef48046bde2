package dev.bwe.interceptor.estimate;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A packet meets its stream's unbind: the SSRC never stays behind. */
@JCStressTest
@Outcome(
        id = {"0, 0", "0, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "no SSRC; the packet came before the unbind or after it")
@Outcome(expect = Expect.FORBIDDEN, desc = "a stale SSRC")
@State
public class UnbindWhileReadingTest {
    private final StressCall call = new StressCall();

    @Actor
    public void read() {
        call.read();
    }

    @Actor
    public void unbind() {
        call.interceptor.unbindRemoteStream(StressCall.STREAM);
    }

    @Arbiter
    public void after(II_Result result) {
        result.r1 = call.interceptor.ssrcs().length;
        result.r2 = (int) call.interceptor.statistics().packetsFed();
    }
}

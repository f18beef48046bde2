package dev.bwe.interceptor.timer;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two peer connections ask a timer whose thread ends as soon as it has nothing to do: each is served after its last request,
 * whether that met the thread of the other's request at work, ending, or gone. What has been asked for is written
 * plainly, so that the
 * thread that serves must see what was written before the request.
 */
@JCStressTest
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "both were served after their last request")
@Outcome(expect = Expect.FORBIDDEN, desc = "a request is lost, or what was written before it not seen")
@State
public class TimerLosesNoRequestTest {
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final SharedTimer timer = new SharedTimer(0);
    private final Peer soon = new Peer();
    private final Peer later = new Peer();

    /** Notes how many of its requests it has been served for. */
    private final class Peer {
        private final WorkTimer task = timer.timerFor(this::serve, this::serve);
        private final AtomicInteger served = new AtomicInteger();
        private int asked;

        private void serve() {
            served.setRelease(asked);
        }

        private int awaitServed(long untilNanos) {
            while (served.getAcquire() < 2 && System.nanoTime() < untilNanos) {
                Thread.onSpinWait();
            }
            return served.getAcquire();
        }
    }

    @Actor
    public void soon() {
        for (int i = 1; i <= 2; i++) {
            soon.asked = i;
            soon.task.runSoon();
        }
    }

    @Actor
    public void later() {
        for (int i = 1; i <= 2; i++) {
            later.asked = i;
            later.task.runAfter(0);
        }
    }

    @Arbiter
    public void after(II_Result result) {
        long untilNanos = System.nanoTime() + PATIENCE_NANOS;
        result.r1 = soon.awaitServed(untilNanos);
        result.r2 = later.awaitServed(untilNanos);
    }
}

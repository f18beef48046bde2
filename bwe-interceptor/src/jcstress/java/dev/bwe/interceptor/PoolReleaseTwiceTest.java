package dev.bwe.interceptor;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two threads release the same entry: exactly one is told, and the pool has it once. */
@JCStressTest
@Outcome(id = {"1, 0, 1", "0, 1, 1"}, expect = Expect.ACCEPTABLE, desc = "one release counted, one was refused")
@Outcome(expect = Expect.FORBIDDEN, desc = "both counted, or none")
@State
public class PoolReleaseTwiceTest {
    private final PacketInfoPool pool = new PacketInfoPool(4);
    private final PacketInfoPool.Entry entry = pool.acquire();

    private int release() {
        try {
            pool.release(entry);
            return 1;
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    @Actor
    public void one(III_Result result) {
        result.r1 = release();
    }

    @Actor
    public void other(III_Result result) {
        result.r2 = release();
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = pool.available();
    }
}

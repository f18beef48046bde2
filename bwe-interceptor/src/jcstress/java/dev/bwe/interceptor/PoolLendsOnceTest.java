package dev.bwe.interceptor;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two readers take from a pool of one entry and give back: nobody gets what another has, and nothing is lost or doubled. */
@JCStressTest
@Outcome(id = "1, 1, [12]", expect = Expect.ACCEPTABLE, desc = "each read back what it wrote")
@Outcome(expect = Expect.FORBIDDEN, desc = "an entry was lent to both, or is lost")
@State
public class PoolLendsOnceTest {
    private final PacketInfoPool pool = new PacketInfoPool(2);

    public PoolLendsOnceTest() {
        pool.release(pool.acquire());
    }

    private int use(int ssrc) {
        PacketInfoPool.Entry entry = pool.acquire();
        int fresh = entry.packet().ssrc() == 0 ? 1 : 0;
        entry.packet().ssrc(ssrc);
        int own = entry.packet().ssrc() == ssrc ? fresh : 0;
        pool.release(entry);
        return own;
    }

    @Actor
    public void one(III_Result result) {
        result.r1 = use(1);
    }

    @Actor
    public void other(III_Result result) {
        result.r2 = use(2);
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = pool.available();
    }
}

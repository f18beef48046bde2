package dev.bwe.interceptor.estimate;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** The lock's holder releases a slot while the reader acquires one: the reader gets a clear slot, and none is lost. */
@JCStressTest
@Outcome(
        id = {"0, 0, 1", "0, 1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "a clear slot: the same one, or another")
@Outcome(expect = Expect.FORBIDDEN, desc = "a slot that is still in use, or the pool has lost its own")
@State
public class PoolLendsOnceTest {
    private final PacketPool pool = new PacketPool(1);
    private final PacketSlot lent = pool.acquire();

    public PoolLendsOnceTest() {
        lent.packet.ssrc(7);
    }

    @Actor
    public void holder() {
        PacketPool.release(lent);
    }

    @Actor
    public void reader(III_Result result) {
        PacketSlot slot = pool.acquire();
        result.r1 = slot.packet.ssrc();
        result.r2 = slot == lent ? 0 : 1;
        slot.packet.ssrc(8);
        PacketPool.release(slot);
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = pool.available();
    }
}

package dev.bwe.interceptor.estimate;

import dev.bwe.core.TimestampSource;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** The holder of the lock releases an entry while the reader asks for one: what it gets is as if new, and nothing is lost. */
@JCStressTest
@Outcome(
        id = {"0, 0, 1", "0, 1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "as if new: the same entry, or another one")
@Outcome(expect = Expect.FORBIDDEN, desc = "an entry that is still in use, or the pool has lost its own")
@State
public class PoolLendsOnceTest {
    private final PacketInfoPool pool = new PacketInfoPool(
            new BoundStream(
                    StressCall.STREAM, StreamExtensions.of(StressCall.STREAM, false, TimestampSource.ABS_SEND_TIME)),
            1);
    private final PacketInfoPool.Entry lent = pool.acquire();

    public PoolLendsOnceTest() {
        lent.packet.ssrc(7);
    }

    @Actor
    public void holder() {
        PacketInfoPool.release(lent);
    }

    @Actor
    public void reader(III_Result result) {
        PacketInfoPool.Entry entry = pool.acquire();
        result.r1 = entry.packet.ssrc();
        result.r2 = entry == lent ? 0 : 1;
        entry.packet.ssrc(8);
        PacketInfoPool.release(entry);
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = pool.available();
    }
}

package dev.bwe.interceptor.estimate;

import dev.bwe.core.TimestampSource;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two readers bring packets while somebody locks, and nobody waits for readers: each packet is taken in, once, and none is left. */
@JCStressTest
@Outcome(id = "12, 0, 1", expect = Expect.ACCEPTABLE, desc = "each packet was taken in, and delivered for")
@Outcome(id = "12, 0, 2", expect = Expect.ACCEPTABLE, desc = "each packet was taken in, and delivered for one by one")
@Outcome(expect = Expect.FORBIDDEN, desc = "a packet is lost, doubled or left")
@State
public class PacketsLeftTest implements PeerLock.Duties {
    private final PeerLock lock = new PeerLock();
    private final PacketInfoPool one = pool();
    private final PacketInfoPool other = pool();
    private int taken;
    private int claims;

    public PacketsLeftTest() {
        lock.duties(this);
    }

    private static PacketInfoPool pool() {
        return new PacketInfoPool(
                new BoundStream(
                        StressCall.STREAM,
                        StreamExtensions.of(StressCall.STREAM, false, TimestampSource.ABS_SEND_TIME)),
                1);
    }

    @Override
    public boolean take(PacketInfoPool.Entry packet) {
        taken += packet.packet.ssrc();
        PacketInfoPool.release(packet);
        return true;
    }

    @Override
    public void leave(PacketInfoPool.Entry packet) {}

    @Override
    public boolean claim() {
        claims++;
        return false;
    }

    @Override
    public void wake() {}

    private void bring(PacketInfoPool pool, int ssrc) {
        PacketInfoPool.Entry packet = pool.acquire();
        packet.packet.ssrc(ssrc);
        lock.offer(packet);
    }

    @Actor
    public void one() {
        bring(one, 4);
    }

    @Actor
    public void other() {
        bring(other, 8);
    }

    @Actor
    public void somebody() {
        lock.lock();
        lock.unlock();
    }

    @Arbiter
    public void after(III_Result result) {
        result.r1 = taken;
        result.r2 = 2 - one.available() - other.available();
        result.r3 = claims;
    }
}

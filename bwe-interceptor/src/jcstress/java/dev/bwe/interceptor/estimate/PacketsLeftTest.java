package dev.bwe.interceptor.estimate;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two readers bring packets while another thread locks: each packet is taken in once, and none is left on the stack. */
@JCStressTest
@Outcome(id = "12, 0, 1", expect = Expect.ACCEPTABLE, desc = "each packet was taken in; one look for deliveries")
@Outcome(
        id = "12, 0, 2",
        expect = Expect.ACCEPTABLE,
        desc = "each packet was taken in; a look for deliveries after each")
@Outcome(expect = Expect.FORBIDDEN, desc = "a packet is lost, doubled or left")
@State
@SuppressWarnings("this-escape")
public class PacketsLeftTest implements PeerLock.Intake, PeerLock.Deliverer {
    private final PeerLock lock = new PeerLock(this, this);
    private final PacketPool one = poolOfOne();
    private final PacketPool other = poolOfOne();
    private int taken;
    private int claims;

    private static PacketPool poolOfOne() {
        PacketPool pool = new PacketPool(1);
        PacketPool.release(pool.acquire());
        return pool;
    }

    @Override
    public boolean take(PacketSlot packet) {
        taken += packet.packet.ssrc();
        return true;
    }

    @Override
    public boolean claim() {
        claims++;
        return false;
    }

    @Override
    public void wake() {}

    /** Reads as an {@link ObservingReader} does. */
    private void read(PacketPool pool, int ssrc) {
        PacketSlot packet = new PacketSlot();
        packet.packet.ssrc(ssrc);
        if (!lock.tryTake(packet)) {
            PacketSlot waiting = pool.acquire();
            waiting.copy(packet);
            lock.leave(waiting);
        }
    }

    /** Leaves a packet on the stack without trying first, so that the two readers meet there. */
    private void leave(PacketPool pool, int ssrc) {
        PacketSlot waiting = pool.acquire();
        waiting.packet.ssrc(ssrc);
        lock.leave(waiting);
    }

    @Actor
    public void one() {
        read(one, 4);
    }

    @Actor
    public void other() {
        leave(other, 8);
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

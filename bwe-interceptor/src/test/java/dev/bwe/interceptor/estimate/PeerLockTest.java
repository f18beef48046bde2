package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PeerLockTest {
    private final PeerLock lock = new PeerLock(this::take, new PeerLock.Deliverer() {
        @Override
        public boolean claim() {
            whenClaiming.getAndSet(() -> {}).run();
            return claims;
        }

        @Override
        public void wake() {
            done.add("wake");
            whenWaking.getAndSet(() -> {}).run();
        }
    });
    private final PacketPool pool = new PacketPool(3);
    private final PacketSlot own = new PacketSlot();
    private final List<String> done = new ArrayList<>();
    private final AtomicReference<Runnable> whenClaiming = new AtomicReference<>(() -> {});
    private final AtomicReference<Runnable> whenLeaving = new AtomicReference<>(() -> {});
    private final AtomicReference<Runnable> whenWaking = new AtomicReference<>(() -> {});
    private final Thread testThread = Thread.currentThread();
    private boolean claims = true;

    private boolean take(PacketSlot packet) {
        int ssrc = packet.packet.ssrc();
        done.add("take " + ssrc);
        if (ssrc < 0) {
            throw new IllegalStateException("on purpose");
        }
        return ssrc != 0;
    }

    /** Reads as an {@link ObservingReader} does. */
    private void offer(int ssrc) {
        PacketSlot packet = Thread.currentThread() == testThread ? own : new PacketSlot();
        packet.packet.ssrc(ssrc);
        if (!lock.tryTake(packet)) {
            PacketSlot waiting = pool.acquire();
            waiting.copy(packet);
            whenLeaving.getAndSet(() -> {}).run();
            done.add("leave " + ssrc);
            lock.leave(waiting);
        }
    }

    /** Another thread's packets; it comes back although this one holds the lock. */
    private void offerFromElsewhere(int... ssrcs) {
        Thread reader = new Thread(() -> {
            for (int ssrc : ssrcs) {
                offer(ssrc);
            }
        });
        reader.start();
        try {
            reader.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aReaderThatFindsTheLockFreeTakesItsPacketInAndWakesTheDelivery() {
        offer(1);
        assertEquals(List.of("take 1", "wake"), done);
    }

    @Test
    void theDeliveryIsNotWokenWithoutAChangeOrAClaim() {
        offer(0);
        claims = false;
        offer(1);
        claims = true;
        lock.run(() -> {});
        assertEquals(List.of("take 0", "take 1"), done);
    }

    @Test
    void readersDoNotWaitAndTheHolderTakesTheirPacketsInInOrder() {
        lock.lock();
        offerFromElsewhere(1, 2, 3);
        assertEquals(List.of("leave 1", "leave 2", "leave 3"), done);
        done.clear();
        lock.unlock();
        assertEquals(List.of("take 1", "take 2", "take 3", "wake"), done);
        assertEquals(3, pool.available());
    }

    /** A packet that was pushed by a reader that still found the lock held, after the holder's last look at the stack. */
    @Test
    void theHolderTakesInAPacketThatWasLeftAfterItsLastLook() {
        whenClaiming.set(() -> offerFromElsewhere(2));
        offer(1);
        assertEquals(List.of("take 1", "leave 2", "wake", "take 2", "wake"), done);
    }

    @Test
    void aReaderThatFindsTheLockReleasedWhileLeavingItsPacketTakesItIn() throws InterruptedException {
        CountDownLatch leaving = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        whenLeaving.set(() -> {
            leaving.countDown();
            await(free);
        });
        lock.lock();
        Thread reader = new Thread(() -> offer(1));
        reader.start();
        await(leaving);
        lock.unlock();
        free.countDown();
        reader.join();
        assertEquals(List.of("leave 1", "take 1", "wake"), done);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS), "waited in vain");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theNextHolderFindsSuchAPacketTakenIn() {
        whenClaiming.set(() -> offerFromElsewhere(2));
        whenWaking.set(
                () -> assertEquals(List.of("take 1", "leave 2", "wake", "take 2"), lock.get(() -> List.copyOf(done))));
        offer(1);
        assertEquals(List.of("take 1", "leave 2", "wake", "take 2", "wake"), done);
    }

    @Test
    void aPacketThatFindsTheLockFreeIsTakenInAfterThoseThatWait() {
        whenClaiming.set(() -> offerFromElsewhere(2));
        whenWaking.set(() -> offer(3));
        offer(1);
        assertEquals(List.of("take 1", "leave 2", "wake", "take 2", "take 3", "wake"), done);
    }

    @Test
    void anExceptionForOnePacketKeepsNoOtherOut() {
        lock.lock();
        offerFromElsewhere(1, -2, 3);
        done.clear();
        assertThrows(IllegalStateException.class, lock::unlock);
        assertEquals(List.of("take 1", "take -2", "take 3"), done);
        assertEquals(3, pool.available());
        lock.run(() -> {});
        assertEquals("wake", done.get(3), "the other packets' changes are delivered with the next unlock");
    }

    @Test
    void aChangeUnderTheLockIsDelivered() {
        lock.run(lock::changed);
        assertEquals(List.of("wake"), done);
    }

    @Test
    void theLockIsReleasedWhateverIsThrown() {
        assertThrows(IllegalStateException.class, () -> offer(-1));
        assertThrows(
                IllegalArgumentException.class,
                () -> lock.run(() -> {
                    throw new IllegalArgumentException("on purpose");
                }));
        lock.lock();
        offerFromElsewhere(-2);
        assertThrows(IllegalStateException.class, lock::unlock);
        done.clear();
        offer(7);
        assertTrue(done.contains("take 7"), done.toString());
        assertEquals(5, lock.get(() -> 5));
    }
}

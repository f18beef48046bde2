package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bwe.interceptor.rtp.RtpPacket.Fault;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PacketPoolTest {
    private final PacketPool pool = new PacketPool(4);

    @Test
    void aReleasedSlotIsAcquiredAgainAndTakesWhollyWhatIsCopied() {
        PacketSlot slot = pool.acquire();
        slot.packet
                .arrivalUs(1)
                .nowUs(2)
                .absSendTime(3)
                .payloadSize(4)
                .ssrc(5)
                .rtpTimestamp(6)
                .transmissionOffset(7);
        slot.fault = Fault.TOO_SHORT;
        slot.hasTransportSequenceNumber = true;
        slot.captureTime = true;
        slot.rtpTimestamps = true;
        PacketPool.release(slot);
        assertSame(slot, pool.acquire());
        slot.copy(new PacketSlot());
        assertEquals(0, slot.packet.arrivalUs());
        assertFalse(slot.packet.hasAbsSendTime());
        assertEquals(0, slot.packet.payloadSize());
        assertEquals(0, slot.packet.ssrc());
        assertEquals(0, slot.packet.rtpTimestamp());
        assertEquals(0, slot.packet.transmissionOffset());
        assertEquals(Fault.NONE, slot.fault);
        assertFalse(slot.hasTransportSequenceNumber || slot.captureTime || slot.rtpTimestamps);
    }

    @Test
    void noSlotIsLentTwiceAtATime() {
        assertNotSame(pool.acquire(), pool.acquire());
    }

    @Test
    void releasingTwiceIsDetected() {
        PacketSlot slot = pool.acquire();
        PacketPool.release(slot);
        assertThrows(IllegalStateException.class, () -> PacketPool.release(slot));
        assertEquals(1, pool.available());
    }

    @Test
    void slotsBeyondTheBoundAreNotKept() {
        Set<PacketSlot> lent = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            lent.add(pool.acquire());
        }
        assertEquals(10, lent.size());
        lent.forEach(PacketPool::release);
        assertEquals(4, pool.available());
        PacketSlot beyond = lent.stream().filter(slot -> !keeps(slot)).findAny().orElseThrow();
        assertThrows(IllegalStateException.class, () -> PacketPool.release(beyond));
    }

    /** Returns true if the pool lends it again. */
    private boolean keeps(PacketSlot wanted) {
        Set<PacketSlot> lent = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            lent.add(pool.acquire());
        }
        lent.forEach(PacketPool::release);
        return lent.contains(wanted);
    }

    @Test
    void allocatesOnlyWhenAllSlotsAreLent() {
        PacketSlot first = pool.acquire();
        PacketPool.release(first);
        for (int i = 0; i < 10; i++) {
            PacketSlot again = pool.acquire();
            assertSame(first, again);
            PacketPool.release(again);
        }
    }
}

package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bwe.core.TimestampSource;
import dev.bwe.interceptor.rtp.RtpPacket.Fault;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PacketInfoPoolTest {
    private final BoundStream stream =
            new BoundStream(Call.video(5), StreamExtensions.of(Call.video(5), false, TimestampSource.ABS_SEND_TIME));
    private final PacketInfoPool pool = new PacketInfoPool(stream, 4);

    @Test
    void whatComesBackIsLentAgainAsIfNew() {
        PacketInfoPool.Entry entry = pool.acquire();
        entry.packet
                .arrivalUs(1)
                .nowUs(2)
                .absSendTime(3)
                .payloadSize(4)
                .ssrc(5)
                .rtpTimestamp(6)
                .transmissionOffset(7);
        entry.fault = Fault.TOO_SHORT;
        entry.hasTransportSequenceNumber = true;
        entry.captureTime = true;
        entry.rtpTimestamps = true;
        PacketInfoPool.release(entry);
        assertSame(entry, pool.acquire());
        assertEquals(0, entry.packet.arrivalUs());
        assertEquals(0, entry.packet.nowUs());
        assertFalse(entry.packet.hasAbsSendTime());
        assertEquals(0, entry.packet.payloadSize());
        assertEquals(0, entry.packet.ssrc());
        assertEquals(0, entry.packet.rtpTimestamp());
        assertEquals(0, entry.packet.transmissionOffset());
        assertEquals(Fault.NONE, entry.fault);
        assertFalse(entry.hasTransportSequenceNumber || entry.captureTime || entry.rtpTimestamps);
        assertSame(stream, entry.stream);
    }

    @Test
    void nothingIsLentTwiceAtATime() {
        assertNotSame(pool.acquire(), pool.acquire());
    }

    @Test
    void releasingTwiceIsDetected() {
        PacketInfoPool.Entry entry = pool.acquire();
        PacketInfoPool.release(entry);
        assertThrows(IllegalStateException.class, () -> PacketInfoPool.release(entry));
        assertEquals(1, pool.available());
    }

    @Test
    void whatWasLentBeyondTheBoundIsNotKept() {
        Set<PacketInfoPool.Entry> lent = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            lent.add(pool.acquire());
        }
        assertEquals(10, lent.size());
        lent.forEach(PacketInfoPool::release);
        assertEquals(4, pool.available());
        PacketInfoPool.Entry beyond =
                lent.stream().filter(entry -> !keeps(entry)).findAny().orElseThrow();
        assertThrows(IllegalStateException.class, () -> PacketInfoPool.release(beyond));
    }

    /** Whether the pool lends it again. */
    private boolean keeps(PacketInfoPool.Entry wanted) {
        Set<PacketInfoPool.Entry> lent = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            lent.add(pool.acquire());
        }
        lent.forEach(PacketInfoPool::release);
        return lent.contains(wanted);
    }

    @Test
    void allocatesOnlyWhenNothingIsLeftToLend() {
        PacketInfoPool.Entry first = pool.acquire();
        PacketInfoPool.release(first);
        for (int i = 0; i < 10; i++) {
            PacketInfoPool.Entry again = pool.acquire();
            assertSame(first, again);
            PacketInfoPool.release(again);
        }
    }
}

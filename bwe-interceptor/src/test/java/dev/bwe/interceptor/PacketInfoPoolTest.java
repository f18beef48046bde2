package dev.bwe.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketInfoPoolTest {
    private final PacketInfoPool pool = new PacketInfoPool(4);

    @Test
    void whatComesBackIsLentAgainAsIfNew() {
        PacketInfoPool.Entry entry = pool.acquire();
        entry.packet().arrivalUs(1).nowUs(2).absSendTime(3).payloadSize(4).ssrc(5);
        pool.release(entry);
        assertSame(entry, pool.acquire());
        assertEquals(0, entry.packet().arrivalUs());
        assertEquals(0, entry.packet().nowUs());
        assertFalse(entry.packet().hasAbsSendTime());
        assertEquals(0, entry.packet().payloadSize());
        assertEquals(0, entry.packet().ssrc());
    }

    @Test
    void nothingIsLentTwiceAtATime() {
        assertNotSame(pool.acquire(), pool.acquire());
    }

    @Test
    void releasingTwiceIsDetected() {
        PacketInfoPool.Entry entry = pool.acquire();
        pool.release(entry);
        assertThrows(IllegalStateException.class, () -> pool.release(entry));
        assertEquals(1, pool.available());
    }

    @Test
    void holdsNoMoreThanItsBound() {
        List<PacketInfoPool.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            entries.add(pool.acquire());
        }
        entries.forEach(pool::release);
        assertEquals(4, pool.available());
    }
}

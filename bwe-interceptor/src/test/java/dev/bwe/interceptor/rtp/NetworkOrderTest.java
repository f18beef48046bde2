package dev.bwe.interceptor.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class NetworkOrderTest {
    private final byte[] bytes = {0, (byte) 0x81, (byte) 0x92, (byte) 0xA3, (byte) 0xB4, 5, 6, 7, 8, 0};

    @Test
    void readsTheHighByteFirst() {
        assertEquals(0x81, NetworkOrder.uint8(bytes, 1));
        assertEquals(0x8192, NetworkOrder.uint16(bytes, 1));
        assertEquals(0x8192A3, NetworkOrder.uint24(bytes, 1));
        assertEquals(0x8192A3B4, NetworkOrder.int32(bytes, 1));
        assertEquals(0x8192A3B405060708L, NetworkOrder.int64(bytes, 1));
    }

    @Test
    void writesTheLowBitsOfAValueAndNothingElse() {
        byte[] written = new byte[10];
        NetworkOrder.putInt64(written, 1, 0x8192A3B405060708L);
        assertArrayEquals(bytes, written);
        NetworkOrder.putInt32(written, 1, 0x11121314);
        NetworkOrder.putUint24(written, 5, 0x99212223);
        assertArrayEquals(new byte[] {0, 0x11, 0x12, 0x13, 0x14, 0x21, 0x22, 0x23, 8, 0}, written);
        NetworkOrder.putUint16(written, 8, 0x99993132);
        assertArrayEquals(new byte[] {0, 0x11, 0x12, 0x13, 0x14, 0x21, 0x22, 0x23, 0x31, 0x32}, written);
    }

    @Test
    void fieldsThatReachPastTheArrayAreRefused() {
        assertThrows(IndexOutOfBoundsException.class, () -> NetworkOrder.uint16(bytes, 9));
        assertThrows(IndexOutOfBoundsException.class, () -> NetworkOrder.uint24(bytes, 8));
        assertThrows(IndexOutOfBoundsException.class, () -> NetworkOrder.int32(bytes, 7));
        assertThrows(IndexOutOfBoundsException.class, () -> NetworkOrder.int64(bytes, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> NetworkOrder.putInt32(bytes, -1, 0));
    }
}

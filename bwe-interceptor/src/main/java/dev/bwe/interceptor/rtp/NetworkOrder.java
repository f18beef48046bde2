package dev.bwe.interceptor.rtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian access to a byte array, as RTP and RTCP have their fields. */
final class NetworkOrder {
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private NetworkOrder() {}

    static int uint8(byte[] buffer, int offset) {
        return buffer[offset] & 0xFF;
    }

    static int uint16(byte[] buffer, int offset) {
        return (short) SHORTS.get(buffer, offset) & 0xFFFF;
    }

    static int uint24(byte[] buffer, int offset) {
        return uint8(buffer, offset) << 16 | uint16(buffer, offset + 1);
    }

    static int int32(byte[] buffer, int offset) {
        return (int) INTS.get(buffer, offset);
    }

    static long int64(byte[] buffer, int offset) {
        return (long) LONGS.get(buffer, offset);
    }

    static void putUint16(byte[] buffer, int offset, int value) {
        SHORTS.set(buffer, offset, (short) value);
    }

    static void putUint24(byte[] buffer, int offset, int value) {
        buffer[offset] = (byte) (value >> 16);
        putUint16(buffer, offset + 1, value);
    }

    static void putInt32(byte[] buffer, int offset, int value) {
        INTS.set(buffer, offset, value);
    }

    static void putInt64(byte[] buffer, int offset, long value) {
        LONGS.set(buffer, offset, value);
    }
}

package dev.bwe.webrtc.net;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian access to a byte array, for the packages that read and write datagrams. Stateless. */
public final class NetworkOrder {
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private NetworkOrder() {}

    /** Returns the 16 bits at an offset, 0 to 65535. */
    public static int uint16(byte[] bytes, int offset) {
        return (short) SHORTS.get(bytes, offset) & 0xFFFF;
    }

    /** Returns the 24 bits at an offset, 0 to 16777215. */
    public static int uint24(byte[] bytes, int offset) {
        return uint16(bytes, offset) << 8 | bytes[offset + 2] & 0xFF;
    }

    /** Returns the 32 bits at an offset. */
    public static int int32(byte[] bytes, int offset) {
        return (int) INTS.get(bytes, offset);
    }

    /** Writes the low 16 bits of a value. */
    public static void putUint16(byte[] bytes, int offset, int value) {
        SHORTS.set(bytes, offset, (short) value);
    }

    /** Writes 32 bits. */
    public static void putInt32(byte[] bytes, int offset, int value) {
        INTS.set(bytes, offset, value);
    }
}

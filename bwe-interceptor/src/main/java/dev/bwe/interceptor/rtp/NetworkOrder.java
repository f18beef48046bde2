package dev.bwe.interceptor.rtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Big-endian access to the fields of a byte array, as network protocols have them. Every method throws
 * {@link IndexOutOfBoundsException} if the array does not have the field's bytes. Stateless.
 */
public final class NetworkOrder {
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private NetworkOrder() {}

    /**
     * Reads a byte.
     *
     * @param buffer holds the field
     * @param offset the place of the field in the buffer
     * @return 0 to 255
     */
    public static int uint8(byte[] buffer, int offset) {
        return buffer[offset] & 0xFF;
    }

    /**
     * Reads two bytes.
     *
     * @param buffer holds the field
     * @param offset the place of the field in the buffer
     * @return 0 to 65535
     */
    public static int uint16(byte[] buffer, int offset) {
        return (short) SHORTS.get(buffer, offset) & 0xFFFF;
    }

    /**
     * Reads three bytes.
     *
     * @param buffer holds the field
     * @param offset the place of the field in the buffer
     * @return 0 to 16777215
     */
    public static int uint24(byte[] buffer, int offset) {
        return uint8(buffer, offset) << 16 | uint16(buffer, offset + 1);
    }

    /**
     * Reads four bytes.
     *
     * @param buffer holds the field
     * @param offset the place of the field in the buffer
     * @return 32 bits, signed or unsigned
     */
    public static int int32(byte[] buffer, int offset) {
        return (int) INTS.get(buffer, offset);
    }

    /**
     * Reads eight bytes.
     *
     * @param buffer holds the field
     * @param offset the place of the field in the buffer
     * @return 64 bits, signed or unsigned
     */
    public static long int64(byte[] buffer, int offset) {
        return (long) LONGS.get(buffer, offset);
    }

    /**
     * Writes two bytes.
     *
     * @param buffer receives the field
     * @param offset the place of the field in the buffer
     * @param value  the low 16 bits are written
     */
    public static void putUint16(byte[] buffer, int offset, int value) {
        SHORTS.set(buffer, offset, (short) value);
    }

    /**
     * Writes three bytes.
     *
     * @param buffer receives the field
     * @param offset the place of the field in the buffer
     * @param value  the low 24 bits are written
     */
    public static void putUint24(byte[] buffer, int offset, int value) {
        buffer[offset] = (byte) (value >> 16);
        putUint16(buffer, offset + 1, value);
    }

    /**
     * Writes four bytes.
     *
     * @param buffer receives the field
     * @param offset the place of the field in the buffer
     * @param value  32 bits
     */
    public static void putInt32(byte[] buffer, int offset, int value) {
        INTS.set(buffer, offset, value);
    }

    /**
     * Writes eight bytes.
     *
     * @param buffer receives the field
     * @param offset the place of the field in the buffer
     * @param value  64 bits
     */
    public static void putInt64(byte[] buffer, int offset, long value) {
        LONGS.set(buffer, offset, value);
    }
}

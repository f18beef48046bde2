package dev.bwe.interceptor.rtp;

/** Writes the receiver report without report blocks that a compound must begin with (RFC 3550 section 6.1). */
public final class ReceiverReport {
    /** The length in bytes of a report without report blocks. */
    public static final int EMPTY_LENGTH = 8;

    private ReceiverReport() {}

    /**
     * Writes a report without report blocks.
     *
     * @param buffer     receives the packet
     * @param offset     the place of the first byte in the buffer
     * @param senderSsrc the SSRC of the sender, an unsigned 32-bit number
     * @return {@link #EMPTY_LENGTH}
     * @throws IndexOutOfBoundsException if the buffer is too short
     */
    public static int writeEmpty(byte[] buffer, int offset, int senderSsrc) {
        buffer[offset] = (byte) 0x80;
        buffer[offset + 1] = (byte) RtcpCompound.RECEIVER_REPORT;
        NetworkOrder.putUint16(buffer, offset + 2, EMPTY_LENGTH / 4 - 1);
        NetworkOrder.putInt32(buffer, offset + 4, senderSsrc);
        return EMPTY_LENGTH;
    }
}

package dev.bwe.interceptor.rtp;

import java.util.Objects;

/**
 * An RTP packet (RFC 3550 section 5.1) in place in a byte array.
 *
 * <p>A packet is valid if libwebrtc's parser accepts it (3710345e71ad, {@code modules/rtp_rtcp/source/rtp_packet.cc}): version 2, CSRCs and
 * header extension within the packet, and a padding length of at least 1 that fits behind the header. The padding flag of a packet
 * with nothing behind the header is ignored.
 */
public final class RtpPacket {
    /** The length in bytes of a header without CSRCs and extension. */
    public static final int FIXED_HEADER_LENGTH = 12;

    private static final int SEQUENCE_NUMBER = 2;
    private static final int TIMESTAMP = 4;
    private static final int SSRC = 8;
    private static final int CSRC_LENGTH = 4;
    private static final int EXTENSION_HEADER_LENGTH = 4;

    /** Why bytes are not a valid RTP packet. */
    public enum Fault {
        /** Nothing is wrong. */
        NONE,
        /** Fewer bytes than a header has. */
        TOO_SHORT,
        /** A version other than 2. */
        WRONG_VERSION,
        /** The CSRCs or the header extension reach past the end. */
        TRUNCATED_HEADER,
        /** The padding length is 0 or exceeds the bytes behind the header. */
        INVALID_PADDING
    }

    private byte[] buffer = new byte[FIXED_HEADER_LENGTH];
    private int offset;
    private int headerLength;
    private int payloadLength;
    private int paddingLength;
    private int extensionProfile;
    private int extensionOffset;
    private int extensionLength;
    private Fault fault = Fault.TOO_SHORT;

    /** Makes a flyweight that is not yet laid over a packet. */
    public RtpPacket() {}

    /**
     * Lays the flyweight over a packet. The bytes are neither copied nor changed.
     *
     * @param source holds the packet
     * @param start  the place of the first byte in the array
     * @param length its length in bytes
     * @return true if it is a valid RTP packet; if not, {@link #fault()} says why and no other method may be used
     * @throws IndexOutOfBoundsException if the array does not have these bytes
     */
    public boolean wrap(byte[] source, int start, int length) {
        Objects.checkFromIndexSize(start, length, source.length);
        /* References are stored only if they differ: some garbage collectors do work for each store, and most calls repeat the last one. */
        if (buffer != source) {
            buffer = source;
        }
        offset = start;
        Fault found = parse(length);
        if (fault != found) {
            fault = found;
        }
        return found == Fault.NONE;
    }

    private Fault parse(int length) {
        if (length < FIXED_HEADER_LENGTH) {
            return Fault.TOO_SHORT;
        }
        int first = buffer[offset];
        if ((first & 0xC0) != 0x80) {
            return Fault.WRONG_VERSION;
        }
        int end = FIXED_HEADER_LENGTH + (first & 0x0F) * CSRC_LENGTH;
        if ((first & 0x10) == 0) {
            extensionProfile = 0;
            extensionOffset = 0;
            extensionLength = 0;
        } else {
            int extension = offset + end;
            end += EXTENSION_HEADER_LENGTH;
            if (end > length) {
                return Fault.TRUNCATED_HEADER;
            }
            extensionProfile = NetworkOrder.uint16(buffer, extension);
            extensionOffset = offset + end;
            extensionLength = NetworkOrder.uint16(buffer, extension + 2) * 4;
            end += extensionLength;
        }
        if (end > length) {
            return Fault.TRUNCATED_HEADER;
        }
        int behindHeader = length - end;
        int padding = 0;
        if ((first & 0x20) != 0 && behindHeader > 0) {
            padding = NetworkOrder.uint8(buffer, offset + length - 1);
            if (padding == 0 || padding > behindHeader) {
                return Fault.INVALID_PADDING;
            }
        }
        headerLength = end;
        payloadLength = behindHeader - padding;
        paddingLength = padding;
        return Fault.NONE;
    }

    /**
     * Returns why the last {@link #wrap} returned false.
     *
     * @return the reason, {@link Fault#NONE} if it returned true
     */
    public Fault fault() {
        return fault;
    }

    /**
     * Returns the marker bit.
     *
     * @return true if it is set
     */
    public boolean marker() {
        return buffer[offset + 1] < 0;
    }

    /**
     * Returns the payload type.
     *
     * @return 0 to 127
     */
    public int payloadType() {
        return buffer[offset + 1] & 0x7F;
    }

    /**
     * Returns the sequence number.
     *
     * @return 0 to 65535
     */
    public int sequenceNumber() {
        return NetworkOrder.uint16(buffer, offset + SEQUENCE_NUMBER);
    }

    /**
     * Returns the RTP timestamp.
     *
     * @return an unsigned 32-bit number, in ticks of the stream's clock
     */
    public int timestamp() {
        return NetworkOrder.int32(buffer, offset + TIMESTAMP);
    }

    /**
     * Returns the SSRC.
     *
     * @return an unsigned 32-bit number; 0 is an ordinary value
     */
    public int ssrc() {
        return NetworkOrder.int32(buffer, offset + SSRC);
    }

    /**
     * Returns the number of contributing sources.
     *
     * @return 0 to 15
     */
    public int csrcCount() {
        return buffer[offset] & 0x0F;
    }

    /**
     * Returns one contributing source.
     *
     * @param index 0 to {@link #csrcCount()} - 1
     * @return its SSRC, an unsigned 32-bit number
     * @throws IndexOutOfBoundsException if there is no such source
     */
    public int csrc(int index) {
        Objects.checkIndex(index, csrcCount());
        return NetworkOrder.int32(buffer, offset + FIXED_HEADER_LENGTH + index * CSRC_LENGTH);
    }

    /**
     * Returns the length of the whole header.
     *
     * @return bytes, CSRCs and header extension included
     */
    public int headerLength() {
        return headerLength;
    }

    /**
     * Returns the length of the payload.
     *
     * @return bytes between header and padding, 0 or more
     */
    public int payloadLength() {
        return payloadLength;
    }

    /**
     * Returns the length of the padding.
     *
     * @return bytes, its length byte included; 0 to 255
     */
    public int paddingLength() {
        return paddingLength;
    }

    /**
     * Returns the size that bandwidth estimation uses: the number of bytes behind the header.
     *
     * @return bytes of payload and padding
     */
    public int payloadAndPaddingLength() {
        return payloadLength + paddingLength;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Returns the 16 bits "defined by profile" before the extension's length; 0 without an extension. */
    int extensionProfile() {
        return extensionProfile;
    }

    /** Returns the place of the extension's elements in the array. */
    int extensionOffset() {
        return extensionOffset;
    }

    /** Returns the length of the extension's elements in bytes; 0 without an extension. */
    int extensionLength() {
        return extensionLength;
    }
}

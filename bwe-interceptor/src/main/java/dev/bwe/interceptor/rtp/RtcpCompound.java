package dev.bwe.interceptor.rtp;

import java.util.Objects;

/**
 * Walks the packets of an RTCP compound (RFC 3550 section 6.1) in place. A malformed packet ends the walk; the packets
 * before it count, as in libwebrtc.
 *
 * <pre>{@code
 * compound.wrap(buffer, offset, length);
 * while (compound.next()) {
 *     if (compound.packetType() == RtcpCompound.RECEIVER_REPORT) { ... }
 * }
 * if (compound.isMalformed()) { ... }
 * }</pre>
 */
public final class RtcpCompound {
    /** The length in bytes of the header that all RTCP packets have. */
    public static final int HEADER_LENGTH = 4;
    /** Packet type of a sender report. */
    public static final int SENDER_REPORT = 200;
    /** Packet type of a receiver report. */
    public static final int RECEIVER_REPORT = 201;
    /** Packet type of a source description. */
    public static final int SOURCE_DESCRIPTION = 202;
    /** Packet type of a goodbye. */
    public static final int GOODBYE = 203;
    /** Packet type of transport layer feedback, RFC 4585. */
    public static final int TRANSPORT_FEEDBACK = 205;
    /** Packet type of payload-specific feedback, RFC 4585. */
    public static final int PAYLOAD_FEEDBACK = 206;
    /** Packet type of extended reports, RFC 3611. */
    public static final int EXTENDED_REPORT = 207;

    private byte[] buffer = new byte[0];
    private int end;
    private int packetOffset;
    private int packetLength;
    private int paddingLength;
    private boolean malformed;

    /** Makes a flyweight over no bytes. */
    public RtcpCompound() {}

    /**
     * Lays the flyweight over a compound, before its first packet.
     *
     * @param source holds the compound
     * @param start  the place of the first byte in the array
     * @param length its length in bytes; 0 is a compound without packets
     * @return this
     * @throws IndexOutOfBoundsException if the array does not have these bytes
     */
    public RtcpCompound wrap(byte[] source, int start, int length) {
        Objects.checkFromIndexSize(start, length, source.length);
        buffer = source;
        end = start + length;
        packetOffset = start;
        packetLength = 0;
        paddingLength = 0;
        malformed = false;
        return this;
    }

    /**
     * Steps to the next packet.
     *
     * @return true if there is one; false at the end or if the rest is malformed
     */
    public boolean next() {
        int next = packetOffset + packetLength;
        if (malformed || next == end) {
            return false;
        }
        packetOffset = next;
        malformed = !parse(end - next);
        if (malformed) {
            packetLength = 0;
            paddingLength = 0;
        }
        return !malformed;
    }

    private boolean parse(int room) {
        if (room < HEADER_LENGTH || (buffer[packetOffset] & 0xC0) != 0x80) {
            return false;
        }
        packetLength = HEADER_LENGTH + NetworkOrder.uint16(buffer, packetOffset + 2) * 4;
        if (packetLength > room) {
            return false;
        }
        paddingLength = 0;
        if ((buffer[packetOffset] & 0x20) != 0) {
            if (packetLength == HEADER_LENGTH) {
                return false;
            }
            paddingLength = NetworkOrder.uint8(buffer, packetOffset + packetLength - 1);
            return paddingLength > 0 && paddingLength <= packetLength - HEADER_LENGTH;
        }
        return true;
    }

    /**
     * Returns whether the walk ended before the end of the compound.
     *
     * @return true after {@link #next()} met bytes that are not a packet; they begin at {@link #packetOffset()}
     */
    public boolean isMalformed() {
        return malformed;
    }

    /**
     * Returns the packet type.
     *
     * @return for instance {@link #RECEIVER_REPORT}
     */
    public int packetType() {
        return NetworkOrder.uint8(buffer, packetOffset + 1);
    }

    /**
     * Returns the five bits behind version and padding flag: a count of reports or sources, or the feedback message type.
     *
     * @return 0 to 31
     */
    public int count() {
        return buffer[packetOffset] & 0x1F;
    }

    /**
     * Returns the place of the packet.
     *
     * @return an index of the array
     */
    public int packetOffset() {
        return packetOffset;
    }

    /**
     * Returns the packet's length.
     *
     * @return bytes, header and padding included
     */
    public int packetLength() {
        return packetLength;
    }

    /**
     * Returns the length of the packet's padding.
     *
     * @return bytes at the packet's end, 0 or more
     */
    public int paddingLength() {
        return paddingLength;
    }

    byte[] buffer() {
        return buffer;
    }

    /** The length of the packet without its padding. */
    int contentLength() {
        return packetLength - paddingLength;
    }
}

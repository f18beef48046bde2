package dev.bwe.interceptor.rtp;

/**
 * The header extension elements of an RTP packet (RFC 8285), in the one-byte or the two-byte form, in place.
 *
 * <p>A damaged block does not throw: elements before the damage are found, those behind it are not. Of several
 * elements with the same id the last counts, as in libwebrtc (3710345e71ad).
 */
public final class RtpHeaderExtensions {
    private static final int ONE_BYTE_PROFILE = 0xBEDE;
    private static final int TWO_BYTE_PROFILE = 0x1000;
    /** The low four bits of the two-byte form's profile are free for applications. */
    private static final int TWO_BYTE_PROFILE_MASK = 0xFFF0;

    private static final int PADDING = 0;
    /** The id that ends a block of one-byte elements. */
    private static final int ONE_BYTE_STOP = 15;

    private static final int ABS_SEND_TIME_LENGTH = 3;
    private static final int TRANSMISSION_OFFSET_LENGTH = 3;
    private static final int ABS_CAPTURE_TIME_LENGTH = 8;
    /** The length with the estimated capture clock offset, which follows the time. */
    private static final int EXTENDED_ABS_CAPTURE_TIME_LENGTH = 16;

    private byte[] buffer = new byte[0];
    private int profile;
    private int start;
    private int end;
    private int valueOffset;
    private int valueLength;

    /** Makes a flyweight that finds nothing before it is laid over a packet. */
    public RtpHeaderExtensions() {}

    /**
     * Lays the flyweight over a packet's extension elements.
     *
     * @param packet a valid packet; may be laid over another one afterwards
     * @return this
     */
    public RtpHeaderExtensions wrap(RtpPacket packet) {
        // The reference is stored only if it differs, as in RtpPacket.
        if (buffer != packet.buffer()) {
            buffer = packet.buffer();
        }
        profile = packet.extensionProfile();
        start = packet.extensionOffset();
        end = start + packet.extensionLength();
        return this;
    }

    /**
     * Looks for an element.
     *
     * @param id its number: 1 to 14 in the one-byte form, 1 to 255 in the two-byte form; others are never found
     * @return true if there is one; {@link #valueOffset()} and {@link #valueLength()} then give its value
     */
    public boolean find(int id) {
        if (id == PADDING) {
            return false;
        }
        if (profile == ONE_BYTE_PROFILE) {
            return findOneByte(id);
        }
        return (profile & TWO_BYTE_PROFILE_MASK) == TWO_BYTE_PROFILE && findTwoByte(id);
    }

    private boolean findOneByte(int id) {
        boolean found = false;
        int position = start;
        while (position < end) {
            int header = NetworkOrder.uint8(buffer, position++);
            if (header == PADDING) {
                continue;
            }
            int elementId = header >> 4;
            int length = (header & 0x0F) + 1;
            if (elementId == ONE_BYTE_STOP || elementId == PADDING || length > end - position) {
                break;
            }
            if (elementId == id) {
                valueOffset = position;
                valueLength = length;
                found = true;
            }
            position += length;
        }
        return found;
    }

    private boolean findTwoByte(int id) {
        boolean found = false;
        int position = start;
        while (position < end) {
            int elementId = NetworkOrder.uint8(buffer, position);
            if (elementId == PADDING) {
                position++;
                continue;
            }
            if (end - position < 2) {
                break;
            }
            int length = NetworkOrder.uint8(buffer, position + 1);
            position += 2;
            if (length > end - position) {
                break;
            }
            if (elementId == id) {
                valueOffset = position;
                valueLength = length;
                found = true;
            }
            position += length;
        }
        return found;
    }

    /**
     * Returns the place of the value that {@link #find} has found.
     *
     * @return an index of the packet's array
     */
    public int valueOffset() {
        return valueOffset;
    }

    /**
     * Returns the length of the value that {@link #find} has found.
     *
     * @return bytes: 1 to 16 in the one-byte form, 0 to 255 in the two-byte form
     */
    public int valueLength() {
        return valueLength;
    }

    /**
     * Reads the absolute send time.
     *
     * @param id        the negotiated number
     * @param otherwise the result if the packet has none of the right length
     * @return 24 bits, unsigned: seconds in 6.18 fixed point, which wrap every 64 s; 0 is an ordinary value
     */
    public int absSendTime(int id, int otherwise) {
        return find(id) && valueLength == ABS_SEND_TIME_LENGTH ? NetworkOrder.uint24(buffer, valueOffset) : otherwise;
    }

    /**
     * Writes the absolute send time in place, into a packet that has one.
     *
     * @param id    the negotiated number
     * @param value seconds in 6.18 fixed point; the low 24 bits count
     * @return true if it was written, false if the packet has none of the right length
     */
    public boolean setAbsSendTime(int id, int value) {
        if (!find(id) || valueLength != ABS_SEND_TIME_LENGTH) {
            return false;
        }
        NetworkOrder.putUint24(buffer, valueOffset, value);
        return true;
    }

    /**
     * Reads the transmission time offset (RFC 5450).
     *
     * @param id        the negotiated number
     * @param otherwise the result if the packet has none of the right length
     * @return ticks of the stream's RTP clock, -8388608 to 8388607
     */
    public int transmissionOffset(int id, int otherwise) {
        if (!find(id) || valueLength != TRANSMISSION_OFFSET_LENGTH) {
            return otherwise;
        }
        return NetworkOrder.uint24(buffer, valueOffset) << 8 >> 8;
    }

    /**
     * Reads the absolute capture time, without the clock offset that may follow it.
     *
     * @param id        the negotiated number
     * @param otherwise the result if the packet has none of the right length
     * @return an unsigned 64-bit number: seconds since 1900 in 32.32 fixed point
     */
    public long absCaptureTime(int id, long otherwise) {
        boolean present =
                find(id) && (valueLength == ABS_CAPTURE_TIME_LENGTH || valueLength == EXTENDED_ABS_CAPTURE_TIME_LENGTH);
        return present ? NetworkOrder.int64(buffer, valueOffset) : otherwise;
    }
}

package dev.bwe.interceptor.rtp;

import dev.bwe.core.SsrcList;
import java.util.Objects;

/**
 * Receiver Estimated Maximum Bitrate (draft-alvestrand-rmcat-remb-03): RTCP payload-specific feedback 206, format 15, in place.
 *
 * <p>On the wire a bitrate is a mantissa of 18 bits and an exponent of 6. Writing uses the smallest exponent with which the mantissa
 * fits and cuts off the lower bits, exactly as libwebrtc does (3710345e71ad, {@code modules/rtp_rtcp/source/rtcp_packet/remb.cc}): a
 * value that is read back is at most 1/131072 below the written one, and never above. Reading returns {@link Long#MAX_VALUE}, which
 * means "no limit", for greater values; libwebrtc ignores such a packet. {@link #mantissa()} and {@link #exponent()} give access to
 * every value on the wire, up to (2^18 - 1) * 2^63, and to each of its representations.
 */
public final class RembPacket {
    /** The maximum number of SSRCs in one packet. */
    public static final int MAX_SSRCS = 255;
    /** The maximum mantissa of a bitrate. */
    public static final int MAX_MANTISSA = (1 << 18) - 1;
    /** The maximum exponent of a bitrate. */
    public static final int MAX_EXPONENT = 63;
    /** The length in bytes of a packet without SSRCs. */
    public static final int FIXED_LENGTH = 20;

    private static final int FORMAT = 15;
    private static final int SENDER_SSRC = 4;
    private static final int MEDIA_SSRC = 8;
    private static final int IDENTIFIER = 12;
    private static final int SSRC_COUNT = 16;
    private static final int BITRATE = 17;
    private static final int SSRCS = 20;
    /** The letters REMB, which identify this format among application layer feedback. */
    private static final int REMB = 0x52454D42;

    private static final int MANTISSA_BITS = 18;

    private byte[] buffer = new byte[FIXED_LENGTH];
    private int offset;

    /** Makes a flyweight that is not yet laid over a packet. */
    public RembPacket() {}

    /**
     * Lays the flyweight over the current packet of a walk. The bytes are not copied.
     *
     * @param compound a walk that is at a packet
     * @return true if that packet is a REMB whose length fits its number of SSRCs; if not, no other method may be used
     */
    public boolean wrap(RtcpCompound compound) {
        int length = compound.packetLength() - compound.paddingLength();
        if (length < FIXED_LENGTH
                || compound.packetType() != RtcpCompound.PAYLOAD_FEEDBACK
                || compound.count() != FORMAT) {
            return false;
        }
        byte[] source = compound.buffer();
        int start = compound.packetOffset();
        if (NetworkOrder.int32(source, start + IDENTIFIER) != REMB
                || length != encodedLength(NetworkOrder.uint8(source, start + SSRC_COUNT))) {
            return false;
        }
        buffer = source;
        offset = start;
        return true;
    }

    /**
     * Returns the SSRC of the packet's sender.
     *
     * @return an unsigned 32-bit number
     */
    public int senderSsrc() {
        return NetworkOrder.int32(buffer, offset + SENDER_SSRC);
    }

    /**
     * Returns the bitrate.
     *
     * @return bit/s, 0 to {@link Long#MAX_VALUE}, which also stands for greater values
     */
    public long bitrateBps() {
        long mantissa = mantissa();
        int exponent = exponent();
        boolean tooLarge = mantissa != 0 && exponent >= Long.numberOfLeadingZeros(mantissa);
        return tooLarge ? Long.MAX_VALUE : mantissa << exponent;
    }

    /**
     * Returns the bitrate's mantissa on the wire: the bitrate is {@code mantissa * 2^exponent} bit/s.
     *
     * @return 0 to {@link #MAX_MANTISSA}
     */
    public int mantissa() {
        return NetworkOrder.uint24(buffer, offset + BITRATE) & MAX_MANTISSA;
    }

    /**
     * Returns the bitrate's exponent on the wire.
     *
     * @return 0 to {@link #MAX_EXPONENT}
     */
    public int exponent() {
        return NetworkOrder.uint24(buffer, offset + BITRATE) >> MANTISSA_BITS;
    }

    /**
     * Replaces the bitrate in place.
     *
     * @param bitrateBps bit/s, 0 or more
     * @return this
     * @throws IllegalArgumentException if the bitrate is negative
     */
    public RembPacket bitrateBps(long bitrateBps) {
        NetworkOrder.putUint24(buffer, offset + BITRATE, bitrateField(bitrateBps));
        return this;
    }

    /**
     * Replaces the bitrate in place by {@code mantissa * 2^exponent} bit/s.
     *
     * @param mantissa 0 to {@link #MAX_MANTISSA}
     * @param exponent 0 to {@link #MAX_EXPONENT}
     * @return this
     * @throws IllegalArgumentException if a value is out of range
     */
    public RembPacket bitrate(int mantissa, int exponent) {
        NetworkOrder.putUint24(buffer, offset + BITRATE, bitrateField(mantissa, exponent));
        return this;
    }

    /**
     * Returns the number of streams that the bitrate is for.
     *
     * @return 0 to {@link #MAX_SSRCS}
     */
    public int ssrcCount() {
        return NetworkOrder.uint8(buffer, offset + SSRC_COUNT);
    }

    /**
     * Returns one of the streams that the bitrate is for.
     *
     * @param index 0 to {@link #ssrcCount()} - 1
     * @return its SSRC, an unsigned 32-bit number
     * @throws IndexOutOfBoundsException if there is no such stream
     */
    public int ssrc(int index) {
        Objects.checkIndex(index, ssrcCount());
        return NetworkOrder.int32(buffer, offset + SSRCS + index * 4);
    }

    /**
     * Returns the length of a bitrate's encoding, which takes several packets for more than {@link #MAX_SSRCS} streams.
     *
     * @param ssrcCount the number of streams, 0 or more
     * @return bytes
     */
    public static int encodedLength(int ssrcCount) {
        return packetCount(ssrcCount) * FIXED_LENGTH + ssrcCount * 4;
    }

    /**
     * Returns the number of packets that name all streams.
     *
     * @param ssrcCount the number of streams, 0 or more
     * @return 1 or more
     */
    public static int packetCount(int ssrcCount) {
        return Math.max(1, (ssrcCount + MAX_SSRCS - 1) / MAX_SSRCS);
    }

    /**
     * Writes a bitrate for all streams of a list: one packet, or several in a row for more than {@link #MAX_SSRCS} streams. Each
     * packet carries the whole bitrate.
     *
     * @param buffer     receives the packet
     * @param offset     the place of the first byte in the buffer
     * @param senderSsrc the SSRC of the sender, an unsigned 32-bit number
     * @param bitrateBps bit/s, 0 or more
     * @param ssrcs      the streams; SSRC 0 is an ordinary one
     * @return the number of bytes written, {@link #encodedLength(int)} of the list's size
     * @throws IllegalArgumentException  if the bitrate is negative
     * @throws IndexOutOfBoundsException if the buffer is too short
     */
    public static int encode(byte[] buffer, int offset, int senderSsrc, long bitrateBps, SsrcList ssrcs) {
        return write(buffer, offset, senderSsrc, bitrateField(bitrateBps), ssrcs);
    }

    /**
     * Writes a bitrate as {@link #encode(byte[], int, int, long, SsrcList)} does, with a given mantissa and exponent, so that a value
     * that was read is written back bit for bit.
     *
     * @param buffer     receives the packet
     * @param offset     the place of the first byte in the buffer
     * @param senderSsrc the SSRC of the sender, an unsigned 32-bit number
     * @param mantissa   0 to {@link #MAX_MANTISSA}
     * @param exponent   0 to {@link #MAX_EXPONENT}; the bitrate is {@code mantissa * 2^exponent} bit/s
     * @param ssrcs      the streams; SSRC 0 is an ordinary one
     * @return the number of bytes written, {@link #encodedLength(int)} of the list's size
     * @throws IllegalArgumentException  if mantissa or exponent is out of range
     * @throws IndexOutOfBoundsException if the buffer is too short
     */
    public static int encode(byte[] buffer, int offset, int senderSsrc, int mantissa, int exponent, SsrcList ssrcs) {
        return write(buffer, offset, senderSsrc, bitrateField(mantissa, exponent), ssrcs);
    }

    private static int write(byte[] buffer, int offset, int senderSsrc, int bitrateField, SsrcList ssrcs) {
        int written = 0;
        int packets = packetCount(ssrcs.size());
        for (int i = 0; i < packets; i++) {
            written += writePart(buffer, offset + written, senderSsrc, bitrateField, ssrcs, i);
        }
        return written;
    }

    /**
     * Writes one of the packets that {@link #encode} writes, for sending each in its own datagram.
     *
     * @param buffer     receives the packet
     * @param offset     the place of the first byte in the buffer
     * @param senderSsrc the SSRC of the sender, an unsigned 32-bit number
     * @param bitrateBps bit/s, 0 or more
     * @param ssrcs      all the streams
     * @param part       the packet, 0 to {@link #packetCount(int)} - 1
     * @return the number of bytes written, 1040 at most
     * @throws IllegalArgumentException  if the bitrate is negative
     * @throws IndexOutOfBoundsException if the buffer is too short or there is no such part
     */
    public static int encodePart(byte[] buffer, int offset, int senderSsrc, long bitrateBps, SsrcList ssrcs, int part) {
        Objects.checkIndex(part, packetCount(ssrcs.size()));
        return writePart(buffer, offset, senderSsrc, bitrateField(bitrateBps), ssrcs, part);
    }

    private static int writePart(
            byte[] buffer, int offset, int senderSsrc, int bitrateField, SsrcList ssrcs, int part) {
        int first = part * MAX_SSRCS;
        int count = Math.min(MAX_SSRCS, ssrcs.size() - first);
        int length = FIXED_LENGTH + count * 4;
        Objects.checkFromIndexSize(offset, length, buffer.length);
        buffer[offset] = (byte) (0x80 | FORMAT);
        buffer[offset + 1] = (byte) RtcpCompound.PAYLOAD_FEEDBACK;
        NetworkOrder.putUint16(buffer, offset + 2, length / 4 - 1);
        NetworkOrder.putInt32(buffer, offset + SENDER_SSRC, senderSsrc);
        NetworkOrder.putInt32(buffer, offset + MEDIA_SSRC, 0);
        NetworkOrder.putInt32(buffer, offset + IDENTIFIER, REMB);
        buffer[offset + SSRC_COUNT] = (byte) count;
        NetworkOrder.putUint24(buffer, offset + BITRATE, bitrateField);
        for (int i = 0; i < count; i++) {
            NetworkOrder.putInt32(buffer, offset + SSRCS + i * 4, ssrcs.get(first + i));
        }
        return length;
    }

    private static int bitrateField(long bitrateBps) {
        if (bitrateBps < 0) {
            throw new IllegalArgumentException("bitrate " + bitrateBps + " bit/s is negative");
        }
        int exponent = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(bitrateBps) - MANTISSA_BITS);
        return exponent << MANTISSA_BITS | (int) (bitrateBps >> exponent);
    }

    private static int bitrateField(int mantissa, int exponent) {
        if (mantissa < 0 || mantissa > MAX_MANTISSA || exponent < 0 || exponent > MAX_EXPONENT) {
            throw new IllegalArgumentException(
                    "mantissa " + mantissa + " or exponent " + exponent + " is out of range");
        }
        return exponent << MANTISSA_BITS | mantissa;
    }
}

package dev.bwe.interceptor.rtp;

import dev.bwe.core.SsrcList;
import java.util.Objects;

/**
 * Receiver Estimated Maximum Bitrate (draft-alvestrand-rmcat-remb-03): RTCP payload-specific feedback 206, format 15, in place.
 *
 * <p>On the wire a bitrate is a mantissa of 18 bits and an exponent of 6. Writing takes the smallest exponent with which the
 * mantissa fits and cuts off what is below it, exactly as libwebrtc does (3710345e71ad): what is read back is at most 1/131072 below
 * what was written, and never above. Reading yields {@link Long#MAX_VALUE} where the value is above it, which says "no limit" (libwebrtc
 * ignores such a packet). Whoever needs each value that can be on the wire, from 0 to (2^18 - 1) * 2^63 and in each of the ways
 * to write it, takes {@link #mantissa()} and {@link #exponent()}, and writes them as they are.
 */
public final class RembPacket {
    /** The most SSRCs that one packet holds. */
    public static final int MAX_SSRCS = 255;
    /** The greatest mantissa of a bitrate. */
    public static final int MAX_MANTISSA = (1 << 18) - 1;
    /** The greatest exponent of a bitrate. */
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
    /** The letters REMB, which tell this format from other application layer feedback. */
    private static final int REMB = 0x52454D42;

    private static final int MANTISSA_BITS = 18;

    private byte[] buffer = new byte[FIXED_LENGTH];
    private int offset;

    /** Makes a flyweight that is not yet laid over a packet. */
    public RembPacket() {}

    /**
     * Lays the flyweight over the packet that a walk has come to. The bytes are not copied.
     *
     * @param compound stands at a packet
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
     * Returns who sent the packet.
     *
     * @return an unsigned 32-bit number
     */
    public int senderSsrc() {
        return NetworkOrder.int32(buffer, offset + SENDER_SSRC);
    }

    /**
     * Returns the bitrate.
     *
     * @return bit/s, 0 to {@link Long#MAX_VALUE}, which stands for whatever is above it too
     */
    public long bitrateBps() {
        long mantissa = mantissa();
        int exponent = exponent();
        boolean tooLarge = mantissa != 0 && exponent >= Long.numberOfLeadingZeros(mantissa);
        return tooLarge ? Long.MAX_VALUE : mantissa << exponent;
    }

    /**
     * Returns the bitrate's mantissa as it is on the wire: the bitrate is {@code mantissa * 2^exponent} bit/s.
     *
     * @return 0 to {@link #MAX_MANTISSA}
     */
    public int mantissa() {
        return NetworkOrder.uint24(buffer, offset + BITRATE) & MAX_MANTISSA;
    }

    /**
     * Returns the bitrate's exponent as it is on the wire.
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
     * Replaces the bitrate in place by {@code mantissa * 2^exponent} bit/s, written like that.
     *
     * @param mantissa 0 to {@link #MAX_MANTISSA}
     * @param exponent 0 to {@link #MAX_EXPONENT}
     * @return this
     * @throws IllegalArgumentException if one is out of range
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
     * Tells how long the encoding of a bitrate for some streams is, several packets where one does not hold them.
     *
     * @param ssrcCount how many streams, 0 or more
     * @return bytes
     */
    public static int encodedLength(int ssrcCount) {
        return packetCount(ssrcCount) * FIXED_LENGTH + ssrcCount * 4;
    }

    /**
     * Tells how many packets it takes to name all streams.
     *
     * @param ssrcCount how many streams, 0 or more
     * @return 1 or more
     */
    public static int packetCount(int ssrcCount) {
        return Math.max(1, (ssrcCount + MAX_SSRCS - 1) / MAX_SSRCS);
    }

    /**
     * Writes a bitrate for all of a list's streams: one packet, or several one behind the other where there are more than
     * {@link #MAX_SSRCS} streams. Each of them carries the whole bitrate.
     *
     * @param buffer     where it goes
     * @param offset     its first byte's place in the buffer
     * @param senderSsrc who sends it, an unsigned 32-bit number
     * @param bitrateBps bit/s, 0 or more
     * @param ssrcs      the streams; SSRC 0 is an ordinary one
     * @return the number of bytes written, {@link #encodedLength(int)} of the list's size
     * @throws IllegalArgumentException  if the bitrate is negative
     * @throws IndexOutOfBoundsException if there is no room for it
     */
    public static int encode(byte[] buffer, int offset, int senderSsrc, long bitrateBps, SsrcList ssrcs) {
        return write(buffer, offset, senderSsrc, bitrateField(bitrateBps), ssrcs);
    }

    /**
     * Writes a bitrate for all of a list's streams as {@link #encode(byte[], int, int, long, SsrcList)} does, with a mantissa and
     * an exponent of one's own: what was read is written back bit for bit.
     *
     * @param buffer     where it goes
     * @param offset     its first byte's place in the buffer
     * @param senderSsrc who sends it, an unsigned 32-bit number
     * @param mantissa   0 to {@link #MAX_MANTISSA}
     * @param exponent   0 to {@link #MAX_EXPONENT}; the bitrate is {@code mantissa * 2^exponent} bit/s
     * @param ssrcs      the streams; SSRC 0 is an ordinary one
     * @return the number of bytes written, {@link #encodedLength(int)} of the list's size
     * @throws IllegalArgumentException  if mantissa or exponent is out of range
     * @throws IndexOutOfBoundsException if there is no room for it
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
     * Writes one of the packets that {@link #encode} writes, for those who send each in a datagram of its own.
     *
     * @param buffer     where it goes
     * @param offset     its first byte's place in the buffer
     * @param senderSsrc who sends it, an unsigned 32-bit number
     * @param bitrateBps bit/s, 0 or more
     * @param ssrcs      all the streams
     * @param part       which packet, 0 to {@link #packetCount(int)} - 1
     * @return the number of bytes written, 1040 at most
     * @throws IllegalArgumentException  if the bitrate is negative
     * @throws IndexOutOfBoundsException if there is no room for it or no such part
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

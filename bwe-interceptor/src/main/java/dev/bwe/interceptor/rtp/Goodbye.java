package dev.bwe.interceptor.rtp;

import java.util.Objects;

/** A goodbye packet, which ends sources (RFC 3550 section 6.6), in place. Not safe for use by several threads. */
public final class Goodbye {
    private static final int SSRC_LENGTH = 4;

    private byte[] buffer = new byte[RtcpCompound.HEADER_LENGTH];
    private int offset;
    private int end;
    private int count;

    /** Makes a flyweight over no sources. */
    public Goodbye() {}

    /**
     * Lays the flyweight over the current packet of a walk.
     *
     * @param compound a walk that is at a packet
     * @return true if that packet is a goodbye that has room for the sources it claims
     */
    public boolean wrap(RtcpCompound compound) {
        if (compound.packetType() != RtcpCompound.GOODBYE
                || compound.contentLength() < RtcpCompound.HEADER_LENGTH + compound.count() * SSRC_LENGTH) {
            count = 0;
            return false;
        }
        buffer = compound.buffer();
        offset = compound.packetOffset();
        end = offset + compound.contentLength();
        count = compound.count();
        return true;
    }

    /**
     * Returns the number of sources.
     *
     * @return 0 to 31
     */
    public int ssrcCount() {
        return count;
    }

    /**
     * Returns one source.
     *
     * @param index 0 to {@link #ssrcCount()} - 1
     * @return an unsigned 32-bit number
     * @throws IndexOutOfBoundsException if there is no such source
     */
    public int ssrc(int index) {
        return NetworkOrder.int32(
                buffer, offset + RtcpCompound.HEADER_LENGTH + Objects.checkIndex(index, count) * SSRC_LENGTH);
    }

    /**
     * Returns the place of the reason's text, which is UTF-8.
     *
     * @return a place in the array, meaningful if {@link #reasonLength()} is above 0
     */
    public int reasonOffset() {
        return offset + RtcpCompound.HEADER_LENGTH + count * SSRC_LENGTH + 1;
    }

    /**
     * Returns the length of the reason's text.
     *
     * @return bytes, 0 if none is given or if it does not fit into the packet
     */
    public int reasonLength() {
        int room = end - reasonOffset();
        if (room < 0) {
            return 0;
        }
        int length = NetworkOrder.uint8(buffer, reasonOffset() - 1);
        return length <= room ? length : 0;
    }
}

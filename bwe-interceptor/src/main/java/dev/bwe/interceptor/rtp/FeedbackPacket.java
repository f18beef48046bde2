package dev.bwe.interceptor.rtp;

/** The header of a feedback packet (RFC 4585 section 6.1), in place. Not safe for use by several threads. */
public final class FeedbackPacket {
    /** The length in bytes of a packet without feedback control information. */
    public static final int FIXED_LENGTH = 12;

    private static final int SENDER_SSRC = 4;
    private static final int MEDIA_SSRC = 8;

    private byte[] buffer = new byte[FIXED_LENGTH];
    private int offset;
    private int informationLength;

    /** Makes a flyweight that is not yet laid over a packet. */
    public FeedbackPacket() {}

    /**
     * Lays the flyweight over the current packet of a walk; its format is the walk's {@link RtcpCompound#count()}.
     *
     * @param compound a walk that is at a packet
     * @return true if that packet is transport layer or payload-specific feedback; if not, no other method may be used
     */
    public boolean wrap(RtcpCompound compound) {
        int type = compound.packetType();
        if (type != RtcpCompound.TRANSPORT_FEEDBACK && type != RtcpCompound.PAYLOAD_FEEDBACK
                || compound.contentLength() < FIXED_LENGTH) {
            return false;
        }
        buffer = compound.buffer();
        offset = compound.packetOffset();
        informationLength = compound.contentLength() - FIXED_LENGTH;
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
     * Returns the stream that the packet is about.
     *
     * @return an unsigned 32-bit number; 0 if the format has it elsewhere
     */
    public int mediaSsrc() {
        return NetworkOrder.int32(buffer, offset + MEDIA_SSRC);
    }

    /**
     * Returns the place of the feedback control information.
     *
     * @return an index of the array
     */
    public int informationOffset() {
        return offset + FIXED_LENGTH;
    }

    /**
     * Returns the length of the feedback control information.
     *
     * @return bytes, 0 or more
     */
    public int informationLength() {
        return informationLength;
    }
}

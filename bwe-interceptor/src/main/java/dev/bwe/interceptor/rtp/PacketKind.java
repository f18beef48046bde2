package dev.bwe.interceptor.rtp;

/** The content of a datagram on a multiplexed RTP port: RTP, RTCP, or neither (RFC 5761 section 4, RFC 7983). */
public enum PacketKind {
    /** An RTP (or SRTP) packet. */
    RTP,
    /** An RTCP (or SRTCP) compound. */
    RTCP,
    /** Anything else, such as STUN or DTLS. */
    OTHER;

    private static final int RTP_HEADER_LENGTH = 12;
    private static final int RTCP_HEADER_LENGTH = 4;

    /**
     * Distinguishes RTP from RTCP by version and payload type. RTCP packet types 192 to 223 share the byte of RTP's marker and payload
     * type, so payload types 64 to 95 must not be used for RTP. SRTP and SRTCP leave these bytes in the clear, so the method works for them too.
     *
     * @param buffer holds the datagram
     * @param offset the place of the first byte in the buffer
     * @param length its length in bytes
     * @return the kind; only version, payload type and minimum length are checked
     */
    public static PacketKind of(byte[] buffer, int offset, int length) {
        if (length < RTCP_HEADER_LENGTH || (buffer[offset] & 0xC0) != 0x80) {
            return OTHER;
        }
        int payloadType = buffer[offset + 1] & 0x7F;
        if (payloadType >= 64 && payloadType <= 95) {
            return RTCP;
        }
        return length >= RTP_HEADER_LENGTH ? RTP : OTHER;
    }
}

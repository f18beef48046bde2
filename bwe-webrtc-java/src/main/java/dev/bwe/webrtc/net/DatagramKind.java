package dev.bwe.webrtc.net;

/** The protocol of a datagram on a WebRTC transport, told by its first byte (RFC 7983 section 7). */
public enum DatagramKind {
    STUN,
    DTLS,
    SRTP,
    OTHER;

    /** Returns the kind of a datagram; {@link #OTHER} for one that is empty or too long. */
    public static DatagramKind of(byte[] datagram, int length) {
        int first = length == 0 || length > DatagramBuffer.MAX_DATAGRAM ? -1 : datagram[0] & 0xFF;
        if (first >= 0 && first <= 3) {
            return STUN;
        }
        if (first >= 20 && first <= 63) {
            return DTLS;
        }
        return first >= 128 && first <= 191 ? SRTP : OTHER;
    }
}

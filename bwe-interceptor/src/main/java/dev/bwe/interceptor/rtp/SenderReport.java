package dev.bwe.interceptor.rtp;

/** The sender information of a sender report (RFC 3550 section 6.4.1), in place. Not safe for use by several threads. */
public final class SenderReport {
    /** The length in bytes of a report without report blocks. */
    public static final int FIXED_LENGTH = 28;

    private static final int SSRC = 4;
    private static final int NTP_TIMESTAMP = 8;
    private static final int RTP_TIMESTAMP = 16;
    private static final int PACKET_COUNT = 20;
    private static final int OCTET_COUNT = 24;

    private byte[] buffer = new byte[FIXED_LENGTH];
    private int offset;

    /** Makes a flyweight that is not yet laid over a packet. */
    public SenderReport() {}

    /**
     * Lays the flyweight over the current packet of a walk.
     *
     * @param compound a walk that is at a packet
     * @return true if that packet is a sender report; if not, no other method may be used
     */
    public boolean wrap(RtcpCompound compound) {
        if (compound.packetType() != RtcpCompound.SENDER_REPORT || compound.contentLength() < FIXED_LENGTH) {
            return false;
        }
        buffer = compound.buffer();
        offset = compound.packetOffset();
        return true;
    }

    /**
     * Returns the reporter's SSRC.
     *
     * @return an unsigned 32-bit number
     */
    public int ssrc() {
        return NetworkOrder.int32(buffer, offset + SSRC);
    }

    /**
     * Returns the time at which the report was sent, on the sender's clock.
     *
     * @return an unsigned 64-bit number: seconds since 1900 in 32.32 fixed point
     */
    public long ntpTimestamp() {
        return NetworkOrder.int64(buffer, offset + NTP_TIMESTAMP);
    }

    /**
     * Returns the middle 32 bits of {@link #ntpTimestamp()}, which receivers repeat in their reports.
     *
     * @return an unsigned 32-bit number: seconds in 16.16 fixed point
     */
    public int compactNtpTimestamp() {
        return (int) (ntpTimestamp() >>> 16);
    }

    /**
     * Returns the same time on the stream's RTP clock.
     *
     * @return an unsigned 32-bit number, in ticks
     */
    public int rtpTimestamp() {
        return NetworkOrder.int32(buffer, offset + RTP_TIMESTAMP);
    }

    /**
     * Returns the number of packets sent.
     *
     * @return an unsigned 32-bit number
     */
    public int packetCount() {
        return NetworkOrder.int32(buffer, offset + PACKET_COUNT);
    }

    /**
     * Returns the number of payload bytes sent.
     *
     * @return an unsigned 32-bit number
     */
    public int octetCount() {
        return NetworkOrder.int32(buffer, offset + OCTET_COUNT);
    }
}

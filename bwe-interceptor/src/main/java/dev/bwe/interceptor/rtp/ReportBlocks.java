package dev.bwe.interceptor.rtp;

import java.util.Objects;

/** The report blocks of a sender or receiver report (RFC 3550 section 6.4.1), in place. Not safe for use by several threads. */
public final class ReportBlocks {
    /** The length of a block in bytes. */
    public static final int BLOCK_LENGTH = 24;

    private static final int REPORTER_SSRC = 4;
    private static final int RECEIVER_REPORT_BLOCKS = 8;
    private static final int FRACTION_LOST = 4;
    private static final int CUMULATIVE_LOST = 5;
    private static final int HIGHEST_SEQUENCE_NUMBER = 8;
    private static final int JITTER = 12;
    private static final int LAST_SENDER_REPORT = 16;
    private static final int DELAY = 20;

    private byte[] buffer = new byte[RECEIVER_REPORT_BLOCKS];
    private int offset;
    private int blocks;
    private int count;

    /** Makes a flyweight over no blocks. */
    public ReportBlocks() {}

    /**
     * Lays the flyweight over the current packet of a walk.
     *
     * @param compound a walk that is at a packet
     * @return true if that packet is a sender or receiver report that has room for the blocks it claims
     */
    public boolean wrap(RtcpCompound compound) {
        int type = compound.packetType();
        int fixed = type == RtcpCompound.SENDER_REPORT ? SenderReport.FIXED_LENGTH : RECEIVER_REPORT_BLOCKS;
        if (type != RtcpCompound.SENDER_REPORT && type != RtcpCompound.RECEIVER_REPORT
                || compound.contentLength() < fixed + compound.count() * BLOCK_LENGTH) {
            count = 0;
            return false;
        }
        buffer = compound.buffer();
        offset = compound.packetOffset();
        blocks = offset + fixed;
        count = compound.count();
        return true;
    }

    /**
     * Returns the reporter's SSRC.
     *
     * @return an unsigned 32-bit number
     */
    public int reporterSsrc() {
        return NetworkOrder.int32(buffer, offset + REPORTER_SSRC);
    }

    /**
     * Returns the number of blocks.
     *
     * @return 0 to 31
     */
    public int count() {
        return count;
    }

    private int block(int index) {
        return blocks + Objects.checkIndex(index, count) * BLOCK_LENGTH;
    }

    /**
     * Returns the stream that a block is about.
     *
     * @param index 0 to {@link #count()} - 1, here and below
     * @return an unsigned 32-bit number
     */
    public int ssrc(int index) {
        return NetworkOrder.int32(buffer, block(index));
    }

    /**
     * Returns the fraction of packets lost since the previous report.
     *
     * @param index which block
     * @return 256ths, 0 to 255
     */
    public int fractionLost(int index) {
        return NetworkOrder.uint8(buffer, block(index) + FRACTION_LOST);
    }

    /**
     * Returns the number of packets lost since the stream began.
     *
     * @param index which block
     * @return -8388608 to 8388607; negative where there are duplicates
     */
    public int cumulativeLost(int index) {
        return NetworkOrder.uint24(buffer, block(index) + CUMULATIVE_LOST) << 8 >> 8;
    }

    /**
     * Returns the highest sequence number that was received.
     *
     * @param index which block
     * @return an unsigned 32-bit number: the number of wraps, then the 16 bits of the packet
     */
    public int highestSequenceNumber(int index) {
        return NetworkOrder.int32(buffer, block(index) + HIGHEST_SEQUENCE_NUMBER);
    }

    /**
     * Returns the interarrival jitter.
     *
     * @param index which block
     * @return an unsigned 32-bit number, in ticks of the stream's RTP clock
     */
    public int jitter(int index) {
        return NetworkOrder.int32(buffer, block(index) + JITTER);
    }

    /**
     * Returns the last sender report that the reporter received.
     *
     * @param index which block
     * @return its {@link SenderReport#compactNtpTimestamp()}, or 0 if there was none
     */
    public int lastSenderReport(int index) {
        return NetworkOrder.int32(buffer, block(index) + LAST_SENDER_REPORT);
    }

    /**
     * Returns the time since the reporter received it.
     *
     * @param index which block
     * @return an unsigned 32-bit number: seconds in 16.16 fixed point
     */
    public int delaySinceLastSenderReport(int index) {
        return NetworkOrder.int32(buffer, block(index) + DELAY);
    }
}

package dev.bwe.interceptor.rtp;

import java.util.Objects;

/**
 * Walks the blocks of an extended report (RFC 3611) in place. A block that does not fit into the packet ends the walk. Not safe for use by several
 * threads.
 */
public final class ExtendedReport {
    /** Block type of a receiver reference time (section 4.4): the reporter's clock, which receivers answer. */
    public static final int RECEIVER_REFERENCE_TIME = 4;
    /** Block type of the answers to that (section 4.5, DLRR). */
    public static final int DELAY_SINCE_LAST_RECEIVER_REPORT = 5;
    /** The length in bytes of a packet that holds nothing but a receiver reference time. */
    public static final int REFERENCE_TIME_LENGTH = 20;

    private static final int FIXED_LENGTH = 8;
    private static final int SSRC = 4;
    private static final int BLOCK_HEADER_LENGTH = 4;
    private static final int REFERENCE_TIME_WORDS = 2;
    private static final int ANSWER_LENGTH = 12;
    private static final int LAST_REFERENCE_TIME = 4;
    private static final int DELAY = 8;

    private byte[] buffer = new byte[FIXED_LENGTH];
    private int offset;
    private int end;
    private int block;
    private int next;

    /** Makes a flyweight that is not yet laid over a packet. */
    public ExtendedReport() {}

    /**
     * Lays the flyweight over the current packet of a walk, before its first block.
     *
     * @param compound a walk that is at a packet
     * @return true if that packet is an extended report; if not, no other method may be used
     */
    public boolean wrap(RtcpCompound compound) {
        if (compound.packetType() != RtcpCompound.EXTENDED_REPORT || compound.contentLength() < FIXED_LENGTH) {
            return false;
        }
        buffer = compound.buffer();
        offset = compound.packetOffset();
        end = offset + compound.contentLength();
        block = offset + FIXED_LENGTH;
        next = block;
        return true;
    }

    /**
     * Steps to the next block.
     *
     * @return true if there is one, whole
     */
    public boolean nextBlock() {
        if (end - next < BLOCK_HEADER_LENGTH) {
            return false;
        }
        int length = BLOCK_HEADER_LENGTH + NetworkOrder.uint16(buffer, next + 2) * 4;
        if (length > end - next) {
            next = end;
            return false;
        }
        block = next;
        next += length;
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
     * Returns the block's type.
     *
     * @return for instance {@link #RECEIVER_REFERENCE_TIME}
     */
    public int blockType() {
        return NetworkOrder.uint8(buffer, block);
    }

    /**
     * Returns whether the block is a receiver reference time of the right length.
     *
     * @return true if {@link #referenceTime()} may be used
     */
    public boolean isReferenceTime() {
        return blockType() == RECEIVER_REFERENCE_TIME && next - block == BLOCK_HEADER_LENGTH + REFERENCE_TIME_WORDS * 4;
    }

    /**
     * Returns the time at which the receiver sent the block, on its clock.
     *
     * @return an unsigned 64-bit number: seconds in 32.32 fixed point
     */
    public long referenceTime() {
        return NetworkOrder.int64(buffer, block + BLOCK_HEADER_LENGTH);
    }

    /**
     * Returns the number of answers to reference times in the block.
     *
     * @return 0 where the block is of another type
     */
    public int answerCount() {
        return blockType() == DELAY_SINCE_LAST_RECEIVER_REPORT
                ? (next - block - BLOCK_HEADER_LENGTH) / ANSWER_LENGTH
                : 0;
    }

    private int answer(int index) {
        return block + BLOCK_HEADER_LENGTH + Objects.checkIndex(index, answerCount()) * ANSWER_LENGTH;
    }

    /**
     * Returns the SSRC whose reference time an answer is about.
     *
     * @param index 0 to {@link #answerCount()} - 1, here and below
     * @return an unsigned 32-bit number
     */
    public int answeredSsrc(int index) {
        return NetworkOrder.int32(buffer, answer(index));
    }

    /**
     * Returns the last reference time that the reporter received.
     *
     * @param index which answer
     * @return the middle 32 bits of it, or 0 where there was none
     */
    public int lastReferenceTime(int index) {
        return NetworkOrder.int32(buffer, answer(index) + LAST_REFERENCE_TIME);
    }

    /**
     * Returns the time since the reporter received it.
     *
     * @param index which answer
     * @return an unsigned 32-bit number: seconds in 16.16 fixed point
     */
    public int delaySinceReferenceTime(int index) {
        return NetworkOrder.int32(buffer, answer(index) + DELAY);
    }

    /**
     * Writes a packet that holds nothing but a receiver reference time.
     *
     * @param buffer        receives the packet
     * @param offset        the place of the first byte in the buffer
     * @param senderSsrc    the SSRC of the sender, an unsigned 32-bit number
     * @param referenceTime seconds in 32.32 fixed point
     * @return {@link #REFERENCE_TIME_LENGTH}
     * @throws IndexOutOfBoundsException if the buffer is too short
     */
    public static int writeReferenceTime(byte[] buffer, int offset, int senderSsrc, long referenceTime) {
        Objects.checkFromIndexSize(offset, REFERENCE_TIME_LENGTH, buffer.length);
        buffer[offset] = (byte) 0x80;
        buffer[offset + 1] = (byte) RtcpCompound.EXTENDED_REPORT;
        NetworkOrder.putUint16(buffer, offset + 2, REFERENCE_TIME_LENGTH / 4 - 1);
        NetworkOrder.putInt32(buffer, offset + SSRC, senderSsrc);
        buffer[offset + FIXED_LENGTH] = RECEIVER_REFERENCE_TIME;
        buffer[offset + FIXED_LENGTH + 1] = 0;
        NetworkOrder.putUint16(buffer, offset + FIXED_LENGTH + 2, REFERENCE_TIME_WORDS);
        NetworkOrder.putInt64(buffer, offset + FIXED_LENGTH + BLOCK_HEADER_LENGTH, referenceTime);
        return REFERENCE_TIME_LENGTH;
    }
}

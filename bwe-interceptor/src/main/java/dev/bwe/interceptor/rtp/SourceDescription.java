package dev.bwe.interceptor.rtp;

import java.util.Arrays;
import java.util.Objects;

/**
 * Walks the items of a source description (RFC 3550 section 6.5) in place, and writes the canonical name, which every compound
 * must have. An item that does not fit into the packet ends the walk. Not safe for use by several threads.
 */
public final class SourceDescription {
    /** Item type of the canonical name. */
    public static final int CNAME = 1;

    /** The maximum length of an item's text in bytes. */
    public static final int MAX_TEXT_LENGTH = 255;

    private static final int END_OF_CHUNK = 0;
    private static final int SSRC_LENGTH = 4;
    private static final int ITEM_HEADER_LENGTH = 2;

    private byte[] buffer = new byte[SSRC_LENGTH];
    private int start;
    private int end;
    private int position;
    private int chunksLeft;
    private boolean inChunk;
    private int ssrcOffset;
    private int item;

    /** Makes a flyweight that is not yet laid over a packet. */
    public SourceDescription() {}

    /**
     * Lays the flyweight over the current packet of a walk, before its first item.
     *
     * @param compound a walk that is at a packet
     * @return true if that packet is a source description; if not, no other method may be used
     */
    public boolean wrap(RtcpCompound compound) {
        if (compound.packetType() != RtcpCompound.SOURCE_DESCRIPTION) {
            return false;
        }
        buffer = compound.buffer();
        start = compound.packetOffset();
        end = start + compound.contentLength();
        position = start + RtcpCompound.HEADER_LENGTH;
        chunksLeft = compound.count();
        inChunk = false;
        return true;
    }

    /**
     * Steps to the next item, in this chunk or a later one.
     *
     * @return true if there is one, whole
     */
    public boolean nextItem() {
        while (true) {
            if (!inChunk) {
                if (chunksLeft == 0 || end - position < SSRC_LENGTH) {
                    return false;
                }
                chunksLeft--;
                ssrcOffset = position;
                position += SSRC_LENGTH;
                inChunk = true;
            }
            if (position >= end) {
                return false;
            }
            if (buffer[position] == END_OF_CHUNK) {
                // A chunk ends with one to four zeros, at a multiple of four bytes.
                position = start + (position - start + 4 & ~3);
                inChunk = false;
                continue;
            }
            if (end - position < ITEM_HEADER_LENGTH
                    || NetworkOrder.uint8(buffer, position + 1) > end - position - ITEM_HEADER_LENGTH) {
                chunksLeft = 0;
                inChunk = false;
                return false;
            }
            item = position;
            position += ITEM_HEADER_LENGTH + textLength();
            return true;
        }
    }

    /**
     * Returns the SSRC that the item describes.
     *
     * @return an unsigned 32-bit number
     */
    public int ssrc() {
        return NetworkOrder.int32(buffer, ssrcOffset);
    }

    /**
     * Returns the item's type.
     *
     * @return for instance {@link #CNAME}
     */
    public int itemType() {
        return NetworkOrder.uint8(buffer, item);
    }

    /**
     * Returns the place of the item's text, which is UTF-8.
     *
     * @return an index of the array
     */
    public int textOffset() {
        return item + ITEM_HEADER_LENGTH;
    }

    /**
     * Returns the length of the item's text.
     *
     * @return bytes, 0 to 255
     */
    public int textLength() {
        return NetworkOrder.uint8(buffer, item + 1);
    }

    /**
     * Returns the length of a packet that holds one canonical name.
     *
     * @param textLength the name's length in bytes, 0 to {@link #MAX_TEXT_LENGTH}
     * @return bytes
     */
    public static int cnameLength(int textLength) {
        // At least one zero ends the chunk, at a multiple of four bytes.
        return RtcpCompound.HEADER_LENGTH + (SSRC_LENGTH + ITEM_HEADER_LENGTH + textLength + 4 & ~3);
    }

    /**
     * Writes a packet that holds one canonical name (RFC 3550 section 6.5.1).
     *
     * @param buffer receives the packet
     * @param offset the place of the first byte in the buffer
     * @param ssrc   the SSRC that the name belongs to, an unsigned 32-bit number
     * @param cname  the name in UTF-8, {@link #MAX_TEXT_LENGTH} bytes at most
     * @return {@link #cnameLength(int)} of the name
     * @throws IllegalArgumentException  if the name is too long
     * @throws IndexOutOfBoundsException if the buffer is too short
     */
    public static int writeCname(byte[] buffer, int offset, int ssrc, byte[] cname) {
        if (cname.length > MAX_TEXT_LENGTH) {
            throw new IllegalArgumentException("cname of " + cname.length + " bytes is longer than " + MAX_TEXT_LENGTH);
        }
        int length = cnameLength(cname.length);
        Objects.checkFromIndexSize(offset, length, buffer.length);
        buffer[offset] = (byte) 0x81;
        buffer[offset + 1] = (byte) RtcpCompound.SOURCE_DESCRIPTION;
        NetworkOrder.putUint16(buffer, offset + 2, length / 4 - 1);
        NetworkOrder.putInt32(buffer, offset + RtcpCompound.HEADER_LENGTH, ssrc);
        int item = offset + RtcpCompound.HEADER_LENGTH + SSRC_LENGTH;
        buffer[item] = CNAME;
        buffer[item + 1] = (byte) cname.length;
        System.arraycopy(cname, 0, buffer, item + ITEM_HEADER_LENGTH, cname.length);
        Arrays.fill(buffer, item + ITEM_HEADER_LENGTH + cname.length, offset + length, (byte) END_OF_CHUNK);
        return length;
    }
}

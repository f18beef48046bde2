package dev.bwe.interceptor.rtp;

/**
 * Walks the items of a source description (RFC 3550 section 6.5) in place. What does not fit into the packet ends the walk. Not for
 * several threads at once.
 */
public final class SourceDescription {
    /** Item type of the canonical name. */
    public static final int CNAME = 1;

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
    public SourceDescription() {
    }

    /**
     * Lays the flyweight over the packet that a walk has come to, before its first item.
     *
     * @param compound stands at a packet
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
     * Steps to the next item, in this chunk or one behind it.
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
            if (end - position < ITEM_HEADER_LENGTH || NetworkOrder.uint8(buffer, position + 1) > end - position - ITEM_HEADER_LENGTH) {
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
     * Returns whom the item describes.
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
     * Tells where the item's text, in UTF-8, begins.
     *
     * @return a place in the array
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
}

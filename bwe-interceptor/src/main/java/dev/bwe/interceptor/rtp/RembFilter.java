package dev.bwe.interceptor.rtp;

import java.util.function.Consumer;

/**
 * Removes REMB from RTCP compounds, or changes its bitrate, in place. All other packets, and everything behind a malformed packet, stay
 * unchanged. Not safe for use by several threads.
 */
public final class RembFilter {
    private final RtcpCompound compound = new RtcpCompound();
    private final RembPacket remb = new RembPacket();

    /** Makes a filter. */
    public RembFilter() {}

    /**
     * Removes all REMB packets. The bytes behind them move up.
     *
     * @param buffer  holds the compound
     * @param offset  the place of the first byte in the buffer
     * @param length  its length in bytes
     * @param removed is called for each REMB before it is removed; the packet is valid during the call only
     * @return the compound's new length in bytes, 0 if it held nothing but REMB
     * @throws IndexOutOfBoundsException if the buffer does not have these bytes
     */
    public int remove(byte[] buffer, int offset, int length, Consumer<RembPacket> removed) {
        int keptEnd = offset;
        int copyFrom = offset;
        compound.wrap(buffer, offset, length);
        while (compound.next()) {
            if (remb.wrap(compound)) {
                removed.accept(remb);
                int run = compound.packetOffset() - copyFrom;
                moveUp(buffer, copyFrom, keptEnd, run);
                keptEnd += run;
                copyFrom = compound.packetOffset() + compound.packetLength();
            }
        }
        int rest = offset + length - copyFrom;
        moveUp(buffer, copyFrom, keptEnd, rest);
        return keptEnd + rest - offset;
    }

    private static void moveUp(byte[] buffer, int from, int to, int length) {
        if (from != to && length > 0) {
            System.arraycopy(buffer, from, buffer, to, length);
        }
    }

    /**
     * Replaces the bitrate of all REMB packets.
     *
     * @param buffer     holds the compound
     * @param offset     the place of the first byte in the buffer
     * @param length     its length in bytes
     * @param bitrateBps the new bitrate in bit/s, 0 or more
     * @return the number of REMB packets
     * @throws IllegalArgumentException  if the bitrate is negative and there is a REMB
     * @throws IndexOutOfBoundsException if the buffer does not have these bytes
     */
    public int rewrite(byte[] buffer, int offset, int length, long bitrateBps) {
        int rewritten = 0;
        compound.wrap(buffer, offset, length);
        while (compound.next()) {
            if (remb.wrap(compound)) {
                remb.bitrateBps(bitrateBps);
                rewritten++;
            }
        }
        return rewritten;
    }
}

package dev.bwe.interceptor.rtp;

import java.util.function.Consumer;

/**
 * Takes REMB out of RTCP compounds, or changes its bitrate, in place. All other packets stay byte for byte what they were, and so
 * does whatever follows a malformed packet. Not for several threads at once.
 */
public final class RembFilter {
    private final RtcpCompound compound = new RtcpCompound();
    private final RembPacket remb = new RembPacket();

    /** Makes a filter. */
    public RembFilter() {}

    /**
     * Removes all REMB packets; what follows moves up.
     *
     * @param buffer  holds the compound
     * @param offset  its first byte's place in the buffer
     * @param length  its length in bytes
     * @param removed is shown each REMB before it goes; the packet is valid during the call only
     * @return the compound's new length in bytes, 0 if there was nothing but REMB
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
     * @param offset     its first byte's place in the buffer
     * @param length     its length in bytes
     * @param bitrateBps the new bitrate in bit/s, 0 or more
     * @return how many REMB packets there were
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

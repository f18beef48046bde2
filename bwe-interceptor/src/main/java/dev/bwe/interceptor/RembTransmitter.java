package dev.bwe.interceptor;

import dev.bwe.core.SsrcList;
import dev.bwe.interceptor.rtp.ExtendedReport;
import dev.bwe.interceptor.rtp.ReceiverReport;
import dev.bwe.interceptor.rtp.RembPacket;
import java.io.IOException;

/** Turns a bitrate into REMB compounds and hands them to a writer. Used by one thread at a time. */
final class RembTransmitter {
    /** Room for the largest compound: 1,068 bytes, which fits a datagram with SRTCP's trailer on any usual path. */
    private final byte[] buffer = new byte[ReceiverReport.EMPTY_LENGTH + ExtendedReport.REFERENCE_TIME_LENGTH
            + RembPacket.encodedLength(RembPacket.MAX_SSRCS)];
    private final Attributes attributes = new Attributes();
    private final int senderSsrc;
    private final boolean reducedSize;

    RembTransmitter(int senderSsrc, boolean reducedSize) {
        this.senderSsrc = senderSsrc;
        this.reducedSize = reducedSize;
    }

    /**
     * Sends one compound, or one for each 255 streams.
     *
     * @param referenceTime asks the remote peer for the round-trip time, in the first compound; 0 does not
     * @return true if the writer took them all
     */
    boolean transmit(RtcpWriter writer, long bitrateBps, SsrcList ssrcs, long referenceTime) throws IOException {
        boolean allTaken = true;
        int parts = RembPacket.packetCount(ssrcs.size());
        for (int part = 0; part < parts; part++) {
            // Encoded anew for each part: whoever takes a compound may change its bytes.
            int length = reducedSize ? 0 : ReceiverReport.writeEmpty(buffer, 0, senderSsrc);
            if (part == 0 && referenceTime != 0) {
                length += ExtendedReport.writeReferenceTime(buffer, length, senderSsrc, referenceTime);
            }
            length += RembPacket.encodePart(buffer, length, senderSsrc, bitrateBps, ssrcs, part);
            allTaken &= writer.write(buffer, 0, length, attributes.clear()) > 0;
        }
        return allTaken;
    }
}

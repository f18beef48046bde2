package dev.bwe.interceptor.estimate;

import dev.bwe.core.SsrcList;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.RtcpWriter;
import dev.bwe.interceptor.rtp.ExtendedReport;
import dev.bwe.interceptor.rtp.ReceiverReport;
import dev.bwe.interceptor.rtp.RembPacket;
import dev.bwe.interceptor.rtp.SourceDescription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Turns a bitrate into REMB compounds and hands them to a writer. A compound begins with a receiver report and the sender's
 * canonical name (RFC 3550 section 6.1), unless reduced size was negotiated (RFC 5506). Used by one thread at a time.
 */
final class RembTransmitter {
    /** Of the canonical name (RFC 7022 section 4.2), which are so many letters of base64. */
    private static final int CNAME_RANDOM_BYTES = 12;

    private static final int CNAME_LENGTH = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Room for the largest compound: 1,096 bytes, which fits a datagram with SRTCP's trailer on any usual path. */
    private final byte[] buffer = new byte
            [ReceiverReport.EMPTY_LENGTH
                    + SourceDescription.cnameLength(CNAME_LENGTH)
                    + ExtendedReport.REFERENCE_TIME_LENGTH
                    + RembPacket.encodedLength(RembPacket.MAX_SSRCS)];

    private final Attributes attributes = new Attributes();
    private final int senderSsrc;
    private final boolean reducedSize;
    private final byte[] cname;

    RembTransmitter(int senderSsrc, boolean reducedSize) {
        this.senderSsrc = senderSsrc;
        this.reducedSize = reducedSize;
        cname = reducedSize ? new byte[0] : randomName();
    }

    /** Of this peer connection for as long as it lasts, and tied to nothing else. */
    private static byte[] randomName() {
        byte[] random = new byte[CNAME_RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return Base64.getEncoder().encodeToString(random).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Sends one compound, or one for each 255 streams. All of them are tried, whatever becomes of the others.
     *
     * @param referenceTime asks the remote peer for the round-trip time, in the first compound; 0 does not
     * @return true if the writer took them all
     * @throws IOException      what the writer threw first; what it threw later is suppressed in it
     * @throws RuntimeException likewise
     */
    boolean transmit(RtcpWriter writer, long bitrateBps, SsrcList ssrcs, long referenceTime) throws IOException {
        boolean allTaken = true;
        Exception failure = null;
        int parts = RembPacket.packetCount(ssrcs.size());
        for (int part = 0; part < parts; part++) {
            // Encoded anew for each part: whoever takes a compound may change its bytes.
            int length = encodePart(bitrateBps, ssrcs, part, part == 0 ? referenceTime : 0);
            try {
                allTaken &= writer.write(buffer, 0, length, attributes.clear()) > 0;
            } catch (IOException | RuntimeException e) {
                failure = firstOf(failure, e);
            }
        }
        if (failure instanceof IOException exception) {
            throw exception;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        return allTaken;
    }

    private int encodePart(long bitrateBps, SsrcList ssrcs, int part, long referenceTime) {
        int length = 0;
        if (!reducedSize) {
            length += ReceiverReport.writeEmpty(buffer, length, senderSsrc);
            length += SourceDescription.writeCname(buffer, length, senderSsrc, cname);
        }
        if (referenceTime != 0) {
            length += ExtendedReport.writeReferenceTime(buffer, length, senderSsrc, referenceTime);
        }
        return length + RembPacket.encodePart(buffer, length, senderSsrc, bitrateBps, ssrcs, part);
    }

    private static Exception firstOf(Exception before, Exception later) {
        if (before == null) {
            return later;
        }
        if (before != later) {
            before.addSuppressed(later);
        }
        return before;
    }
}

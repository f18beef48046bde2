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
import org.jspecify.annotations.Nullable;

/**
 * Encodes REMB compounds and passes them to a writer. A compound begins with a receiver report and the sender's canonical name (RFC
 * 3550 section 6.1), unless reduced size was negotiated (RFC 5506). Used by one thread at a time.
 */
final class RembTransmitter {
    /** Random bytes of the canonical name (RFC 7022 section 4.2). */
    private static final int CNAME_RANDOM_BYTES = 12;
    /** Length of the canonical name: the random bytes in base64. */
    private static final int CNAME_LENGTH = 16;

    private static final byte[] NO_BYTES = {};
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Length of what may stand before the REMB, in bytes. */
    private static final int MAX_PREFIX_LENGTH = ReceiverReport.EMPTY_LENGTH
            + SourceDescription.cnameLength(CNAME_LENGTH)
            + ExtendedReport.REFERENCE_TIME_LENGTH;
    /** Made with the first REMB. Most name a few streams; the largest takes 1,096 bytes, which fit a datagram with SRTCP's trailer. */
    private byte[] buffer = NO_BYTES;

    private final Attributes attributes = new Attributes();
    private final int senderSsrc;
    private final boolean reducedSize;
    private final byte[] cname;

    RembTransmitter(int senderSsrc, boolean reducedSize) {
        this.senderSsrc = senderSsrc;
        this.reducedSize = reducedSize;
        cname = reducedSize ? NO_BYTES : randomName();
    }

    /** Returns a name that is used for the lifetime of the peer connection and derived from nothing else. */
    private static byte[] randomName() {
        byte[] random = new byte[CNAME_RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return Base64.getEncoder().encodeToString(random).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Sends one compound for every 255 streams. All of them are tried, even if the writer fails.
     *
     * @param referenceTime asks the remote peer for the round-trip time, in the first compound; 0 for no such request
     * @return true if the writer took them all
     * @throws IOException      the writer's first exception; later ones are suppressed in it
     * @throws RuntimeException the writer's first exception; later ones are suppressed in it
     */
    boolean transmit(RtcpWriter writer, long bitrateBps, SsrcList ssrcs, long referenceTime) throws IOException {
        boolean allTaken = true;
        Throwable failure = null;
        int parts = RembPacket.packetCount(ssrcs.size());
        int needed = MAX_PREFIX_LENGTH + RembPacket.encodedLength(Math.min(ssrcs.size(), RembPacket.MAX_SSRCS));
        if (buffer.length < needed) {
            buffer = new byte[needed];
        }
        for (int part = 0; part < parts; part++) {
            // Encoded again for each part, because the writer may change the bytes.
            int length = encodePart(bitrateBps, ssrcs, part, part == 0 ? referenceTime : 0);
            try {
                allTaken &= writer.write(buffer, 0, length, attributes.clear()) > 0;
            } catch (Throwable e) {
                failure = firstOf(failure, e);
            }
        }
        if (failure instanceof IOException exception) {
            throw exception;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
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

    private static Throwable firstOf(@Nullable Throwable before, Throwable later) {
        if (before == null) {
            return later;
        }
        if (before != later) {
            before.addSuppressed(later);
        }
        return before;
    }
}

package dev.bwe.interceptor.fuzz;

import dev.bwe.interceptor.rtp.ExtendedReport;
import dev.bwe.interceptor.rtp.FeedbackPacket;
import dev.bwe.interceptor.rtp.Goodbye;
import dev.bwe.interceptor.rtp.PacketKind;
import dev.bwe.interceptor.rtp.RembFilter;
import dev.bwe.interceptor.rtp.RembPacket;
import dev.bwe.interceptor.rtp.ReportBlocks;
import dev.bwe.interceptor.rtp.RtcpCompound;
import dev.bwe.interceptor.rtp.RtpHeaderExtensions;
import dev.bwe.interceptor.rtp.RtpPacket;
import dev.bwe.interceptor.rtp.SenderReport;
import dev.bwe.interceptor.rtp.SourceDescription;
import java.util.Arrays;

/**
 * Reads everything there is to read of a packet. The packet stands at the end of an array that holds nothing behind it, so that reading on
 * throws; what is found must lie within the packet. Used by the fuzz targets and by the seeded tests.
 */
public final class Examiner {
    private static final int BEFORE = 3;

    private final RtpPacket rtp = new RtpPacket();
    private final RtpHeaderExtensions extensions = new RtpHeaderExtensions();
    private final RtcpCompound compound = new RtcpCompound();
    private final RembPacket remb = new RembPacket();
    private final RembFilter filter = new RembFilter();
    private final SenderReport senderReport = new SenderReport();
    private final ReportBlocks blocks = new ReportBlocks();
    private final SourceDescription description = new SourceDescription();
    private final Goodbye goodbye = new Goodbye();
    private final FeedbackPacket feedback = new FeedbackPacket();
    private final ExtendedReport extended = new ExtendedReport();

    private static byte[] behindOthers(byte[] packet) {
        byte[] array = new byte[BEFORE + packet.length];
        Arrays.fill(array, 0, BEFORE, (byte) 0xFF);
        System.arraycopy(packet, 0, array, BEFORE, packet.length);
        return array;
    }

    private static void within(int offset, int length, int from, int to) {
        if (length < 0 || length > 0 && (offset < from || offset + length > to)) {
            throw new AssertionError(length + " bytes at " + offset + " of " + from + " to " + to);
        }
    }

    /** Reads an RTP packet; true if it is valid. */
    public boolean rtp(byte[] packet) {
        byte[] array = behindOthers(packet);
        PacketKind.of(array, BEFORE, packet.length);
        if (!rtp.wrap(array, BEFORE, packet.length)) {
            if (rtp.fault() == RtpPacket.Fault.NONE) {
                throw new AssertionError("refused without reason");
            }
            return false;
        }
        if (rtp.headerLength() + rtp.payloadLength() + rtp.paddingLength() != packet.length
                || rtp.payloadLength() < 0
                || rtp.paddingLength() < 0) {
            throw new AssertionError(
                    "lengths " + rtp.headerLength() + " " + rtp.payloadLength() + " " + rtp.paddingLength());
        }
        rtp.timestamp();
        for (int i = 0; i < rtp.csrcCount(); i++) {
            rtp.csrc(i);
        }
        return true;
    }

    /** Reads an RTP packet's header extensions, if it is valid, under ids 0 to 255; returns how many there are. */
    public int extensions(byte[] packet, int firstId, int lastId) {
        byte[] array = behindOthers(packet);
        if (!rtp.wrap(array, BEFORE, packet.length)) {
            return 0;
        }
        extensions.wrap(rtp);
        int found = 0;
        for (int id = firstId; id <= lastId; id++) {
            if (extensions.find(id)) {
                found++;
                within(extensions.valueOffset(), extensions.valueLength(), BEFORE + 16, BEFORE + rtp.headerLength());
                extensions.absSendTime(id, 0);
                extensions.transmissionOffset(id, 0);
                extensions.absCaptureTime(id, 0);
                extensions.setAbsSendTime(id, id);
            }
        }
        return found;
    }

    /** Reads an RTCP compound and filters it; returns how many packets it has. */
    public int rtcp(byte[] packet) {
        byte[] array = behindOthers(packet);
        int packets = 0;
        compound.wrap(array, BEFORE, packet.length);
        while (compound.next()) {
            packets++;
            within(compound.packetOffset(), compound.packetLength(), BEFORE, array.length);
            content(compound.packetOffset(), compound.packetOffset() + compound.packetLength());
        }
        filter.rewrite(array, BEFORE, packet.length, 1_000);
        int left = filter.remove(array, BEFORE, packet.length, removed -> {});
        if (left > packet.length
                || filter.remove(array, BEFORE, left, removed -> {
                            throw new AssertionError("a REMB is left");
                        })
                        != left) {
            throw new AssertionError(left + " bytes left of " + packet.length);
        }
        return packets;
    }

    private void content(int from, int to) {
        if (remb.wrap(compound)) {
            for (int i = 0; i < remb.ssrcCount(); i++) {
                remb.ssrc(i);
            }
            if (remb.bitrateBps() < 0) {
                throw new AssertionError("bitrate " + remb.bitrateBps());
            }
        }
        if (senderReport.wrap(compound)) {
            senderReport.octetCount();
        }
        if (blocks.wrap(compound)) {
            for (int i = 0; i < blocks.count(); i++) {
                blocks.delaySinceLastSenderReport(i);
            }
        }
        if (description.wrap(compound)) {
            while (description.nextItem()) {
                description.ssrc();
                within(description.textOffset(), description.textLength(), from, to);
            }
        }
        if (goodbye.wrap(compound)) {
            for (int i = 0; i < goodbye.ssrcCount(); i++) {
                goodbye.ssrc(i);
            }
            within(goodbye.reasonOffset(), goodbye.reasonLength(), from, to);
        }
        if (feedback.wrap(compound)) {
            feedback.mediaSsrc();
            within(feedback.informationOffset(), feedback.informationLength(), from, to);
        }
        if (extended.wrap(compound)) {
            while (extended.nextBlock()) {
                if (extended.isReferenceTime()) {
                    extended.referenceTime();
                }
                for (int i = 0; i < extended.answerCount(); i++) {
                    extended.delaySinceReferenceTime(i);
                }
            }
        }
    }
}

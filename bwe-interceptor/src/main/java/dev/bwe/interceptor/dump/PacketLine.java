package dev.bwe.interceptor.dump;

import dev.bwe.interceptor.rtp.FeedbackPacket;
import dev.bwe.interceptor.rtp.Goodbye;
import dev.bwe.interceptor.rtp.RembPacket;
import dev.bwe.interceptor.rtp.ReportBlocks;
import dev.bwe.interceptor.rtp.RtcpCompound;
import dev.bwe.interceptor.rtp.RtpHeaderExtensions;
import dev.bwe.interceptor.rtp.RtpPacket;
import java.util.function.Consumer;

/** Describes a packet in a line. Not safe for use by several threads. */
final class PacketLine {
    private static final int MAX_EXTENSION_ID = 255;

    private final RtpPacket rtp = new RtpPacket();
    private final RtpHeaderExtensions extensions = new RtpHeaderExtensions();
    private final RtcpCompound compound = new RtcpCompound();
    private final RembPacket remb = new RembPacket();
    private final ReportBlocks blocks = new ReportBlocks();
    private final Goodbye goodbye = new Goodbye();
    private final FeedbackPacket feedback = new FeedbackPacket();

    String ofRtp(byte[] buffer, int offset, int length) {
        if (!rtp.wrap(buffer, offset, length)) {
            return "RTP malformed=" + rtp.fault() + " length=" + length;
        }
        StringBuilder line = new StringBuilder("RTP ssrc=")
                .append(Integer.toUnsignedLong(rtp.ssrc()))
                .append(" seq=")
                .append(rtp.sequenceNumber())
                .append(" ts=")
                .append(Integer.toUnsignedLong(rtp.timestamp()))
                .append(" pt=")
                .append(rtp.payloadType())
                .append(" m=")
                .append(rtp.marker() ? 1 : 0)
                .append(" payload=")
                .append(rtp.payloadLength())
                .append(" padding=")
                .append(rtp.paddingLength());
        extensions.wrap(rtp);
        String separator = " ext=";
        for (int id = 1; id <= MAX_EXTENSION_ID; id++) {
            if (extensions.find(id)) {
                line.append(separator).append(id).append(':').append(extensions.valueLength());
                separator = ",";
            }
        }
        return line.toString();
    }

    /** Makes a line for each packet of a compound. */
    void ofRtcp(byte[] buffer, int offset, int length, Consumer<String> lines) {
        compound.wrap(buffer, offset, length);
        while (compound.next()) {
            lines.accept(packet());
        }
        if (compound.isMalformed()) {
            lines.accept("RTCP malformed length=" + (offset + length - compound.packetOffset()));
        }
    }

    private String packet() {
        if (remb.wrap(compound)) {
            StringBuilder line = new StringBuilder("REMB ssrc=")
                    .append(Integer.toUnsignedLong(remb.senderSsrc()))
                    .append(" bps=")
                    .append(remb.bitrateBps());
            for (int i = 0; i < remb.ssrcCount(); i++) {
                line.append(i == 0 ? " for=" : ",").append(Integer.toUnsignedLong(remb.ssrc(i)));
            }
            return line.toString();
        }
        if (blocks.wrap(compound)) {
            return (compound.packetType() == RtcpCompound.SENDER_REPORT ? "SR" : "RR") + " ssrc="
                    + Integer.toUnsignedLong(blocks.reporterSsrc()) + " blocks=" + blocks.count();
        }
        if (goodbye.wrap(compound)) {
            return "BYE ssrcs=" + goodbye.ssrcCount();
        }
        if (feedback.wrap(compound)) {
            return (compound.packetType() == RtcpCompound.TRANSPORT_FEEDBACK ? "RTPFB" : "PSFB") + " fmt="
                    + compound.count()
                    + " ssrc=" + Integer.toUnsignedLong(feedback.senderSsrc())
                    + " media=" + Integer.toUnsignedLong(feedback.mediaSsrc());
        }
        String name = switch (compound.packetType()) {
            case RtcpCompound.SOURCE_DESCRIPTION -> "SDES";
            case RtcpCompound.EXTENDED_REPORT -> "XR";
            default -> "RTCP type=" + compound.packetType();
        };
        return name + " count=" + compound.count() + " length=" + compound.packetLength();
    }
}

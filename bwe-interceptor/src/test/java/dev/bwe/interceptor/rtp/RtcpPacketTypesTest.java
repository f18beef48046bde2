package dev.bwe.interceptor.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtcpPacketTypesTest {
    private static final String BLOCK = "0000000b 40fffffe 00010203 00000021 aabbccdd 00008000";
    private static final String SENDER_FIELDS = "00000007 11223344 55667788 99aabbcc 00000005 fffffff0";

    private static RtcpCompound at(String... packets) {
        byte[] bytes = RtcpBytes.of(packets);
        RtcpCompound compound = new RtcpCompound().wrap(bytes, 0, bytes.length);
        assertTrue(compound.next(), "no packet");
        return compound;
    }

    @Test
    void senderReport() {
        SenderReport report = new SenderReport();
        assertTrue(report.wrap(at("81c8000c", SENDER_FIELDS, BLOCK)), "not taken");
        assertEquals(7, report.ssrc());
        assertEquals(0x1122334455667788L, report.ntpTimestamp());
        assertEquals(0x33445566, report.compactNtpTimestamp());
        assertEquals(0x99aabbcc, report.rtpTimestamp());
        assertEquals(5, report.packetCount());
        assertEquals(0xfffffff0, report.octetCount());
        assertFalse(report.wrap(at(RtcpBytes.EMPTY_REPORT)), "a receiver report");
        assertFalse(report.wrap(at("80c80005 00000007 11223344 55667788 99aabbcc 00000005")), "too short");
    }

    @Test
    void reportBlocksOfBothReports() {
        ReportBlocks blocks = new ReportBlocks();
        for (RtcpCompound compound : new RtcpCompound[] {
            at("82c80012", SENDER_FIELDS, BLOCK, BLOCK.replace("0000000b", "0000000c")),
            at("82c9000d 00000007", BLOCK, BLOCK.replace("0000000b", "0000000c"))
        }) {
            assertTrue(blocks.wrap(compound), "not taken");
            assertEquals(7, blocks.reporterSsrc());
            assertEquals(2, blocks.count());
            assertEquals(0xb, blocks.ssrc(0));
            assertEquals(0xc, blocks.ssrc(1));
            assertEquals(0x40, blocks.fractionLost(1));
            assertEquals(-2, blocks.cumulativeLost(1));
            assertEquals(0x10203, blocks.highestSequenceNumber(1));
            assertEquals(0x21, blocks.jitter(1));
            assertEquals(0xaabbccdd, blocks.lastSenderReport(1));
            assertEquals(0x8000, blocks.delaySinceLastSenderReport(1));
        }
        assertFalse(blocks.wrap(at("82c90007 00000007", BLOCK)), "one block, two claimed");
        assertEquals(0, blocks.count());
    }

    @Test
    void sourceDescriptionItems() {
        // SSRC 7: CNAME "ab", NAME "c"; SSRC 8: no item; SSRC 9: CNAME "xyz".
        SourceDescription description = new SourceDescription();
        String packet = "83ca0008 00000007 01026162 02016300 00000008 00000000 00000009 01037879 7a000000";
        byte[] bytes = RtcpBytes.of(packet);
        assertTrue(description.wrap(at(packet)), "not taken");
        List<String> items = new ArrayList<>();
        while (description.nextItem()) {
            items.add(description.ssrc() + " " + description.itemType() + " "
                    + new String(bytes, description.textOffset(), description.textLength(), StandardCharsets.UTF_8));
        }
        assertEquals(List.of("7 1 ab", "7 2 c", "9 1 xyz"), items);
        assertFalse(description.wrap(at(RtcpBytes.EMPTY_REPORT)), "a receiver report");
    }

    @Test
    void aSourceDescriptionItemThatReachesPastTheEndIsNone() {
        SourceDescription description = new SourceDescription();
        assertTrue(description.wrap(at("82ca0002 00000007 01ff6162")), "not taken");
        assertFalse(description.nextItem(), "an item of 255 bytes");
        assertFalse(description.nextItem(), "after that");
    }

    @Test
    void writesANameOfAnyLengthThatItReads() {
        for (int length = 0; length <= SourceDescription.MAX_TEXT_LENGTH; length++) {
            byte[] name = "n".repeat(length).getBytes(StandardCharsets.UTF_8);
            byte[] bytes = new byte[SourceDescription.cnameLength(length) + 2];
            Arrays.fill(bytes, (byte) 0x55);
            int written = SourceDescription.writeCname(bytes, 1, 0xFEDCBA98, name);
            assertEquals(bytes.length - 2, written);
            assertEquals(0x55, bytes[0]);
            assertEquals(0x55, bytes[written + 1]);
            assertEquals(0, bytes[written], "the zero that ends the chunk");
            assertTrue(
                    written >= 4 + 4 + 2 + length + 1 && written <= 4 + 4 + 2 + length + 4, written + " for " + length);
            RtcpCompound compound = new RtcpCompound().wrap(bytes, 1, written);
            SourceDescription description = new SourceDescription();
            assertTrue(compound.next() && description.wrap(compound) && description.nextItem(), "not read back");
            assertEquals(0xFEDCBA98, description.ssrc());
            assertEquals(SourceDescription.CNAME, description.itemType());
            assertEquals(
                    "n".repeat(length),
                    new String(bytes, description.textOffset(), description.textLength(), StandardCharsets.UTF_8));
            assertFalse(description.nextItem() || compound.next() || compound.isMalformed(), "more behind it");
        }
    }

    @Test
    void aNameThatDoesNotFitIsTheCallersError() {
        assertThrows(
                IllegalArgumentException.class, () -> SourceDescription.writeCname(new byte[300], 0, 1, new byte[256]));
        byte[] bytes = new byte[27];
        assertThrows(IndexOutOfBoundsException.class, () -> SourceDescription.writeCname(bytes, 0, 1, new byte[16]));
        assertArrayEquals(new byte[27], bytes);
    }

    @Test
    void goodbye() {
        Goodbye goodbye = new Goodbye();
        byte[] bytes = RtcpBytes.of("82cb0003 00000007 00000008 03627965");
        RtcpCompound compound = new RtcpCompound().wrap(bytes, 0, bytes.length);
        assertTrue(compound.next() && goodbye.wrap(compound), "not taken");
        assertEquals(2, goodbye.ssrcCount());
        assertEquals(8, goodbye.ssrc(1));
        assertEquals("bye", new String(bytes, goodbye.reasonOffset(), goodbye.reasonLength(), StandardCharsets.UTF_8));
        assertTrue(goodbye.wrap(at("81cb0001 00000007")), "no reason");
        assertEquals(0, goodbye.reasonLength());
        assertTrue(goodbye.wrap(at("81cb0002 00000007 ff627965")), "a reason too long");
        assertEquals(0, goodbye.reasonLength());
        assertFalse(goodbye.wrap(at("83cb0001 00000007")), "one source, three claimed");
    }

    @Test
    void feedback() {
        FeedbackPacket feedback = new FeedbackPacket();
        assertTrue(feedback.wrap(at("81cd0003 00000001 00000002 00630005")), "a NACK");
        assertEquals(1, feedback.senderSsrc());
        assertEquals(2, feedback.mediaSsrc());
        assertEquals(12, feedback.informationOffset());
        assertEquals(4, feedback.informationLength());
        assertTrue(feedback.wrap(at(RtcpBytes.PICTURE_LOSS)), "a PLI");
        assertEquals(0, feedback.informationLength());
        assertFalse(feedback.wrap(at("81cd0001 00000001")), "too short");
        assertFalse(feedback.wrap(at(RtcpBytes.EMPTY_REPORT)), "a receiver report");
    }

    @Test
    void extendedReportBlocks() {
        ExtendedReport report = new ExtendedReport();
        assertTrue(
                report.wrap(at("80cf0007 00000009 01000001 00000000 04000002 11223344 55667788 05000003")),
                "not taken");
        assertEquals(9, report.ssrc());
        assertTrue(report.nextBlock(), "first");
        assertEquals(1, report.blockType());
        assertFalse(report.isReferenceTime(), "another type");
        assertEquals(0, report.answerCount());
        assertTrue(report.nextBlock(), "second");
        assertTrue(report.isReferenceTime(), "a reference time");
        assertEquals(0x1122334455667788L, report.referenceTime());
        assertFalse(report.nextBlock(), "a block that reaches past the end");
        assertFalse(report.nextBlock(), "after that");
    }

    @Test
    void answersToReferenceTimes() {
        ExtendedReport report = new ExtendedReport();
        assertTrue(
                report.wrap(at("80cf0008 00000009 05000006 00000001 0000aaaa 00000010 00000002 0000bbbb 00000020")),
                "not taken");
        assertTrue(report.nextBlock(), "no block");
        assertEquals(2, report.answerCount());
        assertEquals(2, report.answeredSsrc(1));
        assertEquals(0xbbbb, report.lastReferenceTime(1));
        assertEquals(0x20, report.delaySinceReferenceTime(1));
    }

    @Test
    void writesAReferenceTimeThatItReads() {
        byte[] bytes = new byte[22];
        assertEquals(20, ExtendedReport.writeReferenceTime(bytes, 1, 0xFEDCBA98, 0x1122334455667788L));
        RtcpCompound compound = new RtcpCompound().wrap(bytes, 1, 20);
        ExtendedReport report = new ExtendedReport();
        assertTrue(
                compound.next() && report.wrap(compound) && report.nextBlock() && report.isReferenceTime(),
                "not read back");
        assertEquals(0xFEDCBA98, report.ssrc());
        assertEquals(0x1122334455667788L, report.referenceTime());
        assertFalse(compound.next(), "more behind it");
    }
}

package dev.bwe.interceptor.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RtcpCompoundTest {
    private final RtcpCompound compound = new RtcpCompound();

    private int packetsIn(byte[] bytes) {
        compound.wrap(bytes, 0, bytes.length);
        int packets = 0;
        while (compound.next()) {
            packets++;
        }
        assertFalse(compound.next(), "next() after the end");
        return packets;
    }

    @Test
    void walksThePacketsOneAfterAnother() {
        byte[] bytes = RtcpBytes.of("ffff", RtcpBytes.EMPTY_REPORT, RtcpBytes.PICTURE_LOSS, "ffff");
        compound.wrap(bytes, 2, bytes.length - 4);
        assertTrue(compound.next());
        assertEquals(201, compound.packetType());
        assertEquals(0, compound.count());
        assertEquals(2, compound.packetOffset());
        assertEquals(8, compound.packetLength());
        assertTrue(compound.next());
        assertEquals(206, compound.packetType());
        assertEquals(1, compound.count());
        assertEquals(10, compound.packetOffset());
        assertEquals(12, compound.packetLength());
        assertFalse(compound.next());
        assertFalse(compound.isMalformed());
    }

    @Test
    void packetsBeforeTheDamageCount() {
        for (String damage : new String[] {"80", "80c900", "40c90000", "80c90001", "80c9ffff 00000000"}) {
            assertEquals(1, packetsIn(RtcpBytes.of(RtcpBytes.EMPTY_REPORT, damage)), damage);
            assertTrue(compound.isMalformed(), damage);
            assertEquals(8, compound.packetOffset(), damage);
        }
    }

    @Test
    void everyTruncationIsMalformedOrAWholeNumberOfPackets() {
        byte[] bytes = RtcpBytes.of(RtcpBytes.EMPTY_REPORT, RtcpBytes.PICTURE_LOSS);
        for (int length = 0; length <= bytes.length; length++) {
            int packets = packetsIn(Arrays.copyOf(bytes, length));
            assertEquals(length == 20 ? 2 : length >= 8 ? 1 : 0, packets, "length " + length);
            assertEquals(length != 0 && length != 8 && length != 20, compound.isMalformed(), "length " + length);
        }
    }

    @Test
    void paddingIsMeasuredAndMustFit() {
        assertEquals(1, packetsIn(RtcpBytes.of("a0c90002 00000001 00000004")));
        compound.wrap(RtcpBytes.of("a0c90002 00000001 00000004"), 0, 12).next();
        assertEquals(4, compound.paddingLength());
        assertEquals(0, packetsIn(RtcpBytes.of("a0c90002 00000001 00000000")), "padding of 0");
        assertEquals(0, packetsIn(RtcpBytes.of("a0c90002 00000001 00000009")), "padding over the header");
        assertEquals(1, packetsIn(RtcpBytes.of("a0c90002 00000001 00000008")), "padding up to the header");
        assertEquals(0, packetsIn(RtcpBytes.of("a0c90000")), "padding without room");
        assertTrue(compound.isMalformed());
    }

    @Test
    void aPacketWithoutPaddingReportsNone() {
        byte[] bytes = RtcpBytes.of("a0c90002 00000001 00000004", RtcpBytes.EMPTY_REPORT);
        compound.wrap(bytes, 0, bytes.length);
        compound.next();
        compound.next();
        assertEquals(0, compound.paddingLength());
    }

    @Test
    void writesAnEmptyReceiverReport() {
        byte[] bytes = new byte[10];
        assertEquals(8, ReceiverReport.writeEmpty(bytes, 1, 0xFEDCBA98));
        assertArrayEquals(RtcpBytes.of("00 80c90001 fedcba98 00"), bytes);
    }

    @Test
    void bytesOutsideTheArrayAreTheCallersError() {
        assertThrows(IndexOutOfBoundsException.class, () -> compound.wrap(new byte[8], 4, 8));
    }
}

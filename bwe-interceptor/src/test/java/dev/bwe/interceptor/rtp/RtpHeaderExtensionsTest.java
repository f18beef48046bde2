package dev.bwe.interceptor.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RtpHeaderExtensionsTest {
    private static final int ONE_BYTE = 0xBEDE;
    private static final int TWO_BYTE = 0x1000;

    private final RtpPacket packet = new RtpPacket();
    private final RtpHeaderExtensions extensions = new RtpHeaderExtensions();

    private void given(RtpBytes builder) {
        byte[] bytes = builder.build();
        byte[] shifted = new byte[bytes.length + 9];
        System.arraycopy(bytes, 0, shifted, 9, bytes.length);
        assertTrue(packet.wrap(shifted, 9, bytes.length), () -> packet.fault().toString());
        extensions.wrap(packet);
    }

    @Test
    void findsEachElementOfTheOneByteForm() {
        given(RtpBytes.packet()
                .oneByteElement(1, 9)
                .absSendTime(3, 0xABCDEF)
                .oneByteElement(14, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16));
        assertTrue(extensions.find(1));
        assertEquals(1, extensions.valueLength());
        assertEquals(0xABCDEF, extensions.absSendTime(3, -1));
        assertTrue(extensions.find(14));
        assertEquals(16, extensions.valueLength());
        assertFalse(extensions.find(2));
    }

    @Test
    void zeroIsAnOrdinarySendTime() {
        given(RtpBytes.packet().absSendTime(3, 0));
        assertEquals(0, extensions.absSendTime(3, -1));
    }

    @Test
    void skipsPaddingBetweenElements() {
        given(RtpBytes.packet().extension(ONE_BYTE, 0, 0, 0x10, 9, 0, 0x32, 1, 2, 3));
        assertTrue(extensions.find(1));
        assertEquals(0x010203, extensions.absSendTime(3, -1));
    }

    @Test
    void idFifteenEndsTheOneByteForm() {
        given(RtpBytes.packet().extension(ONE_BYTE, 0x10, 9, 0xF0, 0, 0x32, 1, 2, 3));
        assertTrue(extensions.find(1));
        assertFalse(extensions.find(3), "element behind id 15");
        assertFalse(extensions.find(15), "id 15 itself");
    }

    @Test
    void idZeroWithALengthEndsTheOneByteForm() {
        given(RtpBytes.packet().extension(ONE_BYTE, 0x10, 9, 0x01, 0x20, 0x20, 0x32, 1, 2, 3));
        assertTrue(extensions.find(1));
        assertFalse(extensions.find(2));
        assertFalse(extensions.find(3));
    }

    @Test
    void anElementThatReachesPastTheBlockIsNotFound() {
        given(RtpBytes.packet().extension(ONE_BYTE, 0x10, 9, 0x32, 1));
        assertTrue(extensions.find(1));
        assertFalse(extensions.find(3));
        given(RtpBytes.packet().extension(TWO_BYTE, 1, 1, 9, 3, 3, 1, 2, 0).extension(TWO_BYTE, 4, 200, 0, 0));
        assertEquals(0x010200, extensions.absSendTime(3, -1));
        assertFalse(extensions.find(4));
    }

    @Test
    void findsTwoByteIdsUpTo255WhateverTheApplicationBits() {
        for (int applicationBits = 0; applicationBits < 16; applicationBits++) {
            given(RtpBytes.packet().extension(TWO_BYTE | applicationBits, 1, 0, 0, 15, 1, 8, 255, 3, 0xFE, 0xDC, 0xBA));
            assertTrue(extensions.find(1));
            assertEquals(0, extensions.valueLength());
            assertTrue(extensions.find(15), "15 is ordinary in the two-byte form");
            assertEquals(0xFEDCBA, extensions.absSendTime(255, -1));
        }
    }

    @Test
    void aTwoByteElementCutInItsHeaderIsNotFound() {
        given(RtpBytes.packet().extension(TWO_BYTE, 1, 1, 9, 7));
        assertTrue(extensions.find(1));
        assertFalse(extensions.find(7));
    }

    @Test
    void otherProfilesHaveNoElements() {
        given(RtpBytes.packet().extension(0x1010, 3, 3, 1, 2, 3, 0, 0, 0));
        assertFalse(extensions.find(3));
        given(RtpBytes.packet().extension(0xBEDF, 0x32, 1, 2, 3));
        assertFalse(extensions.find(3));
        given(RtpBytes.packet());
        assertFalse(extensions.find(3));
    }

    @Test
    void idsThatCannotBeNegotiatedAreNeverFound() {
        given(RtpBytes.packet().extension(TWO_BYTE, 0, 0, 0, 5, 0, 0, 0, 0));
        for (int id : new int[] {0, -1, 256, 5 + 256, Integer.MIN_VALUE}) {
            assertFalse(extensions.find(id), "id " + id);
        }
    }

    @Test
    void theLastOfSeveralElementsWithTheSameIdCounts() {
        given(RtpBytes.packet().absSendTime(3, 111).absSendTime(3, 222));
        assertEquals(222, extensions.absSendTime(3, -1));
        given(RtpBytes.packet().extension(TWO_BYTE, 3, 3, 0, 0, 1, 3, 3, 0, 0, 2));
        assertEquals(2, extensions.absSendTime(3, -1));
    }

    @Test
    void valuesOfTheWrongLengthAreAbsent() {
        given(RtpBytes.packet()
                .oneByteElement(3, 1, 2)
                .oneByteElement(4, 1, 2, 3, 4)
                .oneByteElement(5, 1, 2, 3, 4, 5, 6, 7));
        assertEquals(-1, extensions.absSendTime(3, -1));
        assertEquals(-1, extensions.absSendTime(4, -1));
        assertEquals(-7, extensions.transmissionOffset(4, -7));
        assertEquals(-9, extensions.absCaptureTime(5, -9));
        assertFalse(extensions.setAbsSendTime(3, 0));
    }

    @Test
    void transmissionOffsetIsSigned() {
        given(RtpBytes.packet()
                .oneByteElement(1, 0xFF, 0xFF, 0xFF)
                .oneByteElement(2, 0x7F, 0xFF, 0xFF)
                .oneByteElement(3, 0x80, 0, 0));
        assertEquals(-1, extensions.transmissionOffset(1, 99));
        assertEquals(8388607, extensions.transmissionOffset(2, 99));
        assertEquals(-8388608, extensions.transmissionOffset(3, 99));
    }

    @Test
    void captureTimeComesWithAndWithoutClockOffset() {
        given(RtpBytes.packet()
                .oneByteElement(1, 0xF1, 2, 3, 4, 5, 6, 7, 8)
                .oneByteElement(2, 0, 0, 0, 0, 0, 0, 0, 1, 9, 9, 9, 9, 9, 9, 9, 9));
        assertEquals(0xF102030405060708L, extensions.absCaptureTime(1, -1));
        assertEquals(1, extensions.absCaptureTime(2, -1));
    }

    @Test
    void writesTheSendTimeInPlaceAndNothingElse() {
        byte[] bytes = RtpBytes.packet()
                .oneByteElement(1, 9)
                .absSendTime(3, 0)
                .oneByteElement(4, 8)
                .build();
        byte[] expected = RtpBytes.packet()
                .oneByteElement(1, 9)
                .absSendTime(3, 0xFEDCBA)
                .oneByteElement(4, 8)
                .build();
        assertTrue(packet.wrap(bytes, 0, bytes.length));
        assertTrue(extensions.wrap(packet).setAbsSendTime(3, 0xFFFEDCBA));
        assertArrayEquals(expected, bytes);
    }
}

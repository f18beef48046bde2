package dev.bwe.interceptor.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.rtp.RtpPacket.Fault;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RtpPacketTest {
    private final RtpPacket packet = new RtpPacket();

    private Fault faultOf(byte[] bytes) {
        assertEquals(packet.wrap(bytes, 0, bytes.length), packet.fault() == Fault.NONE);
        return packet.fault();
    }

    @Test
    void readsTheFixedHeaderAtAnyOffset() {
        byte[] bytes = RtpBytes.packet()
                .ssrc(0xFEDCBA98)
                .sequenceNumber(65535)
                .timestamp(0x89ABCDEF)
                .payloadType(127)
                .marker()
                .payload(20)
                .build();
        byte[] shifted = new byte[bytes.length + 12];
        System.arraycopy(bytes, 0, shifted, 5, bytes.length);

        assertTrue(packet.wrap(shifted, 5, bytes.length));
        assertEquals(0xFEDCBA98, packet.ssrc());
        assertEquals(65535, packet.sequenceNumber());
        assertEquals(0x89ABCDEF, packet.timestamp());
        assertEquals(127, packet.payloadType());
        assertTrue(packet.marker());
        assertEquals(12, packet.headerLength());
        assertEquals(20, packet.payloadLength());
    }

    @Test
    void markerAndPayloadTypeShareAByteWithoutMixing() {
        assertEquals(Fault.NONE, faultOf(RtpBytes.packet().payloadType(0).build()));
        assertFalse(packet.marker());
        assertEquals(0, packet.payloadType());
    }

    @Test
    void countsCsrcsAndExtensionAsHeader() {
        assertEquals(
                Fault.NONE,
                faultOf(RtpBytes.packet()
                        .csrcs(7, -1)
                        .absSendTime(3, 0)
                        .payload(50)
                        .build()));
        assertEquals(12 + 8 + 4 + 4, packet.headerLength());
        assertEquals(50, packet.payloadLength());
        assertEquals(2, packet.csrcCount());
        assertEquals(7, packet.csrc(0));
        assertEquals(-1, packet.csrc(1));
        assertThrows(IndexOutOfBoundsException.class, () -> packet.csrc(2));
    }

    @Test
    void sizeForTheEstimatorIsPayloadAndPadding() {
        assertEquals(
                Fault.NONE, faultOf(RtpBytes.packet().payload(30).padding(200).build()));
        assertEquals(30, packet.payloadLength());
        assertEquals(200, packet.paddingLength());
        assertEquals(230, packet.payloadAndPaddingLength());
    }

    @Test
    void aPacketOfPaddingOnlyIsValid() {
        assertEquals(
                Fault.NONE, faultOf(RtpBytes.packet().payload(0).padding(255).build()));
        assertEquals(0, packet.payloadLength());
        assertEquals(255, packet.payloadAndPaddingLength());
    }

    @Test
    void thePaddingFlagSaysNothingWithoutBytesBehindTheHeader() {
        byte[] bytes = RtpBytes.packet().payload(0).build();
        bytes[0] |= 0x20;
        assertEquals(Fault.NONE, faultOf(bytes));
        assertEquals(0, packet.payloadAndPaddingLength());
    }

    @Test
    void paddingMustBeAtLeastOneAndFitBehindTheHeader() {
        byte[] bytes = RtpBytes.packet().payload(10).padding(5).build();
        bytes[bytes.length - 1] = 0;
        assertEquals(Fault.INVALID_PADDING, faultOf(bytes));
        bytes[bytes.length - 1] = 16;
        assertEquals(Fault.INVALID_PADDING, faultOf(bytes));
        bytes[bytes.length - 1] = 15;
        assertEquals(Fault.NONE, faultOf(bytes));
    }

    @Test
    void everyTruncationOfTheHeaderIsFound() {
        byte[] bytes =
                RtpBytes.packet().csrcs(1, 2, 3).absSendTime(3, 5).payload(0).build();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertEquals(length < 12 ? Fault.TOO_SHORT : Fault.TRUNCATED_HEADER, faultOf(cut), "length " + length);
        }
        assertEquals(Fault.NONE, faultOf(bytes));
    }

    @Test
    void anExtensionLengthBeyondThePacketIsFound() {
        byte[] bytes = RtpBytes.packet().absSendTime(3, 5).payload(4).build();
        bytes[15] = 3;
        assertEquals(Fault.TRUNCATED_HEADER, faultOf(bytes));
        bytes[14] = (byte) 0xFF;
        bytes[15] = (byte) 0xFF;
        assertEquals(Fault.TRUNCATED_HEADER, faultOf(bytes));
    }

    @Test
    void otherVersionsAreNotRtp() {
        for (int version : new int[] {0, 1, 3}) {
            byte[] bytes = RtpBytes.packet().build();
            bytes[0] = (byte) (version << 6);
            assertEquals(Fault.WRONG_VERSION, faultOf(bytes), "version " + version);
        }
    }

    @Test
    void nothingOfThePacketBeforeIsLeft() {
        assertEquals(
                Fault.NONE,
                faultOf(RtpBytes.packet().absSendTime(3, 77).padding(9).build()));
        assertEquals(Fault.NONE, faultOf(RtpBytes.packet().payload(10).build()));
        assertEquals(0, packet.paddingLength());
        assertFalse(new RtpHeaderExtensions().wrap(packet).find(3), "extension of the packet before");
    }

    @Test
    void bytesOutsideTheArrayAreTheCallersError() {
        assertThrows(IndexOutOfBoundsException.class, () -> packet.wrap(new byte[20], 10, 11));
    }
}

package dev.bwe.interceptor.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PacketKindTest {
    private static PacketKind kindOf(int first, int second, int length) {
        byte[] buffer = new byte[length + 3];
        buffer[3] = (byte) first;
        buffer[4] = (byte) second;
        return PacketKind.of(buffer, 3, length);
    }

    @Test
    void rtcpPacketTypesFrom192To223AreRtcpAndTheirNeighboursRtp() {
        for (int second = 0; second < 256; second++) {
            boolean rtcp = (second & 0x7F) >= 64 && (second & 0x7F) <= 95;
            assertEquals(rtcp ? PacketKind.RTCP : PacketKind.RTP, kindOf(0x80, second, 12), "second byte " + second);
        }
    }

    @Test
    void onlyVersionTwoIsRtpOrRtcp() {
        for (int first = 0; first < 256; first++) {
            boolean version2 = first >= 128 && first <= 191;
            assertEquals(version2 ? PacketKind.RTP : PacketKind.OTHER, kindOf(first, 96, 12), "first byte " + first);
            assertEquals(version2 ? PacketKind.RTCP : PacketKind.OTHER, kindOf(first, 201, 8), "first byte " + first);
        }
    }

    @Test
    void lessThanAHeaderIsNeither() {
        assertEquals(PacketKind.OTHER, kindOf(0x80, 96, 11));
        assertEquals(PacketKind.OTHER, kindOf(0x80, 201, 3));
        assertEquals(PacketKind.RTCP, kindOf(0x80, 201, 4));
        assertEquals(PacketKind.OTHER, PacketKind.of(new byte[0], 0, 0));
    }
}

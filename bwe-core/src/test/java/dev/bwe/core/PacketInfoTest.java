package dev.bwe.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PacketInfoTest {
    private final PacketInfo packet = new PacketInfo();

    @Test
    void keepsWhatIsSet() {
        packet.arrivalUs(1)
                .nowUs(2)
                .absSendTime(PacketInfo.MAX_ABS_SEND_TIME)
                .payloadSize(3)
                .ssrc(-1);

        assertEquals(
                "1 2 16777215 3 -1",
                packet.arrivalUs() + " " + packet.nowUs() + " " + packet.absSendTime() + " " + packet.payloadSize()
                        + " " + packet.ssrc());
    }

    @Test
    void tellsAbsSendTimeOfZeroFromNone() {
        assertFalse(packet.hasAbsSendTime());
        assertTrue(packet.absSendTime(0).hasAbsSendTime());
        assertFalse(packet.withoutAbsSendTime().hasAbsSendTime());
    }

    @Test
    void isAsNewAfterReset() {
        packet.arrivalUs(1).nowUs(2).absSendTime(7).payloadSize(3).ssrc(4).reset();

        assertEquals(
                "0 0 0 0 0 false",
                packet.arrivalUs() + " " + packet.nowUs() + " " + packet.absSendTime() + " " + packet.payloadSize()
                        + " " + packet.ssrc() + " " + packet.hasAbsSendTime());
    }

    @Test
    void refusesAbsSendTimeOfMoreThan24Bits() {
        assertThrows(IllegalArgumentException.class, () -> packet.absSendTime(1 << 24));
        assertThrows(IllegalArgumentException.class, () -> packet.absSendTime(-1));
    }

    @Test
    void keepsRtpTimestampAndTransmissionOffset() {
        packet.rtpTimestamp(-1).transmissionOffset(PacketInfo.MIN_TRANSMISSION_OFFSET);
        assertEquals("-1 -8388608", packet.rtpTimestamp() + " " + packet.transmissionOffset());

        packet.transmissionOffset(PacketInfo.MAX_TRANSMISSION_OFFSET);
        assertEquals(8_388_607, packet.transmissionOffset());
        packet.reset();
        assertEquals("0 0", packet.rtpTimestamp() + " " + packet.transmissionOffset());
    }

    @Test
    void refusesTransmissionOffsetOfMoreThan24Bits() {
        assertThrows(IllegalArgumentException.class, () -> packet.transmissionOffset(-8_388_609));
        assertThrows(IllegalArgumentException.class, () -> packet.transmissionOffset(8_388_608));
    }

    @Test
    void refusesNegativeSize() {
        assertThrows(IllegalArgumentException.class, () -> packet.payloadSize(-1));
    }
}

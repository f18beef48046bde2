package dev.bwe.webrtc.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.webrtc.net.ProtectedDatagram;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpTransformTest {
    private static final int OFFSET = 7;
    private static final int PAYLOAD = 100;
    private static final int SSRC = 0xCAFEBABE;

    private static SrtpKeys keys(SrtpProfile profile, int seed, boolean client) {
        byte[] material = new byte[SrtpKeys.materialLength(profile)];
        new Random(seed).nextBytes(material);
        return new SrtpKeys(profile, material, client);
    }

    private static SrtpTransform client(SrtpProfile profile) {
        return new SrtpTransform(keys(profile, 1, true));
    }

    private static SrtpTransform server(SrtpProfile profile) {
        return new SrtpTransform(keys(profile, 1, false));
    }

    /** RTP with one CSRC and a header extension, payload bytes counting up from the sequence number. */
    private static byte[] rtp(int ssrc, int sequence) {
        byte[] packet = new byte[24 + PAYLOAD];
        packet[0] = (byte) 0x91;
        packet[1] = 96;
        packet[2] = (byte) (sequence >> 8);
        packet[3] = (byte) sequence;
        for (int i = 0; i < 4; i++) {
            packet[8 + i] = (byte) (ssrc >> 24 - 8 * i);
        }
        packet[16] = (byte) 0xBE;
        packet[17] = (byte) 0xDE;
        packet[19] = 1;
        for (int i = 24; i < packet.length; i++) {
            packet[i] = (byte) (sequence + i);
        }
        return packet;
    }

    private static byte[] rtcp(int ssrc, int mark) {
        byte[] packet = new byte[32];
        packet[0] = (byte) 0x81;
        packet[1] = (byte) 201;
        packet[3] = 7;
        for (int i = 0; i < 4; i++) {
            packet[4 + i] = (byte) (ssrc >> 24 - 8 * i);
        }
        packet[31] = (byte) mark;
        return packet;
    }

    private static byte[] protectRtp(SrtpTransform sender, byte[] packet) {
        ProtectedDatagram sealed = sender.protectRtp(packet, 0, packet.length);
        assertNotNull(sealed);
        return sealed.copy();
    }

    private static byte[] protectRtcp(SrtpTransform sender, byte[] packet) {
        ProtectedDatagram sealed = sender.protectRtcp(packet, 0, packet.length);
        assertNotNull(sealed);
        return sealed.copy();
    }

    private static int unprotectRtp(SrtpTransform receiver, byte[] packet) {
        return receiver.unprotectRtp(packet.clone(), 0, packet.length);
    }

    private static int unprotectRtcp(SrtpTransform receiver, byte[] packet) {
        return receiver.unprotectRtcp(packet.clone(), 0, packet.length);
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void rtpComesBackAsItWasInPlaceAndBothWays(SrtpProfile profile) {
        SrtpTransform client = client(profile);
        SrtpTransform server = server(profile);
        for (int sequence = 100; sequence < 110; sequence++) {
            assertRtpPasses(client, server, sequence);
            assertRtpPasses(server, client, sequence);
        }
    }

    private static void assertRtpPasses(SrtpTransform from, SrtpTransform to, int sequence) {
        byte[] plain = rtp(SSRC, sequence);
        byte[] buf = at(OFFSET, plain);
        byte[] sealed = from.protectRtp(buf, OFFSET, plain.length).copy();
        assertArrayEquals(at(OFFSET, plain), buf, "the caller's bytes");
        assertArrayEquals(Arrays.copyOf(plain, 24), Arrays.copyOf(sealed, 24), "header");
        assertFalse(Arrays.equals(plain, Arrays.copyOf(sealed, plain.length)), "not encrypted");
        buf = at(OFFSET, sealed);
        assertEquals(plain.length, to.unprotectRtp(buf, OFFSET, sealed.length));
        assertArrayEquals(plain, Arrays.copyOfRange(buf, OFFSET, OFFSET + plain.length));
    }

    private static byte[] at(int offset, byte[] packet) {
        byte[] buf = new byte[offset + packet.length];
        System.arraycopy(packet, 0, buf, offset, packet.length);
        return buf;
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void rtcpComesBackAsItWasInPlaceAndBothWays(SrtpProfile profile) {
        SrtpTransform client = client(profile);
        SrtpTransform server = server(profile);
        for (int mark = 0; mark < 10; mark++) {
            assertRtcpPasses(client, server, mark);
            assertRtcpPasses(server, client, mark);
        }
    }

    private static void assertRtcpPasses(SrtpTransform from, SrtpTransform to, int mark) {
        byte[] plain = rtcp(SSRC, mark);
        byte[] sealed =
                from.protectRtcp(at(OFFSET, plain), OFFSET, plain.length).copy();
        assertFalse(Arrays.equals(plain, Arrays.copyOf(sealed, plain.length)), "not encrypted");
        byte[] buf = at(OFFSET, sealed);
        assertEquals(plain.length, to.unprotectRtcp(buf, OFFSET, sealed.length));
        assertArrayEquals(plain, Arrays.copyOfRange(buf, OFFSET, OFFSET + plain.length));
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void anotherKeyIsRefusedAndCounted(SrtpProfile profile) {
        SrtpTransform stranger = new SrtpTransform(keys(profile, 2, true));
        SrtpTransform server = server(profile);
        assertEquals(SrtpTransform.AUTHENTICATION_FAILED, unprotectRtp(server, protectRtp(stranger, rtp(SSRC, 1))));
        assertEquals(SrtpTransform.AUTHENTICATION_FAILED, unprotectRtcp(server, protectRtcp(stranger, rtcp(SSRC, 1))));
        assertEquals(2, server.failures(SrtpTransform.AUTHENTICATION_FAILED));
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void everyTamperedByteIsNoticedAndTheStreamGoesOn(SrtpProfile profile) {
        SrtpTransform client = client(profile);
        SrtpTransform server = server(profile);
        byte[] rtp = protectRtp(client, rtp(SSRC, 1));
        byte[] rtcp = protectRtcp(client, rtcp(SSRC, 1));
        for (int i = 0; i < rtp.length; i++) {
            byte[] tampered = rtp.clone();
            tampered[i] ^= 1;
            assertTrue(unprotectRtp(server, tampered) < 0, "RTP byte " + i);
        }
        for (int i = 0; i < rtcp.length; i++) {
            byte[] tampered = rtcp.clone();
            tampered[i] ^= 1;
            assertTrue(unprotectRtcp(server, tampered) < 0, "RTCP byte " + i);
        }
        assertTrue(unprotectRtp(server, rtp) > 0);
        assertTrue(unprotectRtcp(server, rtcp) > 0);
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void replaysAreRefusedAndReorderedPacketsAreNot(SrtpProfile profile) {
        SrtpTransform client = client(profile);
        SrtpTransform server = server(profile);
        byte[] first = protectRtp(client, rtp(SSRC, 10));
        byte[] second = protectRtp(client, rtp(SSRC, 11));
        byte[] firstReport = protectRtcp(client, rtcp(SSRC, 1));
        byte[] secondReport = protectRtcp(client, rtcp(SSRC, 2));
        assertTrue(unprotectRtp(server, second) > 0);
        assertTrue(unprotectRtp(server, first) > 0);
        assertEquals(SrtpTransform.REPLAYED, unprotectRtp(server, first));
        assertEquals(SrtpTransform.REPLAYED, unprotectRtp(server, second));
        assertTrue(unprotectRtcp(server, secondReport) > 0);
        assertTrue(unprotectRtcp(server, firstReport) > 0);
        assertEquals(SrtpTransform.REPLAYED, unprotectRtcp(server, firstReport));
        assertEquals(3, server.failures(SrtpTransform.REPLAYED));
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void streamsShareNoState(SrtpProfile profile) {
        SrtpTransform client = client(profile);
        SrtpTransform server = server(profile);
        for (int ssrc = 1; ssrc < 5; ssrc++) {
            assertTrue(unprotectRtp(server, protectRtp(client, rtp(ssrc, 10))) > 0, "RTP of SSRC " + ssrc);
            assertTrue(unprotectRtcp(server, protectRtcp(client, rtcp(ssrc, 0))) > 0, "RTCP of SSRC " + ssrc);
        }
        assertEquals(8, server.streams());
        assertEquals(4, client.streams());
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void forgedSsrcsAreNotRemembered(SrtpProfile profile) {
        SrtpTransform server = server(profile);
        byte[] noise = new byte[PAYLOAD];
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            random.nextBytes(noise);
            noise[0] = (byte) 0x80;
            noise[1] = 96;
            unprotectRtp(server, noise);
            unprotectRtcp(server, noise);
        }
        assertEquals(0, server.streams());
        assertTrue(unprotectRtp(server, protectRtp(client(profile), rtp(SSRC, 1))) > 0);
        assertEquals(1, server.streams());
    }

    /** A forged packet must not leave its sequence number behind in the context that tries unknown SSRCs. */
    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void aForgedFirstPacketDoesNotDisturbTheStream(SrtpProfile profile) {
        SrtpTransform server = server(profile);
        unprotectRtp(server, Arrays.copyOf(rtp(SSRC, 0xFF00), 200));
        SrtpTransform client = client(profile);
        assertTrue(unprotectRtp(server, protectRtp(client, rtp(SSRC, 5))) > 0);
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void sequenceNumbersWrapTwiceWithReordering(SrtpProfile profile) {
        SrtpTransform client = client(profile);
        SrtpTransform server = server(profile);
        for (int sequence = 30_000; sequence < 30_000 + 2 * 65_536; sequence += 2) {
            byte[] earlier = protectRtp(client, rtp(SSRC, sequence & 0xFFFF));
            byte[] later = protectRtp(client, rtp(SSRC, sequence + 1 & 0xFFFF));
            assertTrue(unprotectRtp(server, later) > 0, "index " + (sequence + 1));
            assertTrue(unprotectRtp(server, earlier) > 0, "index " + sequence);
        }
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void rolloverChangesTheKeyStream(SrtpProfile profile) {
        SrtpTransform client = client(profile);
        byte[] before = protectRtp(client, rtp(SSRC, 40_000));
        protectRtp(client, rtp(SSRC, 65_535));
        protectRtp(client, rtp(SSRC, 10_000));
        byte[] after = protectRtp(client, rtp(SSRC, 40_000));
        assertFalse(Arrays.equals(before, after));
    }

    @Test
    void rtcpOfOneSenderNeverUsesAnIndexTwice() {
        SrtpTransform client = client(SrtpProfile.AEAD_AES_128_GCM);
        assertNotEquals(
                Arrays.toString(protectRtcp(client, rtcp(SSRC, 1))),
                Arrays.toString(protectRtcp(client, rtcp(SSRC, 1))));
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void packetsThatAreTooLongOrMalformedAreRefusedAndCounted(SrtpProfile profile) {
        SrtpTransform client = client(profile);
        byte[] rtp = rtp(SSRC, 1);
        byte[] rtcp = rtcp(SSRC, 1);
        byte[] longest = Arrays.copyOf(rtp, ProtectedDatagram.CAPACITY - SrtpTransform.MAX_EXPANSION);
        assertNotNull(client.protectRtp(longest, 0, longest.length));
        assertNull(client.protectRtp(Arrays.copyOf(rtp, longest.length + 1), 0, longest.length + 1));
        assertNull(client.protectRtp(rtp, 0, 22));
        assertNull(client.protectRtp(rtp, 0, 11));
        assertNull(client.protectRtcp(rtcp, 0, 7));
        assertEquals(SrtpTransform.MALFORMED, client.unprotectRtp(rtp, 0, 20));
        assertEquals(SrtpTransform.MALFORMED, client.unprotectRtcp(rtcp, 0, 12));
        assertEquals(5, client.failures(SrtpTransform.MALFORMED));
        assertEquals(1, client.failures(SrtpTransform.TOO_LONG));
    }

    @Test
    void unencryptedSrtcpIsRefused() {
        SrtpTransform server = server(SrtpProfile.AEAD_AES_128_GCM);
        byte[] packet = protectRtcp(client(SrtpProfile.AEAD_AES_128_GCM), rtcp(SSRC, 1));
        packet[packet.length - 4] &= 0x7F;
        assertEquals(SrtpTransform.MALFORMED, unprotectRtcp(server, packet));
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void noRandomBytesThrow(SrtpProfile profile) {
        SrtpTransform server = server(profile);
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            if (noise.length > 0) {
                noise[0] = (byte) (0x80 | noise[0] & 0x3F);
            }
            assertTrue(unprotectRtp(server, noise) < 0);
            assertTrue(unprotectRtcp(server, noise) < 0);
            server.protectRtp(noise, 0, noise.length);
            server.protectRtcp(noise, 0, noise.length);
        }
    }

    @Test
    void refusesToSealOnASecondThread() throws InterruptedException {
        SrtpTransform client = client(SrtpProfile.AEAD_AES_128_GCM);
        ProtectedDatagram sealed = client.protectRtp(rtp(SSRC, 1), 0, rtp(SSRC, 1).length);
        byte[] before = sealed.copy();
        ProtectedDatagram[] result = {sealed, sealed};
        Thread other = new Thread(() -> {
            result[0] = client.protectRtp(rtp(SSRC, 2), 0, rtp(SSRC, 2).length);
            result[1] = client.protectRtcp(rtcp(SSRC, 2), 0, rtcp(SSRC, 2).length);
        });
        other.start();
        other.join();

        assertNull(result[0]);
        assertNull(result[1]);
        assertEquals(2, client.failures(SrtpTransform.WRONG_THREAD));
        assertArrayEquals(before, sealed.copy(), "what the first thread may be about to send");
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void refusesEverythingOnceItIsClosed(SrtpProfile profile) {
        SrtpTransform client = client(profile);
        byte[] sealed = protectRtp(server(profile), rtp(SSRC, 1));
        byte[] report = protectRtcp(server(profile), rtcp(SSRC, 1));
        client.close();
        client.close();

        assertEquals(SrtpTransform.CLOSED, unprotectRtp(client, sealed));
        assertEquals(SrtpTransform.CLOSED, unprotectRtcp(client, report));
        assertNull(client.protectRtp(rtp(SSRC, 1), 0, 124));
        assertNull(client.protectRtcp(rtcp(SSRC, 1), 0, 32));
        assertEquals(4, client.failures(SrtpTransform.CLOSED));
    }

    @Test
    void erasesKeys() {
        byte[] bytes = {1, 2, 3};
        SessionKey key = new SessionKey("AES", bytes);
        key.destroy();
        assertTrue(key.isDestroyed());
        assertArrayEquals(new byte[3], bytes);

        byte[] material = new byte[SrtpKeys.materialLength(SrtpProfile.AEAD_AES_128_GCM)];
        Arrays.fill(material, (byte) 7);
        new SrtpKeys(SrtpProfile.AEAD_AES_128_GCM, material, true).clear();
        assertArrayEquals(new byte[material.length], material);
    }
}

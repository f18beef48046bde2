package dev.bwe.webrtc.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.webrtc.net.ProtectedDatagram;
import dev.bwe.webrtc.srtp.SrtpTransform.Repeats;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which packet indices are accepted and used: replays, late packets, repeats, and streams that fall silent and come back. */
class SrtpIndexTest {
    private static final int SSRC = 0xCAFEBABE;
    private static final int HEADER = 20;
    private static final int PAYLOAD = 32;
    private static final int MANY = 3 * SrtpTransform.MAX_STREAMS;
    private static final SrtpProfile FAST = SrtpProfile.AEAD_AES_128_GCM;

    private static SrtpTransform transform(SrtpProfile profile, boolean client, Repeats repeats) {
        byte[] material = new byte[SrtpKeys.materialLength(profile)];
        new Random(1).nextBytes(material);
        return new SrtpTransform(new SrtpKeys(profile, material, client), repeats);
    }

    private static SrtpTransform client(SrtpProfile profile) {
        return transform(profile, true, Repeats.REFUSED);
    }

    private static SrtpTransform server(SrtpProfile profile) {
        return transform(profile, false, Repeats.REFUSED);
    }

    /** RTP with an extension of one word and a payload of one repeated byte. */
    private static byte[] rtp(int ssrc, int sequence, int sendTime, int content) {
        ByteBuffer packet = ByteBuffer.allocate(HEADER + PAYLOAD);
        packet.putShort((short) 0x9060).putShort((short) sequence).putInt(0).putInt(ssrc);
        packet.putInt(0xBEDE0001).putInt(sendTime);
        Arrays.fill(packet.array(), HEADER, HEADER + PAYLOAD, (byte) content);
        return packet.array();
    }

    private static byte[] rtcp(int ssrc) {
        return ByteBuffer.allocate(8).putInt(0x80C90001).putInt(ssrc).array();
    }

    private static byte[] send(SrtpTransform sender, int ssrc, int sequence) {
        byte[] packet = rtp(ssrc, sequence, 0, 0);
        ProtectedDatagram sealed = sender.protectRtp(packet, 0, packet.length);
        return sealed == null ? null : sealed.copy();
    }

    private static byte[] sendRtcp(SrtpTransform sender, int ssrc) {
        return sender.protectRtcp(rtcp(ssrc), 0, 8).copy();
    }

    private static int receive(SrtpTransform receiver, byte[] packet) {
        return receiver.unprotectRtp(packet.clone(), 0, packet.length);
    }

    private static int receiveRtcp(SrtpTransform receiver, byte[] packet) {
        return receiver.unprotectRtcp(packet.clone(), 0, packet.length);
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void acceptsPacketsAsLateAsLibwebrtcDoesAndEachOnce(SrtpProfile profile) {
        SrtpTransform client = client(profile);
        SrtpTransform server = server(profile);
        byte[] tooLate = send(client, SSRC, 1000);
        byte[] late = send(client, SSRC, 1001);
        assertTrue(receive(server, send(client, SSRC, 1001 + IndexWindow.SIZE - 1)) > 0);

        assertEquals(1024, IndexWindow.SIZE);
        assertTrue(receive(server, late) > 0);
        assertEquals(SrtpTransform.REPLAYED, receive(server, late));
        assertEquals(SrtpTransform.REPLAYED, receive(server, tooLate));
    }

    @Test
    void acceptsLateReportsAndEachOnce() {
        SrtpTransform client = client(FAST);
        SrtpTransform server = server(FAST);
        byte[] late = sendRtcp(client, SSRC);
        client.skipRtcpIndices(IndexWindow.SIZE - 2);
        assertTrue(receiveRtcp(server, sendRtcp(client, SSRC)) > 0);

        assertTrue(receiveRtcp(server, late) > 0);
        assertEquals(SrtpTransform.REPLAYED, receiveRtcp(server, late));
    }

    /** Blocks of packets in random order, with loss, over several rounds of the sequence number; then everything again. */
    @Test
    void acceptsEveryPacketOnceInAnyOrderWithinTheWindow() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        SrtpTransform client = client(FAST);
        SrtpTransform server = server(FAST);
        int block = 512;
        byte[][] packets = new byte[block][];
        for (int first = 0; first < 200_000; first += block) {
            for (int i = 0; i < block; i++) {
                packets[i] = send(client, SSRC, first + i & 0xFFFF);
            }
            for (int i = block - 1; i > 0; i--) {
                int other = random.nextInt(i + 1);
                byte[] swapped = packets[i];
                packets[i] = packets[other];
                packets[other] = swapped;
            }
            for (byte[] packet : packets) {
                if (random.nextInt(4) > 0) {
                    assertTrue(receive(server, packet) > 0, "seed " + seed);
                    assertEquals(SrtpTransform.REPLAYED, receive(server, packet), "seed " + seed);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void doesNotSendAnIndexWithOtherContents(SrtpProfile profile) {
        for (Repeats repeats : Repeats.values()) {
            SrtpTransform client = transform(profile, true, repeats);
            assertNotNull(send(client, SSRC, 20));
            byte[] other = rtp(SSRC, 20, 0, 1);
            assertNull(client.protectRtp(other, 0, other.length), repeats.toString());
            byte[] longer = Arrays.copyOf(rtp(SSRC, 20, 0, 0), HEADER + PAYLOAD + 1);
            assertNull(client.protectRtp(longer, 0, longer.length), repeats.toString());
            assertEquals(2, client.failures(SrtpTransform.INDEX_USED));
            send(client, SSRC, 20 + IndexWindow.SIZE);
            assertNull(client.protectRtp(other, 0, other.length), "too old to be known, " + repeats);
        }
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void aRepeatedPacketGoesOutAsTheBytesThatWereSentBefore(SrtpProfile profile) {
        SrtpTransform client = transform(profile, true, Repeats.SENT);
        byte[] once = send(client, SSRC, 65_535);
        byte[] laterSendTime = rtp(SSRC, 65_535, 77, 0);
        for (int i = 0; i < 3; i++) {
            ProtectedDatagram again = client.protectRtp(laterSendTime, 0, laterSendTime.length);
            assertNotNull(again);
            assertArrayEquals(once, again.copy());
        }
        SrtpTransform server = server(profile);
        assertTrue(receive(server, once) > 0);
        assertTrue(receive(server, send(client, SSRC, 0)) > 0, "the rollover goes on");
        assertArrayEquals(once, send(client, SSRC, 65_535));
    }

    @Test
    void aRepeatedPacketIsRefusedWhereRepeatsAre() {
        SrtpTransform client = client(FAST);
        send(client, SSRC, 1);
        assertNull(send(client, SSRC, 1));
    }

    @Test
    void aRepeatedPacketIsReceivedWhereThePeerRepeatsWhatWasLostBehindThePath() {
        SrtpTransform local = transform(FAST, false, Repeats.RECEIVED);
        byte[] packet = send(client(FAST), SSRC, 1);
        assertTrue(receive(local, packet) > 0);
        assertTrue(receive(local, packet) > 0);
        packet[packet.length - 1] ^= 1;
        assertEquals(SrtpTransform.AUTHENTICATION_FAILED, receive(local, packet));
    }

    @Test
    void keepsRepeatsOfABoundedNumberOfStreams() {
        SrtpTransform client = transform(FAST, true, Repeats.SENT);
        for (int ssrc = 0; ssrc < 65; ssrc++) {
            send(client, ssrc, 1);
        }
        assertNotNull(send(client, 63, 1));
        assertNull(send(client, 64, 1));
    }

    @Test
    void aLongCallWithEverNewSsrcsLosesNone() {
        SrtpTransform client = client(FAST);
        SrtpTransform server = server(FAST);
        for (int ssrc = 0; ssrc < 3 * SrtpTransform.MAX_STREAMS; ssrc++) {
            assertTrue(receive(server, send(client, ssrc, 1)) > 0, "SSRC " + ssrc);
            assertTrue(receiveRtcp(server, sendRtcp(client, ssrc)) > 0, "RTCP of SSRC " + ssrc);
        }
        assertEquals(2 * SrtpTransform.MAX_STREAMS, server.streams());
        assertEquals(4 * SrtpTransform.MAX_STREAMS, server.silentStreams());
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void aStreamThatComesBackContinuesWithItsRollover(SrtpProfile profile) {
        SrtpTransform client = client(profile);
        SrtpTransform server = server(profile);
        SrtpTransform neverForgets = client(profile);
        byte[] old = null;
        byte[] oldReport = sendRtcp(client, SSRC);
        assertTrue(receiveRtcp(server, oldReport) > 0);
        for (int sequence = 65_000; sequence < 65_600; sequence++) {
            old = send(client, SSRC, sequence & 0xFFFF);
            assertArrayEquals(send(neverForgets, SSRC, sequence & 0xFFFF), old);
            assertTrue(receive(server, old) > 0);
        }
        for (int ssrc = 0; ssrc < MANY; ssrc++) {
            assertTrue(receive(server, send(client, ssrc, 1)) > 0);
            assertTrue(receiveRtcp(server, sendRtcp(client, ssrc)) > 0);
        }

        assertEquals(SrtpTransform.REPLAYED, receive(server, old));
        assertEquals(SrtpTransform.REPLAYED, receiveRtcp(server, oldReport));
        assertNull(send(client, SSRC, 50), "an index used before it fell silent");
        byte[] next = send(client, SSRC, 64);
        assertArrayEquals(send(neverForgets, SSRC, 64), next);
        assertTrue(receive(server, next) > 0);
        assertEquals(SrtpTransform.REPLAYED, receive(server, next));
        assertEquals(SrtpTransform.REPLAYED, receive(server, old), "with its window back");
        assertTrue(receiveRtcp(server, sendRtcp(client, SSRC)) > 0);
    }

    @Test
    void streamsInUseAreNotTheOnesThatAreForgotten() {
        SrtpTransform client = client(FAST);
        SrtpTransform server = server(FAST);
        for (int i = 0; i < MANY; i++) {
            byte[] late = send(client, SSRC, 2 * i);
            assertTrue(receive(server, send(client, SSRC, 2 * i + 1)) > 0);
            assertTrue(receive(server, send(client, i, 1)) > 0);
            assertTrue(receive(server, late) > 0, "its window was given up, stream " + i);
        }
    }

    @Test
    void refusesNewSsrcsWhenAllThatCanBeRememberedAreUsed() {
        SrtpTransform client = client(SrtpProfile.AES128_CM_HMAC_SHA1_80);
        int most = StreamIndices.MAX_ACTIVE + StreamIndices.MAX_SILENT;
        for (int ssrc = 0; ssrc < most; ssrc++) {
            assertNotNull(send(client, ssrc, 1));
        }
        assertNull(send(client, most, 1));
        assertNull(send(client, most + 1, 1));
        assertNotNull(send(client, 0, 2), "a known stream goes on");
        assertEquals(2, client.failures(SrtpTransform.TOO_MANY_STREAMS));
    }

    /** A payload of zeros shows the key stream. */
    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void noKeyStreamIsUsedTwiceWhateverIsSent(SrtpProfile profile) {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        SrtpTransform client = client(profile);
        Set<ByteBuffer> keyStreams = new HashSet<>();
        int[] sequences = new int[4];
        for (int i = 0; i < 20_000; i++) {
            int stream = random.nextInt(sequences.length);
            int step = random.nextInt(50) == 0 ? random.nextInt(65_536) : random.nextInt(-3, 6);
            sequences[stream] = sequences[stream] + step & 0xFFFF;
            byte[] sealed = send(client, stream, sequences[stream]);
            if (sealed != null) {
                assertTrue(keyStreams.add(ByteBuffer.wrap(sealed, HEADER, 16)), "packet " + i + ", seed " + seed);
            }
            if (i % 10_000 == 0) {
                for (int ssrc = 100; ssrc < MANY; ssrc++) {
                    send(client, ssrc + i, 1);
                }
            }
        }
        assertTrue(keyStreams.size() > 5_000, keyStreams.size() + " sent");
    }

    @Test
    void reportsOfAllSendersShareOneIndexThatEnds() {
        SrtpTransform client = client(FAST);
        assertEquals(0x8000_0000, index(sendRtcp(client, 1)));
        assertEquals(0x8000_0001, index(sendRtcp(client, 2)));
        assertEquals(0x8000_0002, index(sendRtcp(client, 1)));
        client.skipRtcpIndices(Integer.MAX_VALUE - 3);
        assertEquals(0xFFFF_FFFF, index(sendRtcp(client, 1)));

        assertNull(client.protectRtcp(rtcp(1), 0, 8));
        assertNull(client.protectRtcp(rtcp(2), 0, 8));
        assertEquals(2, client.failures(SrtpTransform.EXHAUSTED));
    }

    private static int index(byte[] sealed) {
        return ByteBuffer.wrap(sealed).getInt(sealed.length - 4);
    }

    @Test
    void guessesTheIndexAsLibsrtpDoes() {
        assertEquals(65_000, IndexWindow.indexOf(65_000, IndexWindow.NONE));
        assertEquals(65_000, IndexWindow.indexOf(65_000, 5), "nothing comes before the first round");
        assertEquals(65_536 + 5, IndexWindow.indexOf(5, 65_000));
        assertEquals(65_000, IndexWindow.indexOf(65_000, 65_536 + 5));
        assertEquals(65_536 + 32_768 + 5, IndexWindow.indexOf(32_768 + 5, 65_536 + 5));
        assertEquals(32_768 + 6, IndexWindow.indexOf(32_768 + 6, 65_536 + 5));
        assertEquals(65_536 + 40_000, IndexWindow.indexOf(40_000, 40_000 + 32_768));
        assertEquals(40_001, IndexWindow.indexOf(40_001, 40_000 + 32_768));
        assertFalse(new IndexWindow(1, IndexWindow.NONE).contains(0));
    }
}

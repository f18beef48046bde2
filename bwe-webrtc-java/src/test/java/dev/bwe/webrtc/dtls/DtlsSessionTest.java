package dev.bwe.webrtc.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.webrtc.srtp.SrtpProfile;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DtlsSessionTest {
    private static final int CLIENT_HELLO = 1;

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void bothEndsExportTheSameKeysForEachProfile(SrtpProfile profile) throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness(List.of(profile), SrtpProfile.PREFERENCE).connect()) {
            assertEquals(profile, pair.client.keys.profile());
            assertEquals(profile, pair.server.keys.profile());
            assertArrayEquals(pair.client.keys.sendKey(), pair.server.keys.receiveKey());
            assertArrayEquals(pair.client.keys.sendSalt(), pair.server.keys.receiveSalt());
            assertArrayEquals(pair.client.keys.receiveKey(), pair.server.keys.sendKey());
            assertArrayEquals(pair.client.keys.receiveSalt(), pair.server.keys.sendSalt());
        }
    }

    @Test
    void prefersAeadAes128() throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness().connect()) {
            assertEquals(SrtpProfile.AEAD_AES_128_GCM, pair.server.keys.profile());
        }
    }

    @Test
    void noCommonProfileConnectsWithoutKeysOnBothEnds() throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness(
                        List.of(SrtpProfile.AEAD_AES_256_GCM), List.of(SrtpProfile.AES128_CM_HMAC_SHA1_80))
                .connect()) {
            assertEquals(null, pair.client.keys);
            assertEquals(null, pair.server.keys);
        }
    }

    @Test
    void clientRefusesAServerWithAnotherCertificate() throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness()) {
            pair.expect(
                    pair.clientIdentity.fingerprint(),
                    pair.clientIdentity.fingerprint(),
                    SrtpProfile.PREFERENCE,
                    SrtpProfile.PREFERENCE);
            assertBadCertificate(pair, pair.client, pair.server);
        }
    }

    @Test
    void serverRefusesAClientWithAnotherCertificate() throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness()) {
            pair.expect(
                    pair.serverIdentity.fingerprint(),
                    pair.serverIdentity.fingerprint(),
                    SrtpProfile.PREFERENCE,
                    SrtpProfile.PREFERENCE);
            assertBadCertificate(pair, pair.server, pair.client);
        }
    }

    private static void assertBadCertificate(
            DtlsPairHarness pair, DtlsPairHarness.End refusing, DtlsPairHarness.End refused)
            throws InterruptedException {
        pair.client.session.start();
        pair.pump(() -> !refusing.failures.isEmpty() && !refused.failures.isEmpty());
        assertTrue(refusing.failures.get(0).startsWith("bad_certificate"), refusing.failures.toString());
        assertEquals(List.of("peer sent alert bad_certificate"), refused.failures);
        assertEquals(0, refusing.connected + refused.connected);
        assertTrue(pair.threadsEnd(), "a handshake thread lives on");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void carriesApplicationDataOnceAndInOrder(boolean fromClient) throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness().connect()) {
            DtlsPairHarness.End from = fromClient ? pair.client : pair.server;
            byte[] message = new byte[100_000];
            new Random(1).nextBytes(message);
            int records = 0;
            for (int at = 0; at < message.length; at += 1191) {
                assertTrue(from.session.send(message, at, Math.min(1191, message.length - at)));
                records++;
            }
            pair.drain();
            assertEquals(records, from.other.records);
            assertArrayEquals(message, from.other.data.toByteArray());
        }
    }

    @Test
    void readsAllRecordsOfOneDatagram() throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness().connect()) {
            byte[] joined = new byte[0];
            pair.network = (datagram, deliver) -> {};
            for (int i = 0; i < 3; i++) {
                pair.client.session.send(new byte[] {(byte) i}, 0, 1);
                byte[] record = pair.client.sent.get(pair.client.sent.size() - 1);
                int end = joined.length;
                joined = Arrays.copyOf(joined, end + record.length);
                System.arraycopy(record, 0, joined, end, record.length);
            }
            pair.server.session.receive(joined, 0, joined.length);
            assertArrayEquals(new byte[] {0, 1, 2}, pair.server.data.toByteArray());
        }
    }

    /** A handshake has twelve datagrams; the numbers go on into its repetition. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void completesWhicheverDatagramIsLost(int lost) throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness()) {
            int[] number = new int[1];
            pair.network = (datagram, deliver) -> {
                if (number[0]++ != lost) {
                    pair.tasks.add(deliver);
                }
            };
            pair.connect();
            assertEquals(0, pair.client.failures.size() + pair.server.failures.size());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
    void completesWhicheverDatagramIsOvertakenByTheNextTwo(int late) throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness()) {
            int[] number = new int[1];
            Runnable[] held = new Runnable[1];
            pair.network = (datagram, deliver) -> {
                int position = number[0]++;
                if (position == late) {
                    held[0] = deliver;
                    return;
                }
                pair.tasks.add(deliver);
                if (position == late + 2) {
                    pair.tasks.add(held[0]);
                }
            };
            pair.connect();
            assertEquals(0, pair.client.failures.size() + pair.server.failures.size());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void completesOverANetworkThatLosesRepeatsAndReorders(long seed) throws InterruptedException {
        Random random = new Random(seed);
        try (DtlsPairHarness pair = new DtlsPairHarness()) {
            Runnable[] held = new Runnable[1];
            pair.network = (datagram, deliver) -> {
                int fate = random.nextInt(100);
                if (fate < 15) {
                    return;
                }
                if (fate < 35 && held[0] == null) {
                    held[0] = deliver;
                    return;
                }
                pair.tasks.add(deliver);
                if (fate < 50) {
                    pair.tasks.add(deliver);
                }
                if (held[0] != null) {
                    pair.tasks.add(held[0]);
                    held[0] = null;
                }
            };
            pair.connect();
            assertArrayEquals(pair.client.keys.sendKey(), pair.server.keys.receiveKey(), "seed " + seed);
        }
    }

    @Test
    void serverRepeatsItsLastFlightWhenConnected() throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness()) {
            pair.network = loseUntilServerConnected(pair);
            pair.connect();
            assertEquals(1, pair.client.connected);
        }
    }

    /** Loses what the server sends after its first flight until it takes itself for connected. */
    private static DtlsPairHarness.Network loseUntilServerConnected(DtlsPairHarness pair) {
        return (datagram, deliver) -> {
            boolean fromServer =
                    !pair.server.sent.isEmpty() && pair.server.sent.get(pair.server.sent.size() - 1) == datagram;
            boolean changeCipherSpecOrFinished = datagram[0] == 20 || datagram[4] == 1;
            if (!(fromServer && changeCipherSpecOrFinished && pair.server.connected == 0)) {
                pair.tasks.add(deliver);
            }
        };
    }

    @Test
    void reassemblesAClientHelloOfSeveralDatagrams() throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness()) {
            int[] split = new int[1];
            pair.network = (datagram, deliver) -> {
                if (datagram[0] == 22 && datagram[13] == CLIENT_HELLO) {
                    split[0]++;
                    byte[] first = fragment(datagram, 0, 60, 40);
                    byte[] second = fragment(datagram, 60, datagram.length - 25 - 60, 41);
                    pair.tasks.add(() -> pair.server.session.receive(first, 0, first.length));
                    pair.tasks.add(() -> pair.server.session.receive(second, 0, second.length));
                } else {
                    pair.tasks.add(deliver);
                }
            };
            pair.connect();
            assertTrue(split[0] > 0);
        }
    }

    /** A record with a piece of the handshake message in that datagram. */
    private static byte[] fragment(byte[] datagram, int from, int length, int recordSequence) {
        byte[] piece = Arrays.copyOf(datagram, 25 + length);
        piece[10] = (byte) recordSequence;
        piece[11] = (byte) (length + 12 >> 8);
        piece[12] = (byte) (length + 12);
        piece[20] = (byte) (from >> 8);
        piece[21] = (byte) from;
        piece[23] = (byte) (length >> 8);
        piece[24] = (byte) length;
        System.arraycopy(datagram, 25 + from, piece, 25, length);
        return piece;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void survivesGarbageBeforeDuringAndAfterTheHandshake(long seed) throws InterruptedException {
        Random random = new Random(seed);
        try (DtlsPairHarness pair = new DtlsPairHarness()) {
            pair.network = (datagram, deliver) -> {
                for (int i = 0; i < 5; i++) {
                    byte[] noise = garbage(random, false);
                    pair.tasks.add(() -> pair.server.session.receive(noise, 0, noise.length));
                    pair.tasks.add(() -> pair.client.session.receive(noise, 0, noise.length));
                }
                pair.tasks.add(deliver);
            };
            byte[] first = garbage(random, false);
            pair.server.session.receive(first, 0, first.length);
            pair.connect();
            for (int i = 0; i < 1000; i++) {
                byte[] noise = garbage(random, true);
                pair.server.session.receive(noise, 0, noise.length);
                pair.client.session.receive(noise, 0, noise.length);
            }
            pair.client.session.send(new byte[] {42}, 0, 1);
            pair.server.session.send(new byte[] {43}, 0, 1);
            pair.drain();
            String state = "seed " + seed + ", client: " + pair.client + "; server: " + pair.server;
            assertArrayEquals(new byte[] {42}, pair.server.data.toByteArray(), state);
            assertArrayEquals(new byte[] {43}, pair.client.data.toByteArray(), state);
        }
    }

    /** A random datagram, every other one with the header of a protected DTLS 1.2 record. */
    private static byte[] garbage(Random random, boolean plausible) {
        byte[] noise = new byte[1 + random.nextInt(200)];
        random.nextBytes(noise);
        noise[0] = (byte) (20 + random.nextInt(44));
        if (plausible && noise.length > DtlsRecords.HEADER_LENGTH && random.nextBoolean()) {
            record(noise, 20 + random.nextInt(4), 0xFD, 1);
        }
        return noise;
    }

    private static void record(byte[] datagram, int type, int minorVersion, int epoch) {
        datagram[0] = (byte) type;
        datagram[1] = (byte) 0xFE;
        datagram[2] = (byte) minorVersion;
        datagram[3] = 0;
        datagram[4] = (byte) epoch;
        datagram[11] = (byte) (datagram.length - DtlsRecords.HEADER_LENGTH >> 8);
        datagram[12] = (byte) (datagram.length - DtlsRecords.HEADER_LENGTH);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 16, 23})
    void survivesAProtectedRecordShorterThanItsTag(int length) throws InterruptedException {
        assertSurvives(0xFD, 1, length);
    }

    @Test
    void survivesTheReservedRecordVersion() throws InterruptedException {
        assertSurvives(0xFE, 1, 40);
    }

    private static void assertSurvives(int minorVersion, int epoch, int length) throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness().connect()) {
            byte[] forged = new byte[DtlsRecords.HEADER_LENGTH + length];
            forged[10] = 99;
            record(forged, 23, minorVersion, epoch);
            pair.server.session.receive(forged, 0, forged.length);
            pair.client.session.send(new byte[] {42}, 0, 1);
            pair.drain();
            assertArrayEquals(new byte[] {42}, pair.server.data.toByteArray(), pair.server.toString());
        }
    }

    /** A datagram with nothing in it must not keep the I/O thread until some clock moves on. */
    @Test
    void forgedRecordsTakeNoTimeToSpeakOf() throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness().connect()) {
            byte[] forged = new byte[100];
            record(forged, 23, 0xFD, 1);
            long start = System.nanoTime();
            for (int i = 0; i < 5000; i++) {
                forged[9] = (byte) (i >> 8);
                forged[10] = (byte) i;
                pair.server.session.receive(forged, 0, forged.length);
            }
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis < 2500, "5000 forged records took " + millis + " ms");
            assertTrue(pair.server.session.isConnected());
        }
    }

    @Test
    void closeReachesThePeerAndHappensOnce() throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness().connect()) {
            pair.client.session.close();
            int sent = pair.client.sent.size();
            pair.client.session.close();
            assertEquals(sent, pair.client.sent.size());
            pair.drain();
            assertEquals(1, pair.server.closed, pair.server.toString());
            assertEquals(0, pair.client.closed);
            assertFalse(pair.server.session.send(new byte[1], 0, 1));
        }
    }

    @Test
    void connectedSessionsHaveNoThread() throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness().connect()) {
            assertTrue(pair.threadsEnd(), "active: " + pair.threads.getActiveCount());
            assertTrue(pair.client.session.isConnected());
        }
    }

    @Test
    void closeInMidHandshakeFreesTheThreadAndSilencesTheSession() throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness()) {
            pair.network = (datagram, deliver) -> {
                if (pair.client.sent.contains(datagram)) {
                    pair.tasks.add(deliver);
                }
            };
            pair.client.session.start();
            pair.pump(() -> !pair.server.sent.isEmpty());
            pair.client.session.close();
            pair.server.session.close();
            int sent = pair.client.sent.size() + pair.server.sent.size();
            assertTrue(pair.threadsEnd(), "active: " + pair.threads.getActiveCount());
            pair.drain();
            assertEquals(sent, pair.client.sent.size() + pair.server.sent.size());
            assertEquals(List.of(), pair.client.failures);
            assertEquals(0, pair.client.closed + pair.client.connected);
        }
    }

    @Test
    void closeInMidHandshakeTellsThePeer() throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness()) {
            pair.client.session.start();
            pair.pump(() -> !pair.server.sent.isEmpty());
            pair.server.session.close();
            pair.pump(() -> !pair.client.failures.isEmpty());
            assertTrue(pair.client.failures.get(0).startsWith("user_canceled"), pair.client.failures.toString());
        }
    }

    @Test
    void floodBeforeTheHandshakeEndsIsBounded() {
        try (DtlsPairHarness pair = new DtlsPairHarness()) {
            byte[] record = new byte[60];
            record(record, 23, 0xFD, 1);
            for (int i = 0; i < 1000; i++) {
                pair.client.session.receive(record, 0, record.length);
            }
            assertEquals(1000 - DtlsFeed.QUEUE_LIMIT, pair.client.session.droppedDatagrams());
        }
    }

    @Test
    void onlyAClientHelloTakesAThreadForTheServer() {
        try (DtlsPairHarness pair = new DtlsPairHarness()) {
            byte[] record = new byte[60];
            record(record, 23, 0xFD, 1);
            pair.server.session.receive(record, 0, record.length);
            assertEquals(0, pair.threads.getTaskCount());
            assertEquals(1, pair.server.session.droppedDatagrams());
        }
    }

    @Test
    void needsAFingerprintToExpect() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new DtlsSession(
                        DtlsIdentity.generate(),
                        DtlsRole.CLIENT,
                        List.of(),
                        Runnable::run,
                        Runnable::run,
                        () -> {},
                        (buf, off, len) -> {},
                        null));
    }

    @Test
    void aClientIsNotConnectedWhileTheServerHoldsItsLastFlight() throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness()) {
            pair.server.session.holdLastFlight();
            pair.client.session.start();
            pair.pump(() -> pair.server.connected > 0);
            pair.drain();
            assertEquals(0, pair.client.connected);

            pair.server.session.releaseLastFlight();

            pair.pump(() -> pair.client.connected > 0);
            assertTrue(pair.client.session.send(new byte[] {7}, 0, 1));
            pair.drain();
            assertArrayEquals(new byte[] {7}, pair.server.data.toByteArray());
        }
    }

    @Test
    void dataOfAServerFollowsTheLastFlightThatItHeld() throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness()) {
            pair.server.session.holdLastFlight();
            pair.client.session.start();
            pair.pump(() -> pair.server.connected > 0);
            assertTrue(pair.server.session.send(new byte[] {7}, 0, 1));
            pair.server.session.releaseLastFlight();

            pair.pump(() -> pair.client.records > 0);
            assertArrayEquals(new byte[] {7}, pair.client.data.toByteArray());
        }
    }

    @Test
    void refusingWhileTheLastFlightIsHeldFailsTheClient() throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness()) {
            pair.server.session.holdLastFlight();
            pair.client.session.start();
            pair.pump(() -> pair.server.connected > 0);

            pair.server.session.refuse();

            pair.pump(() -> !pair.client.failures.isEmpty());
            assertEquals(List.of("peer sent alert bad_certificate"), pair.client.failures);
            assertEquals(0, pair.client.connected);
        }
    }

    @Test
    void refusingBeforeTheHandshakeFailsTheClient() throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness()) {
            pair.client.session.start();
            pair.pump(() -> !pair.client.sent.isEmpty());
            pair.tasks.clear();

            pair.server.session.refuse();

            pair.pump(() -> !pair.client.failures.isEmpty());
            assertEquals(List.of("peer sent alert bad_certificate"), pair.client.failures);
        }
    }

    @Test
    void refusingAConnectedPeerFailsIt() throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness().connect()) {
            pair.server.session.refuse();

            pair.pump(() -> !pair.client.failures.isEmpty());
            assertEquals(List.of("peer sent alert bad_certificate"), pair.client.failures);
            assertEquals(0, pair.client.closed);
        }
    }

    @Test
    void anErrorOnTheHandshakesThreadEndsTheSession() throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness()) {
            DtlsSession failing = new DtlsSession(
                    pair.clientIdentity,
                    DtlsRole.CLIENT,
                    List.of(pair.serverIdentity.fingerprint()),
                    pair.threads,
                    pair.tasks::add,
                    () -> {
                        throw new NoClassDefFoundError("on purpose");
                    },
                    (buf, off, len) -> {},
                    pair.client);

            failing.start();

            pair.pump(() -> !pair.client.failures.isEmpty());
            assertTrue(pair.client.failures.get(0).contains("NoClassDefFoundError"), pair.client.failures::toString);
        }
    }

    @Test
    void anAbandonedSessionSendsNothing() throws InterruptedException {
        try (DtlsPairHarness pair = new DtlsPairHarness().connect()) {
            int before = pair.server.sent.size();
            pair.server.session.abandon();
            pair.server.session.close();
            pair.drain();

            assertEquals(before, pair.server.sent.size());
            assertEquals(0, pair.client.closed);
        }
    }
}

package dev.bwe.webrtc.stun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.webrtc.net.ProtectedDatagram;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StunAdmissionTest {
    private static final IceCredentials LOCAL = new IceCredentials("locl", "local-password-0123456789");
    private static final IceCredentials REMOTE = new IceCredentials("rmte", "remote-password-012345678");
    private static final InetSocketAddress ADDRESS = address("203.0.113.7", 40_000);
    private static final InetSocketAddress ADDRESS6 = address("2001:db8::7", 40_000);
    private static final InetSocketAddress INNER = address("127.0.0.1", 5_000);
    private static final InetSocketAddress INNER6 = address("::1", 5_000);
    private static final int DTLS_IN_STUN = 0xC070;

    private final StunAdmission admission = new StunAdmission();
    private long transactions;

    @BeforeEach
    void describe() {
        assertFalse(admission.localCredentials(LOCAL));
        assertFalse(admission.remoteCredentials(REMOTE));
    }

    private static InetSocketAddress address(String ip, int port) {
        return new InetSocketAddress(ip, port);
    }

    private static StunMessage message(byte[] bytes) {
        StunMessage message = new StunMessage();
        assertTrue(message.wrap(bytes, 0, bytes.length));
        return message;
    }

    private StunMessage request(String username, String password) {
        return message(StunBytes.request(++transactions, username, password));
    }

    private static byte[] bytes(ProtectedDatagram datagram) {
        assertNotNull(datagram);
        return datagram.copy();
    }

    @Test
    void admitsACheckThatKnowsTheLocalPassword() {
        assertTrue(admission.admitsFromRemote(request("locl:rmte", LOCAL.pwd()), ADDRESS));
    }

    @Test
    void refusesAWrongPasswordAWrongNameAndNoName() {
        assertFalse(admission.admitsFromRemote(request("locl:rmte", "guess"), ADDRESS));
        assertFalse(admission.admitsFromRemote(request("loc:rmte", LOCAL.pwd()), ADDRESS));
        assertFalse(admission.admitsFromRemote(request(null, LOCAL.pwd()), ADDRESS));
    }

    @Test
    void refusesAPeerWithoutPassword() {
        admission.localCredentials(new IceCredentials("none", ""));

        assertFalse(admission.admitsFromRemote(request("none:rmte", "x"), ADDRESS));
    }

    @Test
    void distinguishesTheDirections() {
        assertFalse(admission.admitsFromRemote(request("rmte:locl", REMOTE.pwd()), ADDRESS));
        assertTrue(admission.admitsFromLocal(request("rmte:locl", REMOTE.pwd())));
    }

    @Test
    void admitsChecksOfTheFormerGenerationAfterARestart() {
        assertTrue(admission.localCredentials(new IceCredentials("next", "next-password-01234567890")));
        assertFalse(admission.localCredentials(LOCAL), "known ones are no restart");

        assertTrue(admission.admitsFromRemote(request("locl:rmte", LOCAL.pwd()), ADDRESS));
        assertTrue(admission.admitsFromRemote(request("next:rmte", "next-password-01234567890"), ADDRESS));
    }

    @Test
    void aCapturedRequestAdmitsNoSecondAddress() {
        byte[] captured = StunBytes.request(9, "locl:rmte", LOCAL.pwd());
        assertTrue(admission.admitsFromRemote(message(captured), ADDRESS));

        for (int port = 1_024; port < 1_324; port++) {
            assertFalse(admission.admitsFromRemote(message(captured), address("198.51.100.1", port)));
        }
        assertTrue(admission.admitsFromRemote(message(captured), ADDRESS), "the peer itself may repeat it");
    }

    @Test
    void remembersRequestsForLongButNotForEver() {
        byte[] captured = StunBytes.request(-1, "locl:rmte", LOCAL.pwd());
        admission.admitsFromRemote(message(captured), ADDRESS);
        for (int i = 1; i < SeenRequests.SIZE; i++) {
            admission.admitsFromRemote(request("locl:rmte", LOCAL.pwd()), ADDRESS);
        }
        assertFalse(admission.admitsFromRemote(message(captured), ADDRESS6));
        admission.admitsFromRemote(request("locl:rmte", LOCAL.pwd()), ADDRESS);
        assertTrue(admission.admitsFromRemote(message(captured), ADDRESS6));
    }

    @Test
    void theRemotePeerSeesItsOwnAddress() {
        byte[] answer = StunBytes.success(1, INNER, LOCAL.pwd());

        byte[] relayed = bytes(admission.towardsRemote(message(answer), ADDRESS));

        assertEquals(ADDRESS, StunBytes.xorMapped(relayed));
        assertTrue(StunBytes.isSound(relayed, LOCAL.pwd()));
        assertEquals(INNER, StunBytes.xorMapped(answer), "what was received is not touched");
    }

    @Test
    void theRemotePeerSeesItsOwnIpv6Address() {
        byte[] relayed = bytes(admission.towardsRemote(message(StunBytes.success(1, INNER6, LOCAL.pwd())), ADDRESS6));

        assertEquals(ADDRESS6, StunBytes.xorMapped(relayed));
        assertTrue(StunBytes.isSound(relayed, LOCAL.pwd()));
    }

    @Test
    void theLocalPeerSeesTheAddressOfItsCandidate() {
        for (InetSocketAddress candidate : new InetSocketAddress[] {address("192.0.2.8", 5_000), ADDRESS6}) {
            byte[] answer = StunBytes.success(1, ADDRESS, REMOTE.pwd());

            byte[] relayed = bytes(admission.towardsLocal(message(answer), candidate));

            assertEquals(candidate, StunBytes.xorMapped(relayed));
            assertTrue(StunBytes.isSound(relayed, REMOTE.pwd()));
        }
    }

    @Test
    void anAnswerOfTheFormerGenerationIsSignedWithItsPassword() {
        admission.localCredentials(new IceCredentials("next", "next-password-01234567890"));

        byte[] relayed = bytes(admission.towardsRemote(message(StunBytes.success(1, INNER, LOCAL.pwd())), ADDRESS));

        assertTrue(StunBytes.isSound(relayed, LOCAL.pwd()));
    }

    @Test
    void anUnscrambledMappedAddressIsReplacedToo() {
        byte[] answer = StunBytes.of(StunBytes.SUCCESS, 1)
                .mapped(INNER)
                .xorMapped(INNER)
                .attribute(0x8022, "some software".getBytes(StandardCharsets.US_ASCII))
                .signed(LOCAL.pwd())
                .fingerprinted();

        byte[] relayed = bytes(admission.towardsRemote(message(answer), ADDRESS6));

        assertEquals(ADDRESS6, StunBytes.mapped(relayed));
        assertEquals(ADDRESS6, StunBytes.xorMapped(relayed));
        assertArrayEquals(StunBytes.value(answer, 0x8022), StunBytes.value(relayed, 0x8022));
        assertTrue(StunBytes.isSound(relayed, LOCAL.pwd()));
    }

    @Test
    void theAddressStaysWhereTheCandidateIsNotKnownYet() {
        byte[] answer = StunBytes.success(1, ADDRESS, REMOTE.pwd());

        assertArrayEquals(answer, bytes(admission.towardsLocal(message(answer), null)));
    }

    @Test
    void anAnswerThatNobodyKnownSignedIsNotTouched() {
        byte[] answer = StunBytes.success(1, INNER, "somebody else's");

        assertArrayEquals(answer, bytes(admission.towardsRemote(message(answer), ADDRESS)));
    }

    @Test
    void requestsAreNotTouched() {
        byte[] request = StunBytes.request(1, "rmte:locl", REMOTE.pwd());

        assertArrayEquals(request, bytes(admission.towardsRemote(message(request), ADDRESS)));
    }

    @Test
    void dtlsInsideOfStunIsTakenOutAndTheRestSignedAgain() {
        byte[] request = StunBytes.of(StunBytes.REQUEST, 1)
                .attribute(DTLS_IN_STUN, new byte[13])
                .signed(LOCAL.pwd())
                .fingerprinted();

        byte[] relayed = bytes(admission.towardsLocal(message(request), null));

        assertNull(StunBytes.value(relayed, DTLS_IN_STUN));
        assertTrue(StunBytes.isSound(relayed, LOCAL.pwd()));
    }

    @Test
    void dtlsInsideOfStunThatNobodyKnownSignedDoesNotPass() {
        byte[] request = StunBytes.of(StunBytes.REQUEST, 1)
                .attribute(DTLS_IN_STUN, new byte[4])
                .signed("somebody else's")
                .fingerprinted();

        assertNull(admission.towardsLocal(message(request), null));
        assertNull(admission.towardsRemote(message(request), ADDRESS));
    }

    @Test
    void dtlsInsideOfStunBehindTheSignatureDoesNotPassEither() {
        byte[] request = StunBytes.of(StunBytes.REQUEST, 1)
                .signed(LOCAL.pwd())
                .attribute(DTLS_IN_STUN, new byte[4])
                .fingerprinted();

        byte[] relayed = bytes(admission.towardsLocal(message(request), null));

        assertNull(StunBytes.value(relayed, DTLS_IN_STUN));
        assertTrue(StunBytes.isSound(relayed, LOCAL.pwd()));
    }

    @Test
    void dtlsInsideOfUnsignedStunIsTakenOut() {
        byte[] indication =
                StunBytes.of(0x0011, 1).attribute(DTLS_IN_STUN, new byte[4]).fingerprinted();

        byte[] relayed = bytes(admission.towardsLocal(message(indication), null));

        assertEquals(28, relayed.length);
    }

    @Test
    void anAnswerOfTheRemotePeerIsSignedWithItsPassword() {
        assertTrue(admission.isAnswerOfRemote(message(StunBytes.success(1, INNER, REMOTE.pwd()))));
        assertFalse(admission.isAnswerOfRemote(message(StunBytes.success(1, INNER, LOCAL.pwd()))));
        assertFalse(admission.isAnswerOfRemote(request("locl:rmte", REMOTE.pwd())));
    }

    @Test
    void thePasswordIsNotPrinted() {
        assertFalse(LOCAL.toString().contains(LOCAL.pwd()));
    }
}

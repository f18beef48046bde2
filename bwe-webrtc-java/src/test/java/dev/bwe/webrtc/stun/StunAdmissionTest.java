package dev.bwe.webrtc.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.webrtc.path.StunRequests;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StunAdmissionTest {
    private static final IceCredentials LOCAL = new IceCredentials("locl", "local-password-0123456789");
    private static final IceCredentials REMOTE = new IceCredentials("rmte", "remote-password-012345678");

    private final StunAdmission admission = new StunAdmission();

    @BeforeEach
    void describe() {
        admission.localCredentials(LOCAL);
        admission.remoteCredentials(REMOTE);
    }

    @Test
    void admitsACheckThatKnowsTheLocalPassword() {
        assertTrue(admission.admitsFromRemote(StunRequests.binding("locl:rmte", LOCAL.pwd())));
    }

    @Test
    void refusesAWrongPasswordAWrongNameAndNoName() {
        assertFalse(admission.admitsFromRemote(StunRequests.binding("locl:rmte", "guess")));
        assertFalse(admission.admitsFromRemote(StunRequests.binding("loc:rmte", LOCAL.pwd())));
        assertFalse(admission.admitsFromRemote(StunRequests.binding(null, LOCAL.pwd())));
    }

    @Test
    void tellsTheDirectionsApart() {
        assertFalse(admission.admitsFromRemote(StunRequests.binding("rmte:locl", REMOTE.pwd())));
        assertTrue(admission.admitsFromLocal(StunRequests.binding("rmte:locl", REMOTE.pwd())));
    }

    @Test
    void admitsChecksOfTheFormerGenerationAfterARestart() {
        admission.localCredentials(new IceCredentials("next", "next-password-01234567890"));

        assertTrue(admission.admitsFromRemote(StunRequests.binding("locl:rmte", LOCAL.pwd())));
        assertTrue(admission.admitsFromRemote(StunRequests.binding("next:rmte", "next-password-01234567890")));
    }

    @Test
    void findsThePasswordThatSignedAMessage() {
        assertEquals(REMOTE.pwd(), admission.passwordTowardsRemote(StunRequests.binding("rmte:locl", REMOTE.pwd())));
        assertEquals(LOCAL.pwd(), admission.passwordTowardsLocal(StunRequests.binding("locl:rmte", LOCAL.pwd())));
        assertNull(admission.passwordTowardsLocal(StunRequests.binding("locl:rmte", "guess")));
    }
}

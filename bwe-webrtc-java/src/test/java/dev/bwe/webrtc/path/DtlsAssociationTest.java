package dev.bwe.webrtc.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.Interceptor;
import dev.bwe.webrtc.dtls.DtlsIdentity;
import dev.bwe.webrtc.dtls.DtlsRole;
import dev.bwe.webrtc.net.IoLoop;
import dev.bwe.webrtc.srtp.SrtpKeys;
import dev.bwe.webrtc.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which leg of a path has an association with whom, and what its peer is told. */
@Timeout(60)
class DtlsAssociationTest {
    private static final Interceptor PASSES_ALL = new Interceptor() {};
    private static final int SETTLED_MILLIS = 200;

    private final IoLoop loop = IoLoop.start("test");

    private PathHarness call(DtlsRole localRole) {
        return new PathHarness(loop, () -> 0, PASSES_ALL, localRole);
    }

    @ParameterizedTest
    @EnumSource(DtlsRole.class)
    void anotherRemotePeerIsHeardAndTheFormerOneNoLonger(DtlsRole localRole) throws Exception {
        try (PathHarness call = call(localRole).connect()) {
            call.remote.sendRtp(PathHarness.rtp(PathHarness.SSRC, 1));
            assertArrayEquals(PathHarness.rtp(PathHarness.SSRC, 1), PathHarness.take(call.local.rtp));

            PathHarness.Peer second = call.replaceRemote();
            PathHarness.await("the second peer is connected", () -> {
                call.local.sendRtp(PathHarness.rtp(2222, 1));
                return second.isConnected();
            });
            PathHarness.await("the second peer is heard", () -> {
                second.sendRtp(PathHarness.rtp(3333, 1));
                return call.local.rtp.poll() != null;
            });
            long refused = call.path.statistics().droppedUnprotect;
            call.remote.sendRtp(PathHarness.rtp(PathHarness.SSRC, 2));

            PathHarness.await("the former peer is refused", () -> call.path.statistics().droppedUnprotect > refused);
            call.local.rtp.removeIf(packet -> Arrays.equals(packet, PathHarness.rtp(3333, 1)));
            assertNull(call.local.rtp.poll(SETTLED_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    @ParameterizedTest
    @EnumSource(DtlsRole.class)
    void handshakesMayBeginBeforeTheAnswerIsAccepted(DtlsRole localRole) throws Exception {
        try (PathHarness call = call(localRole).connectBeforeTheAnswer()) {
            call.remote.sendRtp(PathHarness.rtp(PathHarness.SSRC, 1));
            assertArrayEquals(PathHarness.rtp(PathHarness.SSRC, 1), PathHarness.take(call.local.rtp));
        }
    }

    @Test
    void theLocalPeerIsNotConnectedBeforeARemoteServerHasAcceptedOurCertificate() throws Exception {
        try (PathHarness call = call(DtlsRole.CLIENT)) {
            call.remote.holdLastFlight();
            call.begin(call.ofPath());
            call.remote.awaitConnected();
            Thread.sleep(SETTLED_MILLIS);
            assertFalse(call.local.isConnected());

            call.remote.releaseLastFlight();

            call.local.awaitConnected();
        }
    }

    @Test
    void theLocalPeerFailsWhenTheRemotePeerRefusesOurCertificate() throws Exception {
        try (PathHarness call = call(DtlsRole.CLIENT)) {
            call.begin(DtlsIdentity.generate().fingerprint());

            String failure = call.local.awaitFailure();

            assertTrue(failure.contains("bad_certificate"), failure);
        }
    }

    @Test
    void aLocalPeerThatBeginsAnotherAssociationByItselfIsHeardAgain() throws Exception {
        try (PathHarness call = call(DtlsRole.CLIENT).connect()) {
            call.local.beginAssociation(call.ofPath());
            call.local.awaitConnected();

            PathHarness.await("the local peer is heard", () -> {
                call.local.sendRtp(PathHarness.rtp(2222, 1));
                return call.remote.rtp.poll() != null;
            });
            call.remote.sendRtp(PathHarness.rtp(PathHarness.SSRC, 1));
            assertArrayEquals(PathHarness.rtp(PathHarness.SSRC, 1), PathHarness.take(call.local.rtp));
        }
    }

    @Test
    void keysAreOverwrittenOnceTheCiphersHaveThem() throws IOException {
        byte[] material = new byte[SrtpKeys.materialLength(SrtpProfile.AEAD_AES_128_GCM)];
        Arrays.fill(material, (byte) 1);
        DtlsPair pair = new DtlsPair(DtlsIdentity.generate(), loop, loop, new DtlsPair.Relay() {
            @Override
            public void sendDtls(Side to, byte[] datagram, int offset, int length) {}

            @Override
            public void onReady() {}

            @Override
            public void onRestart() {}

            @Override
            public void onData(Side from) {}
        });

        new DtlsLeg(Side.LOCAL, pair).onConnected(new SrtpKeys(SrtpProfile.AEAD_AES_128_GCM, material, true));

        assertArrayEquals(new byte[material.length], material);
        assertEquals(0, material[0]);
        loop.close();
    }
}

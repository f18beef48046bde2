package dev.bwe.webrtc.signalling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.sdp.SdpSession;
import dev.bwe.webrtc.dtls.DtlsRole;
import dev.bwe.webrtc.dtls.Fingerprint;
import dev.bwe.webrtc.stun.IceCredentials;
import dev.onvoid.webrtc.RTCSdpType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When descriptions take effect, and what is shown of them. */
class PathSignallingTest {
    private static final Fingerprint OF_PATH = fingerprint("00");
    private static final Fingerprint OF_LOCAL = fingerprint("11");
    private static final Fingerprint OF_REMOTE = fingerprint("22");
    private static final Fingerprint OF_STRANGER = fingerprint("33");
    private static final String MD5 = "a=fingerprint:md5 " + "AA:".repeat(15) + "AA";

    private final List<String> opened = new ArrayList<>();
    private final List<String> credentials = new ArrayList<>();
    private final List<DtlsAgreement> agreements = new ArrayList<>();
    private final List<SdpSession> remoteStreams = new ArrayList<>();

    private final CandidateTranslation candidates = new CandidateTranslation() {
        @Override
        public String openOutgoing(String candidate) {
            opened.add(candidate);
            return candidate;
        }

        @Override
        public String findOutgoing(String candidate) {
            return opened.contains(candidate) ? candidate : null;
        }

        @Override
        public String openIncoming(String candidate) {
            return openOutgoing(candidate);
        }

        @Override
        public String findIncoming(String candidate) {
            return findOutgoing(candidate);
        }

        @Override
        public String original(String candidate) {
            return candidate;
        }
    };

    private final PathSignalling signalling =
            new PathSignalling(new SdpRewriter(false), candidates, OF_PATH, new PathSignalling.Listener() {
                @Override
                public void onLocalCredentials(IceCredentials local) {
                    credentials.add(local.ufrag());
                }

                @Override
                public void onRemoteCredentials(IceCredentials remote) {
                    credentials.add(remote.ufrag());
                }

                @Override
                public void onStreams(SdpSession local, SdpSession remote) {
                    remoteStreams.add(remote);
                }

                @Override
                public void onAgreement(DtlsAgreement agreement) {
                    agreements.add(agreement);
                }
            });

    private static Fingerprint fingerprint(String pair) {
        return new Fingerprint("sha-256", (pair + ":").repeat(31) + pair);
    }

    /** A description of bundled video sections with those media identifications. */
    private static String sdp(String ufrag, Fingerprint fingerprint, String setup, String... mids) {
        StringBuilder sdp =
                new StringBuilder("v=0\r\no=- " + ufrag.hashCode() + " 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n");
        sdp.append("a=group:BUNDLE ").append(String.join(" ", mids)).append("\r\n");
        for (String mid : mids) {
            sdp.append("m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:")
                    .append(ufrag)
                    .append("\r\na=ice-pwd:0123456789abcdef01234567\r\na=fingerprint:")
                    .append(fingerprint)
                    .append("\r\na=setup:")
                    .append(setup)
                    .append("\r\na=mid:")
                    .append(mid)
                    .append("\r\na=sendrecv\r\na=rtcp-mux\r\na=rtpmap:96 VP8/90000\r\n");
        }
        return sdp.toString();
    }

    private PathSignalling.Description localOffer(String... mids) {
        String wire = signalling.openCreated(sdp("local", OF_LOCAL, "actpass", mids));
        PathSignalling.Description offer = signalling.prepareLocal(RTCSdpType.OFFER, wire);
        signalling.accept(offer);
        return offer;
    }

    private void remoteAnswers(RTCSdpType type, String sdp) {
        signalling.accept(signalling.prepareAndOpenRemote(type, sdp));
    }

    @Test
    void aDescriptionThatIsNotAcceptedHasNoEffect() {
        localOffer("0");
        remoteAnswers(RTCSdpType.ANSWER, sdp("remote", OF_REMOTE, "active", "0"));
        PathSignalling.Description refused = signalling.prepareAndOpenRemote(
                RTCSdpType.ANSWER, sdp("stranger", OF_STRANGER, "active", "0").replace("sendrecv", "inactive"));

        assertEquals(List.of("local", "remote"), credentials);
        assertEquals(1, agreements.size());
        assertEquals(1, remoteStreams.size());
        assertEquals(List.of(OF_REMOTE), agreements.get(0).remoteFingerprints());
        assertTrue(signalling.showRemote(refused.nativeSdp()).contains("a=fingerprint:" + OF_REMOTE));
    }

    @Test
    void theAnswererDecidesTheRoles() {
        localOffer("0");
        remoteAnswers(RTCSdpType.ANSWER, sdp("remote", OF_REMOTE, "passive", "0"));

        assertEquals(DtlsRole.CLIENT, agreements.get(0).localRole());
        assertEquals("0", agreements.get(0).transportMid());
    }

    @Test
    void aFinalAnswerReplacesAProvisionalOne() {
        localOffer("0");
        remoteAnswers(RTCSdpType.PR_ANSWER, sdp("first", OF_STRANGER, "active", "0"));
        remoteAnswers(RTCSdpType.ANSWER, sdp("second", OF_REMOTE, "active", "0"));

        assertEquals(2, agreements.size());
        assertFalse(agreements.get(1).hasSameRemoteAssociation(agreements.get(0)));
        assertTrue(agreements.get(1).hasSameLocalAssociation(agreements.get(0)));
    }

    @Test
    void rollbackBringsTheFormerAgreementBack() {
        localOffer("0");
        remoteAnswers(RTCSdpType.ANSWER, sdp("remote", OF_REMOTE, "active", "0"));
        localOffer("0");
        remoteAnswers(RTCSdpType.PR_ANSWER, sdp("stranger", OF_STRANGER, "active", "0"));

        signalling.accept(signalling.prepareLocal(RTCSdpType.ROLLBACK, ""));

        assertEquals(agreements.get(0), agreements.get(2));
        assertTrue(signalling.showRemote(sdp("remote", OF_PATH, "active", "0")).contains("a=fingerprint:" + OF_REMOTE));
    }

    @Test
    void anOfferThatIsRolledBackIsNotAnsweredLater() {
        localOffer("0");
        remoteAnswers(RTCSdpType.ANSWER, sdp("remote", OF_REMOTE, "active", "0"));
        signalling.accept(
                signalling.prepareAndOpenRemote(RTCSdpType.OFFER, sdp("stranger", OF_STRANGER, "actpass", "0")));

        signalling.accept(signalling.prepareAndOpenRemote(RTCSdpType.ROLLBACK, ""));
        localOffer("0");
        remoteAnswers(RTCSdpType.ANSWER, sdp("remote", OF_REMOTE, "active", "0"));

        assertEquals(agreements.get(0), agreements.get(1));
        assertEquals(2, agreements.size());
    }

    @Test
    void thePendingOfferAndTheCurrentDescriptionShowTheirOwnFingerprints() {
        localOffer("0");
        remoteAnswers(RTCSdpType.ANSWER, sdp("remote", OF_REMOTE, "active", "0"));
        PathSignalling.Description current =
                signalling.prepareAndOpenRemote(RTCSdpType.ANSWER, sdp("remote", OF_REMOTE, "active", "0"));
        PathSignalling.Description offer =
                signalling.prepareAndOpenRemote(RTCSdpType.OFFER, sdp("stranger", OF_STRANGER, "actpass", "0"));
        signalling.accept(offer);

        assertTrue(signalling.showRemote(offer.nativeSdp()).contains(OF_STRANGER.toString()));
        assertTrue(signalling.showRemote(current.nativeSdp()).contains(OF_REMOTE.toString()));
    }

    @Test
    void anotherTransportSectionIsAnotherAssociationOnBothLegs() {
        localOffer("0", "1");
        remoteAnswers(RTCSdpType.ANSWER, sdp("remote", OF_REMOTE, "active", "0", "1"));
        localOffer("1");
        remoteAnswers(RTCSdpType.ANSWER, sdp("remote", OF_REMOTE, "active", "1"));

        assertFalse(agreements.get(1).hasSameLocalAssociation(agreements.get(0)));
        assertFalse(agreements.get(1).hasSameRemoteAssociation(agreements.get(0)));
    }

    @Test
    void anIceRestartKeepsTheAssociations() {
        localOffer("0");
        remoteAnswers(RTCSdpType.ANSWER, sdp("remote", OF_REMOTE, "active", "0"));
        localOffer("0");
        remoteAnswers(RTCSdpType.ANSWER, sdp("restarted", OF_REMOTE, "active", "0"));

        assertTrue(agreements.get(1).hasSameLocalAssociation(agreements.get(0)));
        assertTrue(agreements.get(1).hasSameRemoteAssociation(agreements.get(0)));
    }

    @Test
    void anotherTlsIdIsAnotherAssociationOnTheRemoteLegAlone() {
        localOffer("0");
        String answer = sdp("remote", OF_REMOTE, "active", "0");
        remoteAnswers(RTCSdpType.ANSWER, answer + "a=tls-id:one\r\n");
        localOffer("0");
        remoteAnswers(RTCSdpType.ANSWER, answer + "a=tls-id:two\r\n");

        assertTrue(agreements.get(1).hasSameLocalAssociation(agreements.get(0)));
        assertFalse(agreements.get(1).hasSameRemoteAssociation(agreements.get(0)));
    }

    @Test
    void anMd5FingerprintBesideAGoodOneIsIgnored() {
        localOffer("0");
        remoteAnswers(
                RTCSdpType.ANSWER, sdp("remote", OF_REMOTE, "active", "0").replace("a=setup", MD5 + "\r\na=setup"));

        assertEquals(List.of(OF_REMOTE), agreements.get(0).remoteFingerprints());
    }

    @Test
    void anMd5FingerprintAloneIsRefusedWithItsLine() {
        localOffer("0");
        String answer = sdp("remote", OF_REMOTE, "active", "0").replace("a=fingerprint:" + OF_REMOTE, MD5);

        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> signalling.prepareAndOpenRemote(RTCSdpType.ANSWER, answer));

        assertTrue(e.getMessage().contains("md5"), e.getMessage());
    }

    @Test
    void theAnswerToAnOfferOfOneSectionWithoutBundleHasNoBundleEither() {
        String offer = sdp("remote", OF_REMOTE, "actpass", "0")
                .replace("a=group:BUNDLE 0\r\n", "")
                .replace("a=mid:0\r\n", "");

        PathSignalling.Description prepared = signalling.prepareAndOpenRemote(RTCSdpType.OFFER, offer);
        signalling.accept(prepared);
        String answer = signalling.openCreated(sdp("local", OF_LOCAL, "active", "0"));

        assertTrue(prepared.nativeSdp().contains("a=group:BUNDLE 0\r\n"), prepared.nativeSdp());
        assertTrue(prepared.nativeSdp().contains("a=mid:0\r\n"), prepared.nativeSdp());
        assertFalse(answer.contains("BUNDLE") || answer.contains("a=mid"), answer);
        assertTrue(
                signalling.prepareLocal(RTCSdpType.ANSWER, answer).nativeSdp().contains("a=group:BUNDLE 0\r\n"));
        assertFalse(signalling.showRemote(prepared.nativeSdp()).contains("BUNDLE"));
    }

    @Test
    void anAnswerOfOneSectionWithoutBundleGetsTheOffersMid() {
        localOffer("video");
        String answer = sdp("remote", OF_REMOTE, "active", "video")
                .replace("a=group:BUNDLE video\r\n", "")
                .replace("a=mid:video\r\n", "");

        remoteAnswers(RTCSdpType.ANSWER, answer);

        assertEquals("video", agreements.get(0).transportMid());
    }

    @Test
    void severalSectionsWithoutBundleAreRefusedWithTheLine() {
        String offer = sdp("remote", OF_REMOTE, "actpass", "0", "1").replace("a=group:BUNDLE 0 1\r\n", "");

        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> signalling.prepareAndOpenRemote(RTCSdpType.OFFER, offer));

        assertTrue(e.getMessage().contains("m=video 9 UDP/TLS/RTP/SAVPF 96"), e.getMessage());
        assertTrue(e.getMessage().contains("a=group:BUNDLE"), e.getMessage());
    }

    @Test
    void aSectionOutsideTheBundleIsRefusedWithTheLine() {
        String offer = sdp("remote", OF_REMOTE, "actpass", "0", "1").replace("BUNDLE 0 1", "BUNDLE 0");

        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> signalling.prepareAndOpenRemote(RTCSdpType.OFFER, offer));

        assertTrue(e.getMessage().contains("m=video"), e.getMessage());
    }

    @Test
    void rtpWithoutMultiplexedRtcpIsRefusedWithTheLine() {
        String offer = sdp("remote", OF_REMOTE, "actpass", "0").replace("a=rtcp-mux\r\n", "");

        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> signalling.prepareAndOpenRemote(RTCSdpType.OFFER, offer));

        assertTrue(e.getMessage().contains("m=video") && e.getMessage().contains("a=rtcp-mux"), e.getMessage());
    }

    @Test
    void rejectedSectionsNeedNeitherBundleNorRtcpMux() {
        localOffer("0", "1");
        String answer = sdp("remote", OF_REMOTE, "active", "0", "1").replace("a=group:BUNDLE 0 1\r\n", "");
        int second = answer.lastIndexOf("m=video 9");
        answer = answer.substring(0, second)
                + answer.substring(second).replace("m=video 9", "m=video 0").replace("a=rtcp-mux\r\n", "");

        remoteAnswers(RTCSdpType.ANSWER, answer);

        assertEquals("0", agreements.get(0).transportMid());
    }

    @Test
    void readingADescriptionOpensNoSocket() {
        String candidate = "candidate:1 1 udp 1 192.0.2.1 5000 typ host";
        String withCandidate = sdp("local", OF_LOCAL, "actpass", "0") + "a=" + candidate + "\r\n";

        assertFalse(signalling.showLocal(withCandidate).contains("candidate"));
        assertEquals(List.of(), opened);

        signalling.openCreated(withCandidate);

        assertTrue(signalling.showLocal(withCandidate).contains(candidate));
        assertEquals(List.of(candidate), opened);
    }

    @Test
    void readingDescriptionsForgetsNoCreatedOne() {
        String wire = signalling.openCreated(sdp("local", OF_LOCAL, "actpass", "0") + "a=rtcp-fb:96 transport-cc\r\n");
        for (int i = 0; i < 10; i++) {
            signalling.showLocal(sdp("local" + i, OF_LOCAL, "actpass", "0"));
        }

        assertTrue(signalling.prepareLocal(RTCSdpType.OFFER, wire).nativeSdp().contains("transport-cc"));
    }

    @Test
    void aChangedLocalDescriptionGetsTheLocalFingerprintBack() {
        String wire = signalling.openCreated(sdp("local", OF_LOCAL, "actpass", "0"));

        String nativeSdp = signalling
                .prepareLocal(RTCSdpType.OFFER, wire.replace("sendrecv", "sendonly"))
                .nativeSdp();

        assertTrue(nativeSdp.contains("a=sendonly") && nativeSdp.contains(OF_LOCAL.toString()), nativeSdp);
    }

    @Test
    void credentialsWithoutAPasswordAreNone() {
        String answer = sdp("remote", OF_REMOTE, "active", "0").replace("a=ice-pwd:0123456789abcdef01234567\r\n", "");
        localOffer("0");
        remoteAnswers(RTCSdpType.ANSWER, answer);

        assertEquals(List.of("local"), credentials);
        assertEquals(List.of(), agreements);
    }
}

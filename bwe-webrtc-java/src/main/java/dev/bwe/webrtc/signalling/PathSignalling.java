package dev.bwe.webrtc.signalling;

import dev.bwe.interceptor.sdp.SdpSession;
import dev.bwe.webrtc.dtls.DtlsRole;
import dev.bwe.webrtc.dtls.Fingerprint;
import dev.bwe.webrtc.stun.IceCredentials;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCSdpType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Translates the descriptions and candidates that the two peers exchange, with the path's sockets and certificate in place of
 * theirs, and tells the path what they say. Used from any thread.
 */
public final class PathSignalling {
    /** How many created descriptions are remembered, until one of them is set. */
    private static final int REMEMBERED_DESCRIPTIONS = 4;

    private static final String FINGERPRINT = "a=fingerprint:";

    private final SdpRewriter rewriter;
    private final CandidateTranslation candidates;
    private final String pathFingerprint;
    private final Listener listener;
    private final Map<String, String> created = new LinkedHashMap<>();
    private SdpSession localSession = SdpSession.parse("");
    private SdpSession remoteSession = SdpSession.parse("");
    private TransportDescription local;
    private TransportDescription remote;

    /** Hears what the descriptions say, on the thread that sets them, in their order. */
    public interface Listener {
        /** The local peer's ICE credentials, before any check is made with them. */
        void onLocalCredentials(IceCredentials credentials);

        /** The remote peer's ICE credentials, before any check is made with them. */
        void onRemoteCredentials(IceCredentials credentials);

        /** An offer was answered: this is what streams there are, with what both peers agreed on. */
        void onStreams(SdpSession local, SdpSession remote);

        /** An offer was answered: this is who begins the DTLS handshake and what certificates are shown. */
        void onTransport(DtlsRole localRole, List<Fingerprint> localFingerprints, List<Fingerprint> remoteFingerprints);
    }

    public PathSignalling(
            SdpRewriter rewriter, CandidateTranslation candidates, Fingerprint pathFingerprint, Listener listener) {
        this.rewriter = rewriter;
        this.candidates = candidates;
        this.pathFingerprint = pathFingerprint.toString();
        this.listener = listener;
    }

    /** A description that the local peer made, as it goes to the remote peer. */
    public synchronized String localToWire(String nativeSdp) {
        String wire = rewriter.rewrite(nativeSdp, pathFingerprint, candidates::outgoing);
        created.put(wire, nativeSdp);
        if (created.size() > REMEMBERED_DESCRIPTIONS) {
            created.remove(created.keySet().iterator().next());
        }
        return wire;
    }

    /** The local peer's own form of a description that {@link #localToWire} made and the application may have changed since. */
    public synchronized String localFromWire(RTCSdpType type, String wireSdp) {
        String nativeSdp = created.get(wireSdp);
        if (nativeSdp == null) {
            nativeSdp = rewriter.rewrite(wireSdp, localFingerprint(), candidate -> null);
        }
        localSession = SdpSession.parse(nativeSdp);
        TransportDescription transport = TransportDescription.of(localSession);
        if (transport != null) {
            local = transport;
            listener.onLocalCredentials(transport.credentials());
        }
        answered(type, transport, true);
        return nativeSdp;
    }

    /**
     * A description of the remote peer as the local peer shall see it.
     *
     * @throws IllegalArgumentException if a fingerprint in it is malformed
     */
    public synchronized String remoteToNative(RTCSdpType type, String wireSdp) {
        TransportDescription transport = TransportDescription.of(SdpSession.parse(wireSdp));
        if (transport != null) {
            remote = transport;
            listener.onRemoteCredentials(transport.credentials());
        }
        String nativeSdp = rewriter.rewrite(wireSdp, pathFingerprint, candidates::incoming);
        remoteSession = SdpSession.parse(nativeSdp);
        answered(type, transport, false);
        return nativeSdp;
    }

    /** The remote peer's description, which the local peer has in its own form, as it went over the wire. */
    public synchronized String remoteToWire(String nativeSdp) {
        String fingerprint = remote == null || remote.fingerprints().isEmpty()
                ? ""
                : remote.fingerprints().get(0).toString();
        return rewriter.rewrite(nativeSdp, fingerprint, candidates::original);
    }

    /** A candidate of the local peer as it goes to the remote peer; null if the path can't carry it. */
    public RTCIceCandidate localToWire(RTCIceCandidate candidate) {
        return translated(candidate, candidates.outgoing(candidate.sdp));
    }

    /** A candidate of the remote peer as the local peer shall see it; null if the path can't carry it. */
    public RTCIceCandidate remoteToNative(RTCIceCandidate candidate) {
        return translated(candidate, candidates.incoming(candidate.sdp));
    }

    private void answered(RTCSdpType type, TransportDescription answer, boolean byLocal) {
        if (type != RTCSdpType.ANSWER && type != RTCSdpType.PR_ANSWER) {
            return;
        }
        listener.onStreams(localSession.negotiatedWith(remoteSession), remoteSession.negotiatedWith(localSession));
        if (answer != null && local != null && remote != null) {
            boolean answererIsClient = !answer.setup().equals("passive");
            DtlsRole localRole = answererIsClient == byLocal ? DtlsRole.CLIENT : DtlsRole.SERVER;
            listener.onTransport(localRole, local.fingerprints(), remote.fingerprints());
        }
    }

    /** The native peer keeps its certificate for life, so any description it made has the fingerprint. */
    private String localFingerprint() {
        return created.values().stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(FINGERPRINT))
                .findFirst()
                .map(line -> line.substring(FINGERPRINT.length()))
                .orElseThrow(() -> new IllegalArgumentException("a local description is set before any was created"));
    }

    private static RTCIceCandidate translated(RTCIceCandidate candidate, String sdp) {
        return sdp == null
                ? null
                : new RTCIceCandidate(candidate.sdpMid, candidate.sdpMLineIndex, sdp, candidate.serverUrl);
    }
}

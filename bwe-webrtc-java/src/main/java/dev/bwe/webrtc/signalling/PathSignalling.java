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
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Translates the descriptions and candidates that the two peers exchange, with the path's sockets and certificate in place of the
 * peers', and tells the path what the accepted descriptions say. Thread-safe.
 *
 * <p>A description is translated before the native connection gets it ({@code prepare...}) and takes effect only once the native
 * connection has accepted it ({@link #accept}).
 */
public final class PathSignalling {
    /** How many created descriptions are remembered. */
    private static final int MAX_CREATED = 4;

    private static final SdpSession NO_SESSION = SdpSession.parse("");

    private final SdpRewriter rewriter;
    private final CandidateTranslation candidates;
    private final List<Fingerprint> pathFingerprint;
    private final Listener listener;
    private final Map<String, String> created = new LinkedHashMap<>();
    /** The native connection has one certificate for life, so each description that it creates has the fingerprint. */
    private List<Fingerprint> localFingerprints = List.of();

    private @Nullable Description currentLocal;
    private @Nullable Description currentRemote;
    private @Nullable Description pendingLocal;
    private @Nullable Description pendingRemote;
    private boolean currentAnsweredByLocal;
    private boolean provisional;

    /** Learns what the accepted descriptions say, in their order. */
    public interface Listener {
        /** Called with the local peer's ICE credentials. */
        void onLocalCredentials(IceCredentials credentials);

        /** Called with the remote peer's ICE credentials. */
        void onRemoteCredentials(IceCredentials credentials);

        /** Called when an offer is answered, with the streams on which both peers agreed. */
        void onStreams(SdpSession local, SdpSession remote);

        /** Called when an offer is answered, with the DTLS association on which both peers agreed. */
        void onAgreement(DtlsAgreement agreement);
    }

    /** A translated description that the native connection has not accepted yet, or has accepted. Immutable. */
    public static final class Description {
        private final boolean local;
        private final RTCSdpType type;
        private final String nativeSdp;
        private final SdpSession session;
        private final @Nullable TransportDescription transport;
        private final SingleTransport adapted;

        private Description(
                boolean local,
                RTCSdpType type,
                String nativeSdp,
                @Nullable TransportDescription transport,
                SingleTransport adapted) {
            this.local = local;
            this.type = type;
            this.nativeSdp = nativeSdp;
            this.session = SdpSession.parse(nativeSdp);
            this.transport = transport;
            this.adapted = adapted;
        }

        /** Returns the text for the native connection. */
        public String nativeSdp() {
            return nativeSdp;
        }
    }

    public PathSignalling(
            SdpRewriter rewriter, CandidateTranslation candidates, Fingerprint pathFingerprint, Listener listener) {
        this.rewriter = rewriter;
        this.candidates = candidates;
        this.pathFingerprint = List.of(pathFingerprint);
        this.listener = listener;
    }

    /** Returns a description that the native connection has created in the form for the remote peer. Opens its candidates' sockets. */
    public synchronized String openCreated(String nativeSdp) {
        TransportDescription transport = TransportDescription.of(nativeSdp);
        if (transport != null) {
            localFingerprints = transport.fingerprints();
        }
        String wire = rewriter.rewrite(nativeSdp, pathFingerprint, candidates::openOutgoing);
        if (pendingRemote != null) {
            wire = pendingRemote.adapted.removeFrom(wire);
        }
        created.put(wire, nativeSdp);
        if (created.size() > MAX_CREATED) {
            created.remove(created.keySet().iterator().next());
        }
        return wire;
    }

    /**
     * Translates a local description, created by the native connection and possibly changed by the application since.
     *
     * @throws IllegalArgumentException if the native connection has not created any description
     */
    public synchronized Description prepareLocal(RTCSdpType type, String wireSdp) {
        if (type == RTCSdpType.ROLLBACK) {
            return rollback(true);
        }
        String nativeSdp = created.get(wireSdp);
        if (nativeSdp == null) {
            if (localFingerprints.isEmpty()) {
                throw new IllegalArgumentException("a local description is set before any was created");
            }
            nativeSdp = rewriter.rewrite(wireSdp, localFingerprints, candidate -> null);
            if (type != RTCSdpType.OFFER && pendingRemote != null && pendingRemote.adapted.addedBundle()) {
                nativeSdp =
                        SingleTransport.adapt(nativeSdp, pendingRemote.session).sdp();
            }
        }
        return new Description(
                true, type, nativeSdp, TransportDescription.of(nativeSdp), new SingleTransport(wireSdp, false, false));
    }

    /**
     * Translates a description of the remote peer. Opens its candidates' sockets.
     *
     * @throws IllegalArgumentException if a fingerprint in it is malformed, or the path can't carry its media sections
     */
    public synchronized Description prepareAndOpenRemote(RTCSdpType type, String wireSdp) {
        if (type == RTCSdpType.ROLLBACK) {
            return rollback(false);
        }
        Description offer = type == RTCSdpType.OFFER ? null : pendingLocal;
        SingleTransport adapted = SingleTransport.adapt(wireSdp, offer == null ? NO_SESSION : offer.session);
        TransportDescription transport = TransportDescription.of(adapted.sdp());
        String nativeSdp = rewriter.rewrite(adapted.sdp(), pathFingerprint, candidates::openIncoming);
        return new Description(false, type, nativeSdp, transport, adapted);
    }

    private static Description rollback(boolean local) {
        return new Description(local, RTCSdpType.ROLLBACK, "", null, new SingleTransport("", false, false));
    }

    /** Takes over a description that the native connection has accepted. */
    public synchronized void accept(Description description) {
        switch (description.type) {
            case ROLLBACK -> {
                pendingLocal = null;
                pendingRemote = null;
                if (provisional) {
                    provisional = false;
                    agreed(currentLocal, currentRemote, currentAnsweredByLocal);
                }
            }
            case OFFER -> {
                pendingLocal = description.local ? description : null;
                pendingRemote = description.local ? null : description;
                tellCredentials(description);
            }
            case PR_ANSWER -> {
                setPending(description);
                provisional = true;
                tellCredentials(description);
                agreed(pendingLocal, pendingRemote, description.local);
            }
            case ANSWER -> {
                setPending(description);
                currentLocal = pendingLocal;
                currentRemote = pendingRemote;
                currentAnsweredByLocal = description.local;
                pendingLocal = null;
                pendingRemote = null;
                provisional = false;
                tellCredentials(description);
                agreed(currentLocal, currentRemote, currentAnsweredByLocal);
            }
            default -> throw new IllegalArgumentException("description type is " + description.type);
        }
    }

    private void setPending(Description answer) {
        if (answer.local) {
            pendingLocal = answer;
        } else {
            pendingRemote = answer;
        }
    }

    private void tellCredentials(Description description) {
        if (description.transport == null) {
            return;
        }
        if (description.local) {
            listener.onLocalCredentials(description.transport.credentials());
        } else {
            listener.onRemoteCredentials(description.transport.credentials());
        }
    }

    private void agreed(@Nullable Description local, @Nullable Description remote, boolean answeredByLocal) {
        if (local == null || remote == null) {
            listener.onStreams(NO_SESSION, NO_SESSION);
            return;
        }
        listener.onStreams(local.session.negotiatedWith(remote.session), remote.session.negotiatedWith(local.session));
        TransportDescription answer = (answeredByLocal ? local : remote).transport;
        if (answer == null || local.transport == null || remote.transport == null) {
            return;
        }
        boolean answererIsClient = !answer.setup().equals("passive");
        listener.onAgreement(new DtlsAgreement(
                answer.mid(),
                answererIsClient == answeredByLocal ? DtlsRole.CLIENT : DtlsRole.SERVER,
                local.transport.fingerprints(),
                remote.transport.fingerprints(),
                remote.transport.tlsId()));
    }

    /** Returns the native connection's local description in the form for the remote peer. Changes nothing. */
    public synchronized String showLocal(String nativeSdp) {
        String wire = rewriter.rewrite(nativeSdp, pathFingerprint, candidates::findOutgoing);
        Description offer = pendingRemote == null && pendingLocal == null ? currentRemote : pendingRemote;
        return offer == null || offer.type != RTCSdpType.OFFER ? wire : offer.adapted.removeFrom(wire);
    }

    /** Returns the remote description that the native connection has as it came from the remote peer. Changes nothing. */
    public synchronized String showRemote(String nativeSdp) {
        Description accepted = acceptedRemote(nativeSdp);
        if (accepted == null || accepted.transport == null) {
            return rewriter.rewrite(nativeSdp, List.of(), candidates::original);
        }
        String wire = rewriter.rewrite(nativeSdp, accepted.transport.fingerprints(), candidates::original);
        return accepted.adapted.removeFrom(wire);
    }

    private @Nullable Description acceptedRemote(String nativeSdp) {
        String origin = origin(nativeSdp);
        return Stream.of(pendingRemote, currentRemote)
                .filter(Objects::nonNull)
                .filter(description -> origin(description.nativeSdp).equals(origin))
                .findFirst()
                .orElse(pendingRemote == null ? currentRemote : pendingRemote);
    }

    private static String origin(String sdp) {
        return sdp.lines().filter(line -> line.startsWith("o=")).findFirst().orElse("");
    }

    /** Returns a new candidate of the local peer in the form for the remote peer, and opens its socket; null if it can't be carried. */
    public @Nullable RTCIceCandidate openOutgoing(RTCIceCandidate candidate) {
        return translated(candidate, candidates.openOutgoing(candidate.sdp));
    }

    /** Returns a candidate of the local peer in the form for the remote peer; null if it was not carried. */
    public @Nullable RTCIceCandidate findOutgoing(RTCIceCandidate candidate) {
        return translated(candidate, candidates.findOutgoing(candidate.sdp));
    }

    /** Returns a new candidate of the remote peer in the form for the local peer, and opens its socket; null if it can't be carried. */
    public @Nullable RTCIceCandidate openIncoming(RTCIceCandidate candidate) {
        return translated(candidate, candidates.openIncoming(candidate.sdp));
    }

    /** Returns a candidate of the remote peer in the form for the local peer; null if it was not carried. */
    public @Nullable RTCIceCandidate findIncoming(RTCIceCandidate candidate) {
        return translated(candidate, candidates.findIncoming(candidate.sdp));
    }

    private static @Nullable RTCIceCandidate translated(RTCIceCandidate candidate, @Nullable String sdp) {
        return sdp == null
                ? null
                : new RTCIceCandidate(candidate.sdpMid, candidate.sdpMLineIndex, sdp, candidate.serverUrl);
    }
}

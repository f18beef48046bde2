package dev.bwe.webrtc.path;

import dev.bwe.webrtc.dtls.DtlsIdentity;
import dev.bwe.webrtc.dtls.DtlsRole;
import dev.bwe.webrtc.dtls.DtlsSession;
import dev.bwe.webrtc.dtls.Fingerprint;
import dev.bwe.webrtc.signalling.DtlsAgreement;
import dev.bwe.webrtc.srtp.SrtpTransform;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two DTLS legs of a media path. Towards the remote peer the path plays the local peer's role, towards the local peer the remote
 * peer's. Confined to the I/O thread.
 *
 * <p>The remote leg comes first. The local peer's handshake completes only after the remote peer has proved that it owns the key of the
 * signalled certificate and, as a server, has accepted ours; until then it gets a fatal alert if the remote leg fails. Where the remote
 * peer is the client, its handshake in turn completes only after the local leg's, so that its first media finds the path open.
 *
 * <p>An association lasts until the accepted descriptions agree on another one. Then the leg or legs concerned begin anew, and packets
 * under the former keys no longer verify. Application data (data channels) is passed from leg to leg.
 */
final class DtlsPair {
    private static final Logger LOG = LoggerFactory.getLogger(DtlsPair.class);
    /** A local leg takes about 20 ms. The remote peer doesn't wait longer than this for one that does not connect. */
    private static final long MAX_HOLD_MILLIS = 2_000;

    /** What the legs need of the relay. Called on the I/O thread. */
    interface Relay {
        /** Sends a DTLS datagram to a peer. */
        void sendDtls(Side to, byte[] datagram, int offset, int length);

        /** Both legs have their keys. */
        void onReady();

        /** A leg begins a new association; the keys are no longer valid. */
        void onRestart();

        /** A peer sent an application data record. */
        void onData(Side from);
    }

    private final DtlsIdentity identity;
    private final Executor io;
    private final Executor handshakes;
    private final Relay relay;
    private final DtlsLeg remote = new DtlsLeg(Side.REMOTE, this);
    private final DtlsLeg local = new DtlsLeg(Side.LOCAL, this);
    private @Nullable DtlsAgreement agreement;
    /** Whether the local peer may see a handshake: the remote peer's certificate is the signalled one. */
    private boolean remoteAccepted;
    /** Whether the remote leg failed before the local leg was connected. */
    private boolean remoteRefused;
    /** Whether the local peer has begun its new association before the descriptions that agree on it arrived here. */
    private boolean localAhead;

    DtlsPair(DtlsIdentity identity, Executor io, Executor handshakes, Relay relay) {
        this.identity = identity;
        this.io = io;
        this.handshakes = handshakes;
        this.relay = relay;
    }

    /** Takes over what the accepted descriptions agree on, and begins new associations where that has changed. */
    void describe(DtlsAgreement next) {
        if (next.localFingerprints().isEmpty() || next.remoteFingerprints().isEmpty()) {
            LOG.warn("a description has no certificate fingerprint; the media path stays closed");
            return;
        }
        DtlsAgreement former = agreement;
        agreement = next;
        boolean localAnew = former == null || !next.hasSameLocalAssociation(former) && !localAhead;
        localAhead = false;
        if (former == null || !next.hasSameRemoteAssociation(former)) {
            beginRemote(next, former != null);
        }
        if (localAnew) {
            beginLocal(next, former != null);
        }
        if (isRemoteClient() && (local.isConnected() || local.hasWaiting())) {
            remote.start();
        }
    }

    private void beginRemote(DtlsAgreement terms, boolean anew) {
        if (anew) {
            relay.onRestart();
        }
        remoteAccepted = false;
        remoteRefused = false;
        DtlsSession session = session(remote, terms.localRole(), terms.remoteFingerprints());
        if (!local.isConnected()) {
            session.holdLastFlight();
        }
        remote.begin(session);
    }

    private void beginLocal(DtlsAgreement terms, boolean anew) {
        if (anew) {
            relay.onRestart();
        }
        DtlsSession session = session(local, terms.localRole().other(), terms.localFingerprints());
        if (!remote.isConnected()) {
            session.holdLastFlight();
        }
        local.begin(session);
        remote.holdIfNew();
    }

    private DtlsSession session(DtlsLeg leg, DtlsRole role, List<Fingerprint> fingerprints) {
        return new DtlsSession(
                identity,
                role,
                fingerprints,
                handshakes,
                io,
                () -> PathWarmUp.start().join(),
                (datagram, offset, length) -> relay.sendDtls(leg.peer(), datagram, offset, length),
                leg);
    }

    /** Takes a DTLS datagram that a peer sent from that address. */
    void receive(Side from, InetSocketAddress sender, byte[] datagram, int offset, int length) {
        if (from == Side.REMOTE) {
            if (remote.isOfFormerAssociation(sender, datagram, offset, length)) {
                return;
            }
            remote.receive(datagram, offset, length);
        } else {
            receiveFromLocal(datagram, offset, length);
        }
    }

    private void receiveFromLocal(byte[] datagram, int offset, int length) {
        DtlsAgreement agreed = agreement;
        if (remoteRefused) {
            local.refuse();
        } else if (agreed != null && local.isConnected() && local.isAnotherHello(datagram, offset, length)) {
            localAhead = true;
            beginLocal(agreed, true);
            local.receive(datagram, offset, length);
        } else if (remoteAccepted) {
            local.receive(datagram, offset, length);
        } else {
            local.keep(datagram, offset, length);
            if (isRemoteClient()) {
                remote.start();
            }
        }
    }

    /** Returns true if SRTP can pass: both legs have their keys. */
    boolean isReady() {
        return remote.srtp() != null && local.srtp() != null;
    }

    boolean isConnected(Side peer) {
        return leg(peer).isConnected();
    }

    /** Returns true if the path is the client of the remote leg, and so begins its handshakes. */
    boolean isRemoteClient() {
        return agreement != null && agreement.localRole() == DtlsRole.CLIENT;
    }

    /** Returns the SRTP of the leg to a peer; null until {@link #isReady()}. */
    @Nullable SrtpTransform srtp(Side peer) {
        return leg(peer).srtp();
    }

    /** Ends both legs with close_notify. Idempotent. */
    void close() {
        remote.close();
        local.close();
    }

    private DtlsLeg leg(Side peer) {
        return peer == Side.REMOTE ? remote : local;
    }

    void onCertificateAccepted(Side peer) {
        if (peer == Side.REMOTE && isRemoteClient()) {
            acceptRemote();
        }
    }

    private void acceptRemote() {
        remoteAccepted = true;
        local.receiveWaiting();
    }

    void onConnected(Side peer) {
        if (peer == Side.REMOTE) {
            acceptRemote();
            local.releaseLastFlight();
            if (!isRemoteClient()) {
                local.start();
                CompletableFuture.delayedExecutor(MAX_HOLD_MILLIS, TimeUnit.MILLISECONDS, io)
                        .execute(remote.lastFlightRelease());
            }
            if (local.isConnected()) {
                remote.releaseLastFlight();
            }
        } else {
            remote.releaseLastFlight();
        }
        if (isReady()) {
            relay.onReady();
        }
    }

    void onData(Side from, byte[] buffer, int offset, int length) {
        relay.onData(from);
        leg(from.other()).sendOrKeep(buffer, offset, length);
    }

    void onFailed(Side peer, String reason) {
        LOG.warn("DTLS with the {} peer failed: {}", peer == Side.REMOTE ? "remote" : "local", reason);
        if (peer == Side.REMOTE) {
            remoteRefused = true;
            local.refuse();
        } else {
            remote.releaseLastFlight();
            remote.close();
        }
    }

    void onClosed(Side peer) {
        leg(peer.other()).close();
    }
}

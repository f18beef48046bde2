package dev.bwe.webrtc.path;

import dev.bwe.webrtc.dtls.DtlsIdentity;
import dev.bwe.webrtc.dtls.DtlsRole;
import dev.bwe.webrtc.dtls.DtlsSession;
import dev.bwe.webrtc.dtls.Fingerprint;
import dev.bwe.webrtc.srtp.SrtpKeys;
import dev.bwe.webrtc.srtp.SrtpTransform;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two DTLS legs of a media path. Towards the remote peer the path plays the local peer's role, towards the local peer the remote
 * peer's. The remote leg goes first: the local peer gets to see a handshake only when the remote peer's certificate is the one that
 * was signalled, and a fatal alert when it isn't. There it pauses until the local leg is done, so that the remote peer, which sends
 * media as soon as its handshake is complete, finds the path open. Application data (data channels) is handed from leg to leg.
 * Confined to the I/O thread.
 */
final class DtlsPair {
    private static final Logger LOG = LoggerFactory.getLogger(DtlsPair.class);
    /** A ClientHello and its retransmissions, or the first records of a data channel, wait here for the other leg. */
    private static final int MOST_WAITING = 32;
    /** A local leg takes some 20 ms; one that doesn't come up at all must not keep the remote peer waiting for ever. */
    private static final long MOST_PAUSE_MILLIS = 2_000;
    /** An alert record before any encryption: DTLS 1.2, epoch 0, fatal, bad_certificate (RFC 5246 section 7.2, RFC 6347 section 4.1). */
    private static final byte[] BAD_CERTIFICATE = {21, (byte) 0xFE, (byte) 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 42};

    private final DtlsIdentity identity;
    private final Executor io;
    private final Executor handshakes;
    private final Queue<byte[]> fromRemoteWaiting = new ArrayDeque<>();
    private final Queue<byte[]> fromLocalWaiting = new ArrayDeque<>();
    private final Queue<byte[]> dataForLocalWaiting = new ArrayDeque<>();
    private final Queue<byte[]> dataForRemoteWaiting = new ArrayDeque<>();
    private final CompletableFuture<Void> localLegSettled = new CompletableFuture<>();
    private PacketRelay relay;
    private DtlsRole localRole;
    private DtlsSession remoteLeg;
    private DtlsSession localLeg;
    private boolean remoteVerified;
    private boolean remoteFailed;
    private SrtpTransform remote;
    private SrtpTransform local;

    DtlsPair(DtlsIdentity identity, Executor io, Executor handshakes) {
        this.identity = identity;
        this.io = io;
        this.handshakes = handshakes;
    }

    /** Sets who sends the legs' datagrams and is told when both have keys; before anything else. */
    void attach(PacketRelay relay) {
        this.relay = relay;
    }

    /**
     * The descriptions tell the roles and the certificates; what came before is handled now. Later descriptions of the same
     * connection change nothing: a DTLS association outlives them.
     */
    void describe(DtlsRole localRole, List<Fingerprint> localFingerprints, List<Fingerprint> remoteFingerprints) {
        if (remoteLeg != null) {
            return;
        }
        if (localFingerprints.isEmpty() || remoteFingerprints.isEmpty()) {
            LOG.warn("a description has no certificate fingerprint; the media path stays closed");
            return;
        }
        this.localRole = localRole;
        DtlsRole remoteRole = localRole == DtlsRole.CLIENT ? DtlsRole.SERVER : DtlsRole.CLIENT;
        remoteLeg = new DtlsSession(
                identity,
                localRole,
                remoteFingerprints,
                handshakes,
                io,
                DtlsPair::awaitWarmUp,
                relay::sendDtlsToRemote,
                new RemoteLeg());
        remoteLeg.afterVerification(this::pauseForLocalLeg);
        localLeg = new DtlsSession(
                identity,
                remoteRole,
                localFingerprints,
                handshakes,
                io,
                DtlsPair::awaitWarmUp,
                relay::sendDtlsToLocal,
                new LocalLeg());
        for (byte[] datagram = fromRemoteWaiting.poll(); datagram != null; datagram = fromRemoteWaiting.poll()) {
            remoteLeg.receive(datagram, 0, datagram.length);
        }
        if (localRole == DtlsRole.CLIENT && !fromLocalWaiting.isEmpty()) {
            remoteLeg.start();
        }
    }

    /** Takes a DTLS datagram of the remote peer. */
    void receiveFromRemote(byte[] datagram, int offset, int length) {
        if (remoteLeg == null) {
            keep(fromRemoteWaiting, datagram, offset, length);
        } else {
            remoteLeg.receive(datagram, offset, length);
        }
    }

    /** Takes a DTLS datagram of the local peer. */
    void receiveFromLocal(byte[] datagram, int offset, int length) {
        if (remoteFailed) {
            rejectLocal();
        } else if (remoteVerified) {
            localLeg.receive(datagram, offset, length);
        } else {
            keep(fromLocalWaiting, datagram, offset, length);
            if (remoteLeg != null && localRole == DtlsRole.CLIENT) {
                remoteLeg.start();
            }
        }
    }

    /** Tells whether SRTP can pass: both legs have their keys. */
    boolean isReady() {
        return local != null && remote != null;
    }

    /** The remote leg's SRTP; null until {@link #isReady()}. */
    SrtpTransform remote() {
        return remote;
    }

    /** The local leg's SRTP; null until {@link #isReady()}. */
    SrtpTransform local() {
        return local;
    }

    /** Ends both legs, saying goodbye. Idempotent. */
    void close() {
        localLegSettled.complete(null);
        if (remoteLeg != null) {
            remoteLeg.close();
            localLeg.close();
        }
    }

    /** On the thread of the remote leg's handshake. */
    private void pauseForLocalLeg() {
        io.execute(this::onRemoteVerified);
        try {
            localLegSettled.get(MOST_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("the local leg takes long; the remote one goes on");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("never completed so", e);
        }
    }

    private void onRemoteVerified() {
        remoteVerified = true;
        if (localRole == DtlsRole.SERVER) {
            localLeg.start();
        }
        for (byte[] datagram = fromLocalWaiting.poll(); datagram != null; datagram = fromLocalWaiting.poll()) {
            localLeg.receive(datagram, 0, datagram.length);
        }
    }

    private void keysArrived() {
        if (isReady()) {
            relay.onReady();
        }
    }

    private void rejectLocal() {
        relay.sendDtlsToLocal(BAD_CERTIFICATE, 0, BAD_CERTIFICATE.length);
    }

    private static void awaitWarmUp() {
        PathWarmUp.start().join();
    }

    private static void sendWaiting(Queue<byte[]> waiting, DtlsSession leg) {
        for (byte[] data = waiting.poll(); data != null; data = waiting.poll()) {
            leg.send(data, 0, data.length);
        }
    }

    private static void keep(Queue<byte[]> waiting, byte[] bytes, int offset, int length) {
        if (waiting.size() < MOST_WAITING) {
            waiting.add(Arrays.copyOfRange(bytes, offset, offset + length));
        }
    }

    private final class RemoteLeg implements DtlsSession.Listener {
        @Override
        public void onConnected(SrtpKeys keys) {
            remote = keys == null ? null : new SrtpTransform(keys);
            sendWaiting(dataForRemoteWaiting, remoteLeg);
            keysArrived();
        }

        @Override
        public void onApplicationData(byte[] buf, int off, int len) {
            relay.countDataFromRemote();
            if (!localLeg.send(buf, off, len)) {
                keep(dataForLocalWaiting, buf, off, len);
            }
        }

        @Override
        public void onFailed(String reason) {
            LOG.warn("DTLS with the remote peer failed: {}", reason);
            if (remoteVerified) {
                localLeg.close();
            } else {
                remoteFailed = true;
                rejectLocal();
            }
        }

        @Override
        public void onClosed() {
            localLeg.close();
        }
    }

    private final class LocalLeg implements DtlsSession.Listener {
        @Override
        public void onConnected(SrtpKeys keys) {
            local = keys == null ? null : new SrtpTransform(keys);
            localLegSettled.complete(null);
            sendWaiting(dataForLocalWaiting, localLeg);
            keysArrived();
        }

        @Override
        public void onApplicationData(byte[] buf, int off, int len) {
            relay.countDataFromLocal();
            if (!remoteLeg.send(buf, off, len)) {
                keep(dataForRemoteWaiting, buf, off, len);
            }
        }

        @Override
        public void onFailed(String reason) {
            LOG.warn("DTLS with the local peer failed: {}", reason);
            localLegSettled.complete(null);
            remoteLeg.close();
        }

        @Override
        public void onClosed() {
            remoteLeg.close();
        }
    }
}

package dev.bwe.webrtc.path;

import dev.bwe.webrtc.dtls.DtlsRecords;
import dev.bwe.webrtc.dtls.DtlsSession;
import dev.bwe.webrtc.srtp.SrtpKeys;
import dev.bwe.webrtc.srtp.SrtpTransform;
import dev.bwe.webrtc.srtp.SrtpTransform.Repeats;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One leg of a {@link DtlsPair}: the present association with one peer, its SRTP, and what waits for it. Confined to the I/O thread.
 */
final class DtlsLeg implements DtlsSession.Listener {
    /** A ClientHello and its repetitions, or the first records of a data channel, wait for the other leg. */
    private static final int MAX_WAITING = 32;

    private final Side peer;
    private final DtlsPair pair;
    private final Queue<byte[]> datagramsWaiting = new ArrayDeque<>();
    private final Queue<byte[]> dataWaiting = new ArrayDeque<>();
    private @Nullable DtlsSession session;
    private @Nullable SrtpTransform srtp;
    private boolean connected;
    /** Random of the ClientHello that began the association; null where the peer is the server. */
    private byte @Nullable [] helloRandom;
    /** The address from which the peer's hello came; null before. */
    private @Nullable InetSocketAddress peerAddress;
    /** That of the former association's peer; null if this is the first association. */
    private @Nullable InetSocketAddress formerAddress;

    DtlsLeg(Side peer, DtlsPair pair) {
        this.peer = peer;
        this.pair = pair;
    }

    Side peer() {
        return peer;
    }

    boolean isConnected() {
        return connected;
    }

    /** Returns the SRTP of the present association; null if it has no keys. */
    @Nullable SrtpTransform srtp() {
        return srtp;
    }

    boolean hasWaiting() {
        return !datagramsWaiting.isEmpty();
    }

    /**
     * Returns true for a datagram of the peer of the former association, which may be another one than the present peer and go on
     * sending. The present peer's address is that of its hello. Call once per datagram.
     */
    boolean isOfFormerAssociation(InetSocketAddress sender, byte[] datagram, int offset, int length) {
        if (!connected && DtlsRecords.isHello(datagram, offset, length)) {
            peerAddress = sender;
        }
        if (formerAddress == null) {
            return false;
        }
        boolean fromFormer = sender.equals(formerAddress);
        if (peerAddress == null) {
            return fromFormer || !DtlsRecords.isPlainAlert(datagram, offset, length);
        }
        return fromFormer && !formerAddress.equals(peerAddress);
    }

    /** Replaces the association. A remote peer's datagrams that waited for the first one are received at once. */
    void begin(DtlsSession next) {
        if (session != null) {
            session.abandon();
            formerAddress = peerAddress;
            peerAddress = null;
        }
        session = next;
        dropKeys();
        connected = false;
        helloRandom = null;
        dataWaiting.clear();
        if (peer == Side.REMOTE) {
            receiveWaiting();
        }
    }

    void start() {
        if (session != null) {
            session.start();
        }
    }

    /** Takes a datagram of the peer, or keeps it until there is an association. */
    void receive(byte[] datagram, int offset, int length) {
        if (session == null) {
            keep(datagramsWaiting, datagram, offset, length);
            return;
        }
        byte[] random = DtlsRecords.clientRandom(datagram, offset, length);
        if (random != null && !connected) {
            helloRandom = random;
        }
        session.receive(datagram, offset, length);
    }

    /** Keeps a datagram until {@link #receiveWaiting()}. */
    void keep(byte[] datagram, int offset, int length) {
        keep(datagramsWaiting, datagram, offset, length);
    }

    void receiveWaiting() {
        for (byte[] datagram = datagramsWaiting.poll(); datagram != null; datagram = datagramsWaiting.poll()) {
            receive(datagram, 0, datagram.length);
        }
    }

    /** Returns true for a ClientHello that is not a repetition of the one that began the association. */
    boolean isAnotherHello(byte[] datagram, int offset, int length) {
        byte[] random = DtlsRecords.clientRandom(datagram, offset, length);
        return random != null && helloRandom != null && !Arrays.equals(random, helloRandom);
    }

    /** Makes an association that has not begun hold its last flight. */
    void holdIfNew() {
        if (session != null) {
            session.holdLastFlight();
        }
    }

    void releaseLastFlight() {
        if (session != null) {
            session.releaseLastFlight();
        }
    }

    /** Returns an action that releases the last flight of the present association, not of a later one. */
    Runnable lastFlightRelease() {
        DtlsSession present = session;
        return present == null ? () -> {} : present::releaseLastFlight;
    }

    /** Sends application data to the peer; keeps some until the association is connected. */
    void sendOrKeep(byte[] buffer, int offset, int length) {
        if (session == null || !session.send(buffer, offset, length) && !connected) {
            keep(dataWaiting, buffer, offset, length);
        }
    }

    /** Ends the association with a fatal alert. */
    void refuse() {
        dropKeys();
        datagramsWaiting.clear();
        if (session != null) {
            session.refuse();
        }
    }

    void close() {
        dropKeys();
        if (session != null) {
            session.close();
        }
    }

    private void dropKeys() {
        if (srtp != null) {
            srtp.close();
            srtp = null;
        }
    }

    private static void keep(Queue<byte[]> waiting, byte[] bytes, int offset, int length) {
        if (waiting.size() < MAX_WAITING) {
            waiting.add(Arrays.copyOfRange(bytes, offset, offset + length));
        }
    }

    @Override
    public void onCertificateAccepted() {
        pair.onCertificateAccepted(peer);
    }

    @Override
    public void onConnected(@Nullable SrtpKeys keys) {
        connected = true;
        if (keys != null) {
            srtp = new SrtpTransform(keys, peer == Side.REMOTE ? Repeats.SENT : Repeats.RECEIVED);
            keys.clear();
        }
        for (byte[] data = dataWaiting.poll(); data != null; data = dataWaiting.poll()) {
            Objects.requireNonNull(session).send(data, 0, data.length);
        }
        pair.onConnected(peer);
    }

    @Override
    public void onApplicationData(byte[] buf, int off, int len) {
        pair.onData(peer, buf, off, len);
    }

    @Override
    public void onFailed(String reason) {
        pair.onFailed(peer, reason);
    }

    @Override
    public void onClosed() {
        pair.onClosed(peer);
    }
}

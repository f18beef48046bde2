package dev.bwe.webrtc.dtls;

import dev.bwe.webrtc.srtp.SrtpKeys;
import dev.bwe.webrtc.srtp.SrtpProfile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.bouncycastle.tls.AbstractTlsPeer;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.jspecify.annotations.Nullable;

/**
 * DTLS 1.2 on one leg of a media path: handshake, SRTP keys, application data (RFC 6347, RFC 5764).
 *
 * <p>All methods are called on the I/O thread, and the sink and the listener are called on no other. Only the handshake
 * blocks, so it runs on a thread of the executor for handshakes, which it gives back at its end. Its datagrams and its result come
 * back through the I/O executor. A connected session has no thread.
 */
public final class DtlsSession implements AutoCloseable {
    /** Takes outgoing datagrams. Must not throw; the bytes are valid during the call only. */
    public interface DatagramSink {
        void send(byte[] buf, int off, int len);
    }

    /** Learns what becomes of the session. {@code onFailed} or {@code onClosed} is called at most once, and as the last call. */
    public interface Listener {
        /** The peer has shown the certificate that was signalled, but not yet proved that it owns the certificate's key. */
        default void onCertificateAccepted() {}

        /**
         * The peer has proved that it owns the key of the certificate that was signalled, and a server has accepted our certificate.
         *
         * @param keys null if the peer negotiated no SRTP
         */
        void onConnected(@Nullable SrtpKeys keys);

        /** The contents of a record arrived; the bytes are valid during the call only. */
        void onApplicationData(byte[] buf, int off, int len);

        /** The handshake or the connection failed. The alert has been sent. */
        void onFailed(String reason);

        /** The peer closed the connection. Not called for our own {@link #close()}. */
        void onClosed();
    }

    private enum State {
        NEW,
        HANDSHAKE,
        CONNECTED,
        FAILED,
        CLOSED
    }

    /** ChangeCipherSpec and Finished, which Bouncy Castle sends one by one. */
    private static final int LAST_FLIGHT_DATAGRAMS = 2;
    /** The last flight and the first application data. */
    private static final int MAX_HELD = 16;
    /**
     * An alert record before any encryption: DTLS 1.2, epoch 0, fatal, bad_certificate (RFC 5246 section 7.2, RFC 6347 section 4.1).
     * Its sequence number, 65,536, is above those of any handshake, so the peer's replay check accepts it.
     */
    private static final byte[] BAD_CERTIFICATE = {21, (byte) 0xFE, (byte) 0xFD, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 2, 42};

    private final DtlsRole role;
    private final Executor handshakeThreads;
    private final Executor io;
    private final DatagramSink sink;
    private final Listener listener;
    private final Runnable warmUp;
    private final DtlsFeed feed;
    private final DtlsHandshake handshake;
    private final AbstractTlsPeer peer;

    private State state = State.NEW;
    /** Set by {@link #close()}: datagrams that the handshake had not sent by then are dropped. */
    private boolean silent;

    private boolean refused;
    /** Datagrams from a server's ChangeCipherSpec on, while they are held; null where nothing is held. */
    private @Nullable Queue<byte[]> held;

    private volatile @Nullable Thread handshakeThread;
    /** Set when the session gets connected. */
    @SuppressWarnings("NullAway.Init")
    private DTLSTransport connection;

    private byte[] plaintext = new byte[DtlsFeed.HANDSHAKE_RECEIVE_LIMIT];
    private long droppedDatagrams;

    /**
     * Makes a session that offers every SRTP profile.
     *
     * @param identity certificate to show
     * @param role role of our end
     * @param expected fingerprints of which the peer's certificate must have one; not empty
     * @param handshakeThreads runs the handshake, which blocks a thread until it ends
     * @param io runs tasks on the I/O thread, in order
     * @param warmUp returns when the first media packets can be handled without delay; runs on the handshake's thread
     * @param sink sends datagrams to the peer
     * @param listener learns what becomes of the session
     */
    public DtlsSession(
            DtlsIdentity identity,
            DtlsRole role,
            List<Fingerprint> expected,
            Executor handshakeThreads,
            Executor io,
            Runnable warmUp,
            DatagramSink sink,
            Listener listener) {
        this(identity, role, expected, SrtpProfile.PREFERENCE, handshakeThreads, io, warmUp, sink, listener);
    }

    /**
     * Makes a session with a choice of SRTP profiles, preferred first.
     *
     * @throws IllegalArgumentException if there is no fingerprint or no profile
     */
    public DtlsSession(
            DtlsIdentity identity,
            DtlsRole role,
            List<Fingerprint> expected,
            List<SrtpProfile> profiles,
            Executor handshakeThreads,
            Executor io,
            Runnable warmUp,
            DatagramSink sink,
            Listener listener) {
        if (expected.isEmpty()) {
            throw new IllegalArgumentException("expected fingerprints are [], at least one is needed");
        }
        if (profiles.isEmpty()) {
            throw new IllegalArgumentException("SRTP profiles are [], at least one is needed");
        }
        this.role = role;
        this.handshakeThreads = handshakeThreads;
        this.io = io;
        this.warmUp = warmUp;
        this.sink = sink;
        this.listener = listener;
        feed = new DtlsFeed(this, role);
        handshake = new DtlsHandshake(
                identity, List.copyOf(expected), List.copyOf(profiles), feed, this::onCertificateAccepted);
        peer = role == DtlsRole.CLIENT ? new DtlsClient(handshake) : new DtlsServer(handshake);
    }

    /**
     * Makes a server keep back its last flight, without which the peer's handshake is not complete, until
     * {@link #releaseLastFlight()}. The listener is told of the connection as usual. Called before {@link #start()}; has no effect on a
     * client.
     */
    public void holdLastFlight() {
        if (role == DtlsRole.SERVER && state == State.NEW) {
            held = new ArrayDeque<>();
        }
    }

    /** Sends the datagrams that were kept back and keeps back no more. Idempotent. */
    public void releaseLastFlight() {
        Queue<byte[]> flight = held;
        held = null;
        if (flight != null && !silent) {
            flight.forEach(datagram -> sink.send(datagram, 0, datagram.length));
        }
    }

    /** Begins the handshake; a server does so by itself with the first ClientHello. Does nothing a second time. */
    public void start() {
        if (state != State.NEW) {
            return;
        }
        state = State.HANDSHAKE;
        try {
            handshakeThreads.execute(this::runHandshake);
        } catch (RejectedExecutionException e) {
            io.execute(() -> fail("no thread for the handshake: " + e.getMessage()));
        }
    }

    /**
     * Takes one incoming datagram. A datagram that is not DTLS, comes too early, or exceeds the queue is dropped and counted.
     * The bytes are not needed after the call.
     */
    public void receive(byte[] buf, int off, int len) {
        switch (state) {
            case NEW -> {
                boolean wellFormed = DtlsRecords.wellFormed(buf, off, len, feed.cipherOverhead());
                if (role == DtlsRole.SERVER && wellFormed && DtlsRecords.startsHandshake(buf, off, len)) {
                    start();
                }
                enqueue(buf, off, len, wellFormed && (role == DtlsRole.CLIENT || state == State.HANDSHAKE));
            }
            case HANDSHAKE -> enqueue(buf, off, len, DtlsRecords.wellFormed(buf, off, len, feed.cipherOverhead()));
            case CONNECTED -> read(buf, off, len);
            default -> droppedDatagrams++;
        }
    }

    private void enqueue(byte[] buf, int off, int len, boolean wanted) {
        if (!wanted || !feed.offer(buf, off, len)) {
            droppedDatagrams++;
        }
    }

    /**
     * Sends application data as one record, even if that is longer than a path's usual limit: the peer's SCTP chose the size.
     *
     * @param len bytes, 1 to 16384
     * @return false if it was dropped, because the session is not connected or just failed
     */
    public boolean send(byte[] buf, int off, int len) {
        if (state != State.CONNECTED || len <= 0) {
            return false;
        }
        try {
            connection.send(buf, off, len);
            return true;
        } catch (IOException e) {
            fail(describe(e));
            return false;
        }
    }

    boolean isConnected() {
        return state == State.CONNECTED;
    }

    /** Returns the number of datagrams that were dropped unread. */
    long droppedDatagrams() {
        return droppedDatagrams;
    }

    /**
     * Ends the session with a fatal {@code bad_certificate} alert to the peer. The listener is not called again. A session that has not
     * begun sends the alert too. When called again the alert is repeated.
     */
    public void refuse() {
        State was = state;
        if (was == State.FAILED && refused) {
            sink.send(BAD_CERTIFICATE, 0, BAD_CERTIFICATE.length);
        }
        if (was == State.CLOSED || was == State.FAILED) {
            return;
        }
        state = State.FAILED;
        refused = true;
        boolean peerCanDecrypt = was == State.CONNECTED && held == null;
        held = null;
        if (peerCanDecrypt) {
            feed.fail(AlertDescription.bad_certificate);
            try {
                connection.receive(plaintext, 0, plaintext.length, 0);
            } catch (IOException e) {
                // Expected: Bouncy Castle sends the alert of the exception that the feed throws.
            }
        } else {
            sink.send(BAD_CERTIFICATE, 0, BAD_CERTIFICATE.length);
        }
        feed.close();
        silent = true;
    }

    /** Ends the session without a word to the peer, which has begun another one. The listener is not called again. */
    public void abandon() {
        state = State.CLOSED;
        held = null;
        silent = true;
        feed.close();
    }

    /**
     * Sends close_notify to the peer and frees the handshake's thread. The listener is not called again and the sink gets nothing after
     * the call. Does nothing a second time.
     */
    @Override
    public void close() {
        State was = state;
        if (was == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        try {
            if (was == State.HANDSHAKE) {
                peer.cancel();
            } else if (was == State.CONNECTED) {
                connection.close();
            }
        } catch (IOException e) {
            // The connection ends either way, and the peer notices by the end of ICE consent.
        }
        feed.close();
        silent = true;
    }

    /** Sends a datagram of Bouncy Castle's, which calls on any thread. */
    void transmit(byte[] buf, int off, int len) {
        if (Thread.currentThread() != handshakeThread) {
            Queue<byte[]> flight = held;
            if (flight == null) {
                sink.send(buf, off, len);
            } else {
                hold(flight, Arrays.copyOfRange(buf, off, off + len));
            }
            return;
        }
        byte[] copy = Arrays.copyOfRange(buf, off, off + len);
        post(() -> {
            if (silent) {
                return;
            }
            Queue<byte[]> flight = held;
            if (flight != null && (!flight.isEmpty() || DtlsRecords.isChangeCipherSpec(copy))) {
                hold(flight, copy);
            } else {
                sink.send(copy, 0, copy.length);
            }
        });
    }

    /** Keeps a datagram back. Repetitions of the flight, which answer the peer's, are dropped. */
    private void hold(Queue<byte[]> flight, byte[] datagram) {
        boolean repeated = flight.size() >= LAST_FLIGHT_DATAGRAMS && !DtlsRecords.isApplicationData(datagram);
        if (!repeated && flight.size() < MAX_HELD) {
            flight.add(datagram);
        }
    }

    private void runHandshake() {
        handshakeThread = Thread.currentThread();
        try {
            // The warm-up comes first, because a peer sends media as soon as its side of the handshake is complete.
            warmUp.run();
            DTLSTransport result = role == DtlsRole.CLIENT
                    ? new DTLSClientProtocol().connect((DtlsClient) peer, feed)
                    : new DTLSServerProtocol().accept((DtlsServer) peer, feed);
            post(() -> connected(result));
        } catch (Throwable e) {
            // An Error too: nobody else would end a session whose thread is gone.
            post(() -> fail(describe(e)));
        } finally {
            handshakeThread = null;
        }
    }

    private void post(Runnable task) {
        try {
            io.execute(task);
        } catch (RejectedExecutionException e) {
            feed.close();
        }
    }

    private void connected(DTLSTransport result) {
        if (state != State.HANDSHAKE) {
            return;
        }
        connection = result;
        state = State.CONNECTED;
        feed.establish();
        listener.onConnected(handshake.keys());
        readPending();
        for (byte[] early = feed.poll(); early != null && state == State.CONNECTED; early = feed.poll()) {
            read(early, 0, early.length);
        }
    }

    private void read(byte[] buf, int off, int len) {
        if (!DtlsRecords.wellFormed(buf, off, len, feed.cipherOverhead())) {
            droppedDatagrams++;
            return;
        }
        if (plaintext.length < len) {
            plaintext = new byte[len];
        }
        feed.hand(buf, off, len);
        try {
            int received = connection.receive(plaintext, 0, plaintext.length, 0);
            if (received >= 0) {
                listener.onApplicationData(plaintext, 0, received);
            }
        } catch (InterruptedIOException e) {
            // DtlsFeed.NOTHING: the datagram held no application data.
        } catch (IOException e) {
            fail(describe(e));
        }
        readPending();
    }

    /** Further records of the same datagram. */
    private void readPending() {
        try {
            while (state == State.CONNECTED) {
                int received = connection.receivePending(plaintext, 0, plaintext.length);
                if (received < 0) {
                    break;
                }
                listener.onApplicationData(plaintext, 0, received);
            }
        } catch (IOException e) {
            fail(describe(e));
        }
        if (state == State.CONNECTED && feed.isClosed()) {
            state = State.CLOSED;
            listener.onClosed();
        }
    }

    private void fail(String reason) {
        if (state == State.FAILED || state == State.CLOSED) {
            return;
        }
        state = State.FAILED;
        feed.close();
        listener.onFailed(reason);
    }

    private void onCertificateAccepted() {
        post(() -> {
            if (state == State.HANDSHAKE) {
                listener.onCertificateAccepted();
            }
        });
    }

    private static String describe(Throwable e) {
        if (e instanceof TlsFatalAlertReceived alert) {
            return "peer sent alert " + AlertDescription.getName(alert.getAlertDescription());
        }
        if (e instanceof TlsFatalAlert alert) {
            return AlertDescription.getName(alert.getAlertDescription()) + ": " + alert.getMessage();
        }
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}

package dev.bwe.webrtc.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.jspecify.annotations.Nullable;

/**
 * Gives Bouncy Castle the datagrams that arrive and takes those that it sends.
 *
 * <p>During the handshake Bouncy Castle waits here, on the handshake's thread, for datagrams that the I/O thread queues. Afterwards the
 * I/O thread hands over one datagram and asks for it at once. When there is none, {@link #NOTHING} unwinds the call: Bouncy Castle takes
 * no other exception for anything but a fault of the connection. After a timeout it would try again until its clock moves.
 */
final class DtlsFeed implements DatagramTransport {
    /** Maximum bytes of a datagram sent in a handshake; fits any path that WebRTC uses. */
    static final int SEND_LIMIT = 1200;
    /** Larger datagrams are dropped until the handshake is complete. */
    static final int HANDSHAKE_RECEIVE_LIMIT = 4096;
    /** Flights have up to ten datagrams; a few repetitions fit. */
    static final int QUEUE_LIMIT = 64;

    private static final short NO_ALERT = -1;

    /** Thrown where no datagram is left; one instance without a stack trace serves all. */
    @SuppressWarnings("StaticAssignmentOfThrowable")
    static final InterruptedIOException NOTHING = new Nothing();

    private final DtlsSession session;
    private final DtlsFlightGate gate;
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    /** Guarded by the queue's monitor for waiting; read without it elsewhere. */
    private volatile boolean closed;
    /** The alert that the next {@code receive} throws. */
    private volatile short alert = NO_ALERT;
    /** Set by the handshake once the cipher is known. */
    private volatile int overhead = DtlsRecords.CHACHA20_OVERHEAD;

    private boolean established;
    private byte @Nullable [] current;
    private int currentOff;
    private int currentLen = 1;

    private static final class Nothing extends InterruptedIOException {
        private static final long serialVersionUID = 1;

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    DtlsFeed(DtlsSession session, DtlsRole role) {
        this.session = session;
        gate = new DtlsFlightGate(role == DtlsRole.CLIENT);
    }

    /** Queues a copy for the handshake. Returns false if the queue is full or the datagram too large. */
    boolean offer(byte[] buf, int off, int len) {
        if (len > HANDSHAKE_RECEIVE_LIMIT) {
            return false;
        }
        byte[] copy = new byte[len];
        System.arraycopy(buf, off, copy, 0, len);
        synchronized (queue) {
            if (queue.size() >= QUEUE_LIMIT) {
                return false;
            }
            queue.add(copy);
            queue.notifyAll();
        }
        return true;
    }

    /** Removes and returns the oldest datagram that the handshake did not take; null if there is none. */
    byte[] poll() {
        synchronized (queue) {
            return queue.poll();
        }
    }

    /** Marks the end of the handshake; from now on the I/O thread reads. */
    void establish() {
        established = true;
    }

    /** Sets the datagram that the next {@code receive} returns; it is not copied. */
    void hand(byte[] buf, int off, int len) {
        current = buf;
        currentOff = off;
        currentLen = len;
    }

    /** Sets the minimum number of bytes that the chosen cipher adds to a record. */
    void cipherOverhead(int bytes) {
        overhead = bytes;
    }

    int cipherOverhead() {
        return overhead;
    }

    /** Returns true if either end has ended the connection. */
    boolean isClosed() {
        return closed;
    }

    /** Makes the next {@code receive} of an established connection throw an alert, which Bouncy Castle then sends. */
    void fail(short description) {
        alert = description;
    }

    @Override
    public int getReceiveLimit() {
        return established ? currentLen : HANDSHAKE_RECEIVE_LIMIT;
    }

    @Override
    public int getSendLimit() {
        return SEND_LIMIT;
    }

    @Override
    public int receive(byte[] buf, int off, int len, int waitMillis) throws IOException {
        if (!established) {
            byte[] datagram = await(waitMillis);
            if (datagram == null) {
                return -1;
            }
            int admitted = gate.admit(datagram);
            System.arraycopy(datagram, 0, buf, off, admitted);
            return admitted;
        }
        if (alert != NO_ALERT) {
            throw new TlsFatalAlert(alert);
        }
        if (current == null) {
            throw NOTHING;
        }
        System.arraycopy(current, currentOff, buf, off, currentLen);
        current = null;
        return currentLen;
    }

    private byte @Nullable [] await(int waitMillis) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        synchronized (queue) {
            while (true) {
                if (closed) {
                    throw new TlsFatalAlert(AlertDescription.user_canceled);
                }
                byte[] datagram = queue.poll();
                if (datagram != null) {
                    if (DtlsRecords.wellFormed(datagram, 0, datagram.length, overhead)) {
                        return datagram;
                    }
                    continue;
                }
                long left = waitMillis == 0 ? Long.MAX_VALUE : deadline - System.nanoTime();
                if (left <= 0) {
                    return null;
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(queue, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new TlsFatalAlert(AlertDescription.user_canceled, e);
                }
            }
        }
    }

    @Override
    public void send(byte[] buf, int off, int len) {
        session.transmit(buf, off, len);
    }

    /** Called by Bouncy Castle when the connection ends, and by the session to free a waiting handshake. */
    @Override
    public void close() {
        synchronized (queue) {
            closed = true;
            queue.notifyAll();
        }
    }
}

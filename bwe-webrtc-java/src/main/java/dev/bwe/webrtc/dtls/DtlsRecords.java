package dev.bwe.webrtc.dtls;

import dev.bwe.interceptor.rtp.NetworkOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes datagrams that a DTLS implementation must not be given (RFC 6347 section 4.1.2.7: invalid records are discarded silently).
 *
 * <p>Bouncy Castle 1.84 ends a session on a record of version {0xFE, 0xFE} and on a protected record that is shorter than the cipher's
 * overhead, and it reserves the length that a handshake fragment claims. An attacker who knows the addresses could send such records.
 */
public final class DtlsRecords {
    static final int HEADER_LENGTH = 13;
    /** Bytes of a tag without explicit nonce (RFC 7905), the smallest overhead of the suites in use. */
    static final int CHACHA20_OVERHEAD = 16;
    /** Bytes of explicit nonce and tag (RFC 5288). */
    static final int GCM_OVERHEAD = 24;

    private static final byte VERSION_MAJOR = (byte) 0xFE;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;
    private static final int HANDSHAKE_HEADER_LENGTH = 12;
    private static final int RANDOM_LENGTH = 32;
    /** A hello with post-quantum key shares has about 2 kB, a certificate chain rarely more than 10. */
    private static final int MAX_HANDSHAKE_MESSAGE = 32768;

    private DtlsRecords() {}

    /**
     * Returns true if the datagram consists of whole DTLS 1.0 or 1.2 records and nothing else.
     *
     * @param overhead minimum number of bytes that the cipher adds to a protected record
     */
    static boolean wellFormed(byte[] buf, int off, int len, int overhead) {
        int end = off + len;
        int record = off;
        while (end - record >= HEADER_LENGTH) {
            int type = buf[record] & 0xFF;
            int version = NetworkOrder.uint16(buf, record + 1);
            int epoch = NetworkOrder.uint16(buf, record + 3);
            int fragment = NetworkOrder.uint16(buf, record + 11);
            int body = record + HEADER_LENGTH;
            boolean versionKnown = version == 0xFEFD || version == 0xFEFF;
            if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA || !versionKnown || fragment > end - body) {
                return false;
            }
            if (epoch > 0 && fragment < overhead) {
                return false;
            }
            if (epoch == 0 && type == HANDSHAKE && !handshakeWellFormed(buf, body, fragment)) {
                return false;
            }
            record = body + fragment;
        }
        return len > 0 && record == end;
    }

    /** Returns true if a well-formed datagram begins with the first piece of a ClientHello. */
    static boolean startsHandshake(byte[] buf, int off, int len) {
        return len > HEADER_LENGTH && buf[off] == HANDSHAKE && buf[off + HEADER_LENGTH] == CLIENT_HELLO;
    }

    /** Returns true if a datagram begins with a hello of either role, before any encryption. */
    public static boolean isHello(byte[] buf, int off, int len) {
        if (len <= HEADER_LENGTH || buf[off] != HANDSHAKE || NetworkOrder.uint16(buf, off + 3) != 0) {
            return false;
        }
        int type = buf[off + HEADER_LENGTH];
        return type == CLIENT_HELLO || type == SERVER_HELLO;
    }

    /** Returns true if a datagram begins with an alert before any encryption. */
    public static boolean isPlainAlert(byte[] buf, int off, int len) {
        return len > HEADER_LENGTH && buf[off] == ALERT && NetworkOrder.uint16(buf, off + 3) == 0;
    }

    /** Returns the random of a ClientHello whose first piece the datagram begins with; null for any other datagram. */
    public static byte @Nullable [] clientRandom(byte[] buf, int off, int len) {
        int random = off + HEADER_LENGTH + HANDSHAKE_HEADER_LENGTH + 2;
        if (len < HEADER_LENGTH + 1 || !startsHandshake(buf, off, len) || random + RANDOM_LENGTH > off + len) {
            return null;
        }
        boolean encrypted = NetworkOrder.uint16(buf, off + 3) != 0;
        boolean firstPiece = NetworkOrder.uint24(buf, off + HEADER_LENGTH + 6) == 0;
        return encrypted || !firstPiece ? null : Arrays.copyOfRange(buf, random, random + RANDOM_LENGTH);
    }

    static boolean isApplicationData(byte[] datagram) {
        return datagram.length > 0 && datagram[0] == APPLICATION_DATA;
    }

    /** Returns true if a datagram begins with ChangeCipherSpec. */
    static boolean isChangeCipherSpec(byte[] datagram) {
        return datagram.length > 0 && datagram[0] == CHANGE_CIPHER_SPEC;
    }

    /** Returns true if a datagram consists of whole records, none of which has application data in the clear. */
    static boolean maySend(byte[] buf, int off, int len) {
        int end = off + len;
        int record = off;
        while (end - record >= HEADER_LENGTH) {
            int type = buf[record] & 0xFF;
            boolean clearData = type == APPLICATION_DATA && NetworkOrder.uint16(buf, record + 3) == 0;
            if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA || buf[record + 1] != VERSION_MAJOR || clearData) {
                return false;
            }
            record += HEADER_LENGTH + NetworkOrder.uint16(buf, record + 11);
        }
        return len > 0 && record == end;
    }

    private static boolean handshakeWellFormed(byte[] buf, int body, int length) {
        int message = body;
        int end = body + length;
        while (end - message >= HANDSHAKE_HEADER_LENGTH) {
            int total = NetworkOrder.uint24(buf, message + 1);
            int from = NetworkOrder.uint24(buf, message + 6);
            int piece = NetworkOrder.uint24(buf, message + 9);
            if (total > MAX_HANDSHAKE_MESSAGE || from + piece > total) {
                return false;
            }
            message += HANDSHAKE_HEADER_LENGTH + piece;
        }
        return message == end;
    }
}

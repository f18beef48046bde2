package dev.bwe.webrtc.dtls;

/**
 * Tells a datagram that a DTLS implementation may be given from one that it must not see (RFC 6347 section 4.1.2.7:
 * invalid records are discarded silently).
 *
 * <p>Bouncy Castle 1.84 ends a session on a record of version {0xFE, 0xFE}, or on a protected one that is shorter than
 * the cipher's overhead, and reserves whatever length a handshake fragment claims; anyone who knows the addresses could
 * send those.
 */
final class DtlsRecords {
    static final int HEADER_LENGTH = 13;
    /** Overhead of the shortest protected record: the tag, when there is no explicit nonce (RFC 7905). */
    static final int CHACHA20_OVERHEAD = 16;
    /** Explicit nonce and tag (RFC 5288). */
    static final int GCM_OVERHEAD = 24;

    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;
    private static final int CLIENT_HELLO = 1;
    private static final int HANDSHAKE_HEADER_LENGTH = 12;
    /** A hello with post-quantum key shares has some 2 kB, a certificate chain seldom more than 10. */
    private static final int MAX_HANDSHAKE_MESSAGE = 32768;

    private DtlsRecords() {}

    /**
     * Whether the datagram consists of whole DTLS 1.0 or 1.2 records and nothing else.
     *
     * @param overhead bytes that the cipher adds to a protected record at least
     */
    static boolean wellFormed(byte[] buf, int off, int len, int overhead) {
        int end = off + len;
        int record = off;
        while (end - record >= HEADER_LENGTH) {
            int type = buf[record] & 0xFF;
            int version = readShort(buf, record + 1);
            int epoch = readShort(buf, record + 3);
            int fragment = readShort(buf, record + 11);
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

    /** Whether a well-formed datagram begins with the first piece of a ClientHello. */
    static boolean startsHandshake(byte[] buf, int off, int len) {
        return len > HEADER_LENGTH && buf[off] == HANDSHAKE && buf[off + HEADER_LENGTH] == CLIENT_HELLO;
    }

    private static boolean handshakeWellFormed(byte[] buf, int body, int length) {
        int message = body;
        int end = body + length;
        while (end - message >= HANDSHAKE_HEADER_LENGTH) {
            int total = readMedium(buf, message + 1);
            int from = readMedium(buf, message + 6);
            int piece = readMedium(buf, message + 9);
            if (total > MAX_HANDSHAKE_MESSAGE || from + piece > total) {
                return false;
            }
            message += HANDSHAKE_HEADER_LENGTH + piece;
        }
        return message == end;
    }

    static int readShort(byte[] buf, int off) {
        return (buf[off] & 0xFF) << 8 | buf[off + 1] & 0xFF;
    }

    static int readMedium(byte[] buf, int off) {
        return readShort(buf, off) << 8 | buf[off + 2] & 0xFF;
    }
}

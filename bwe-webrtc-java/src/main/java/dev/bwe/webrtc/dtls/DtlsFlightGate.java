package dev.bwe.webrtc.dtls;

/**
 * Keeps a client's ChangeCipherSpec from a server that has not seen its CertificateVerify yet.
 *
 * <p>Bouncy Castle 1.84 turns to the new keys at once when it reads the former, and from then on ignores what comes
 * under the old ones. If the datagram with CertificateVerify was lost or overtaken, no repetition of it gets through
 * and the handshake never ends. What is held back here comes again with the client's next repetition.
 */
final class DtlsFlightGate {
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int CERTIFICATE_VERIFY = 15;
    private static final int MESSAGE_HEADER_LENGTH = 12;

    private boolean open;
    /** Bytes of CertificateVerify, from its start, that have passed. */
    private int verifyPassed;

    /** A gate that lets everything pass if {@code open}: the server's flights have no such message. */
    DtlsFlightGate(boolean open) {
        this.open = open;
    }

    /** How many bytes from the start of a well-formed datagram may be read; all of them as a rule. */
    int admit(byte[] datagram) {
        int record = 0;
        while (!open && record < datagram.length) {
            int body = record + DtlsRecords.HEADER_LENGTH;
            int end = body + DtlsRecords.readShort(datagram, record + 11);
            if (datagram[record] == CHANGE_CIPHER_SPEC) {
                return record;
            }
            if (datagram[record] == HANDSHAKE && DtlsRecords.readShort(datagram, record + 3) == 0) {
                pass(datagram, body, end);
            }
            record = end;
        }
        return datagram.length;
    }

    private void pass(byte[] datagram, int body, int end) {
        int message = body;
        while (message < end) {
            int from = DtlsRecords.readMedium(datagram, message + 6);
            int piece = DtlsRecords.readMedium(datagram, message + 9);
            if (datagram[message] == CERTIFICATE_VERIFY && from <= verifyPassed) {
                verifyPassed = Math.max(verifyPassed, from + piece);
                open = verifyPassed >= DtlsRecords.readMedium(datagram, message + 1);
            }
            message += MESSAGE_HEADER_LENGTH + piece;
        }
    }
}

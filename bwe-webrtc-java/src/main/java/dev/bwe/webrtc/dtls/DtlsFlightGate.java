package dev.bwe.webrtc.dtls;

import dev.bwe.interceptor.rtp.NetworkOrder;

/**
 * Holds a client's ChangeCipherSpec back from a server that has not yet received the client's CertificateVerify.
 *
 * <p>Bouncy Castle 1.84 switches to the new keys as soon as it reads ChangeCipherSpec and ignores later records under the old keys. If the
 * datagram with CertificateVerify is lost or overtaken, no repetition of it is read and the handshake never ends. The records that are
 * held back here come again with the client's next repetition.
 */
final class DtlsFlightGate {
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int CERTIFICATE_VERIFY = 15;
    private static final int MESSAGE_HEADER_LENGTH = 12;

    private boolean open;
    /** Number of bytes of CertificateVerify, from its start, that have passed. */
    private int verifyPassed;

    /** @param open true to let everything pass, for datagrams of a server, which sends no CertificateVerify */
    DtlsFlightGate(boolean open) {
        this.open = open;
    }

    /** Returns how many bytes from the start of a well-formed datagram may be read; usually all. */
    int admit(byte[] datagram) {
        int record = 0;
        while (!open && record < datagram.length) {
            int body = record + DtlsRecords.HEADER_LENGTH;
            int end = body + NetworkOrder.uint16(datagram, record + 11);
            if (datagram[record] == CHANGE_CIPHER_SPEC) {
                return record;
            }
            if (datagram[record] == HANDSHAKE && NetworkOrder.uint16(datagram, record + 3) == 0) {
                pass(datagram, body, end);
            }
            record = end;
        }
        return datagram.length;
    }

    private void pass(byte[] datagram, int body, int end) {
        int message = body;
        while (message < end) {
            int from = NetworkOrder.uint24(datagram, message + 6);
            int piece = NetworkOrder.uint24(datagram, message + 9);
            if (datagram[message] == CERTIFICATE_VERIFY && from <= verifyPassed) {
                verifyPassed = Math.max(verifyPassed, from + piece);
                open = verifyPassed >= NetworkOrder.uint24(datagram, message + 1);
            }
            message += MESSAGE_HEADER_LENGTH + piece;
        }
    }
}

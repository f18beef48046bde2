package dev.bwe.webrtc.dtls;

import dev.bwe.webrtc.net.ProtectedDatagram;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Checks outgoing DTLS datagrams: whole records, of which only the handshake's own may be in the clear. Application data before the
 * keys, or anything that is not DTLS, does not get through. Confined to one thread.
 */
public final class DtlsDatagram {
    private final ProtectedDatagram.Maker maker = ProtectedDatagram.maker(MethodHandles.lookup());

    /**
     * Copies a datagram that the record layer made.
     *
     * @return the datagram, valid until the next call, or null if it is too long or may not be sent
     */
    public @Nullable ProtectedDatagram of(byte[] buf, int off, int len) {
        if (len > ProtectedDatagram.CAPACITY || !DtlsRecords.maySend(buf, off, len)) {
            return null;
        }
        byte[] out = maker.begin();
        if (out == null) {
            return null;
        }
        System.arraycopy(buf, off, out, 0, len);
        return maker.seal(len);
    }
}

package dev.bwe.webrtc.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.bwe.webrtc.net.ProtectedDatagram;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DtlsDatagramTest {
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;

    private final DtlsDatagram datagram = new DtlsDatagram();

    private static byte[] record(int type, int epoch, int length) {
        return ByteBuffer.allocate(13 + length)
                .put((byte) type)
                .putShort((short) 0xFEFD)
                .putShort((short) epoch)
                .putShort(11, (short) length)
                .array();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private void assertPasses(byte[] bytes) {
        byte[] shifted = new byte[bytes.length + 3];
        System.arraycopy(bytes, 0, shifted, 3, bytes.length);
        assertArrayEquals(bytes, datagram.of(shifted, 3, bytes.length).copy());
    }

    private void assertRefused(byte[] bytes) {
        assertNull(datagram.of(bytes, 0, bytes.length));
    }

    @Test
    void theHandshakeAndWhatIsEncryptedPasses() {
        for (int type : new int[] {CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE}) {
            assertPasses(record(type, 0, 20));
            assertPasses(record(type, 1, 20));
        }
        assertPasses(record(APPLICATION_DATA, 1, 1_200));
        assertPasses(joined(record(CHANGE_CIPHER_SPEC, 0, 1), record(HANDSHAKE, 1, 40)));
    }

    @Test
    void applicationDataInTheClearDoesNotPass() {
        assertRefused(record(APPLICATION_DATA, 0, 20));
        assertRefused(joined(record(HANDSHAKE, 0, 20), record(APPLICATION_DATA, 0, 20)));
    }

    @Test
    void whatIsNotDtlsDoesNotPass() {
        assertRefused(new byte[0]);
        assertRefused(new byte[40]);
        assertRefused(record(24, 1, 20));
        assertRefused(record(19, 1, 20));
        byte[] rtp = record(HANDSHAKE, 1, 20);
        rtp[0] = (byte) 0x80;
        assertRefused(rtp);
        byte[] tls = record(HANDSHAKE, 1, 20);
        tls[1] = 3;
        assertRefused(tls);
        assertRefused(Arrays.copyOf(record(HANDSHAKE, 1, 20), 32));
        assertRefused(joined(record(HANDSHAKE, 1, 20), new byte[1]));
        assertRefused(record(APPLICATION_DATA, 1, ProtectedDatagram.CAPACITY - 12));
        assertPasses(record(APPLICATION_DATA, 1, ProtectedDatagram.CAPACITY - 13));
    }
}

package dev.bwe.webrtc.stun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.webrtc.net.ProtectedDatagram;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StunMessageTest {
    /** The sample request of RFC 5769 section 2.1: short-term credentials, MESSAGE-INTEGRITY and FINGERPRINT. */
    private static final byte[] RFC5769_REQUEST = HexFormat.of().parseHex(("""
            000100582112a442b7e7a701bc34d686fa87dfae
            802200105354554e207465737420636c69656e74
            002400046e0001ff
            80290008932ff9b151263b36
            000600096576746a3a68367659202020
            000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2
            80280004e57a3bcf""").replace("\n", ""));

    private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";

    private final StunMessage message = new StunMessage();

    @Test
    void readsAndVerifiesTheRequestOfRfc5769() {
        assertTrue(message.wrap(RFC5769_REQUEST, 0, RFC5769_REQUEST.length));

        assertEquals(StunMessage.BINDING_REQUEST, message.type());
        assertEquals("evtj:h6vY", message.username());
        assertTrue(message.isSignedWith(PASSWORD));
        assertFalse(message.isSignedWith(PASSWORD + "x"));
    }

    @Test
    void aChangedByteBreaksTheSignature() {
        byte[] changed = RFC5769_REQUEST.clone();
        changed[45] ^= 1;

        assertTrue(message.wrap(changed, 0, changed.length));
        assertFalse(message.isSignedWith(PASSWORD));
    }

    @Test
    void verifyingLeavesTheMessageAsItIs() {
        byte[] copy = RFC5769_REQUEST.clone();
        message.wrap(copy, 0, copy.length);
        message.isSignedWith(PASSWORD);

        assertArrayEquals(RFC5769_REQUEST, copy);
    }

    @Test
    void withoutTheExperimentItIsTheRequestOfRfc5769Again() {
        byte[] extended = withDtlsInStun();
        assertTrue(message.wrap(extended, 0, extended.length));
        assertTrue(message.hasDtlsInStun());
        assertNull(message.unchanged());

        assertArrayEquals(RFC5769_REQUEST, message.rewritten(PASSWORD, null).copy());
        assertArrayEquals(withDtlsInStun(), extended, "what was received is not touched");
        assertNull(message.rewritten(null, null), "a signature without password");
    }

    @Test
    void aMessageIsRelayedAsItIsFromAnyPlace() {
        byte[] shifted = new byte[RFC5769_REQUEST.length + 7];
        System.arraycopy(RFC5769_REQUEST, 0, shifted, 7, RFC5769_REQUEST.length);
        assertTrue(message.wrap(shifted, 7, RFC5769_REQUEST.length));

        assertFalse(message.hasDtlsInStun());
        assertTrue(message.isSignedWith(PASSWORD));
        assertArrayEquals(RFC5769_REQUEST, message.unchanged().copy());
        assertArrayEquals(RFC5769_REQUEST, message.rewritten(PASSWORD, null).copy());
    }

    @Test
    void nothingIsSignedWithAnEmptyPassword() {
        message.wrap(RFC5769_REQUEST, 0, RFC5769_REQUEST.length);

        assertFalse(message.isSignedWith(""));
    }

    @Test
    void aMessageThatIsTooLongIsNotRelayed() {
        byte[] longest = ByteBuffer.allocate(ProtectedDatagram.CAPACITY + 4 & ~3)
                .putShort((short) 1)
                .putShort((short) ((ProtectedDatagram.CAPACITY + 4 & ~3) - 20))
                .putInt(0x2112A442)
                .putShort(20, (short) 0x8022)
                .putShort(22, (short) ((ProtectedDatagram.CAPACITY + 4 & ~3) - 24))
                .array();
        assertTrue(message.wrap(longest, 0, longest.length));

        assertNull(message.unchanged());
        assertNull(message.rewritten(null, null));
    }

    @Test
    void damagedMessagesAreRefusedOrReadWithoutHarm() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        int accepted = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] damaged = Arrays.copyOf(RFC5769_REQUEST, random.nextInt(RFC5769_REQUEST.length + 1));
            for (int j = random.nextInt(4); j > 0 && damaged.length > 0; j--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                if (message.wrap(damaged, 0, damaged.length)) {
                    accepted++;
                    message.username();
                    message.hasDtlsInStun();
                    message.isSignedWith(PASSWORD);
                    message.transactionId();
                    message.unchanged();
                    message.rewritten(PASSWORD, new InetSocketAddress("::1", 1));
                }
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + ", message " + HexFormat.of().formatHex(damaged), e);
            }
        }
        assertTrue(accepted > 100, accepted + " accepted, seed " + seed);
    }

    /** The RFC's request with two attributes of the experiment before its user name; its signature no longer fits. */
    private static byte[] withDtlsInStun() {
        byte[] extra = HexFormat.of().parseHex("c07000050102030405000000" + "c0710004aabbccdd");
        byte[] extended = new byte[RFC5769_REQUEST.length + extra.length];
        int at = 48;
        System.arraycopy(RFC5769_REQUEST, 0, extended, 0, at);
        System.arraycopy(extra, 0, extended, at, extra.length);
        System.arraycopy(RFC5769_REQUEST, at, extended, at + extra.length, RFC5769_REQUEST.length - at);
        extended[3] += (byte) extra.length;
        return extended;
    }
}

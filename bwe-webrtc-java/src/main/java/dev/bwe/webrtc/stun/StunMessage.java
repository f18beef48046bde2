package dev.bwe.webrtc.stun;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A STUN message (RFC 8489) in a byte array: a flyweight that reads, verifies and re-signs in place. One message at a time; confined
 * to one thread.
 */
public final class StunMessage {
    static final int BINDING_REQUEST = 0x0001;
    static final int BINDING_INDICATION = 0x0011;
    static final int BINDING_SUCCESS = 0x0101;
    static final int BINDING_ERROR = 0x0111;

    static final int USERNAME = 0x0006;
    static final int MESSAGE_INTEGRITY = 0x0008;
    static final int FINGERPRINT = 0x8028;
    /** libwebrtc's experiment that carries DTLS inside STUN, and its acknowledgement. */
    static final int DTLS_IN_STUN = 0xC070;

    static final int DTLS_IN_STUN_ACK = 0xC071;

    private static final int HEADER = 20;
    private static final int MAGIC_COOKIE = 0x2112A442;
    private static final int INTEGRITY_LENGTH = 20;
    private static final int FINGERPRINT_XOR = 0x5354554E;

    private byte[] buffer;
    private int offset;
    private int length;

    /**
     * Looks at a datagram.
     *
     * @return false unless it is a well-formed STUN message that fills the datagram
     */
    public boolean wrap(byte[] buffer, int offset, int length) {
        if (length < HEADER || (buffer[offset] & 0xC0) != 0 || (length & 3) != 0) {
            return false;
        }
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        if (u16(2) != length - HEADER || i32(4) != MAGIC_COOKIE) {
            return false;
        }
        int at = HEADER;
        while (at < length) {
            if (at + 4 > length) {
                return false;
            }
            at = next(at);
        }
        return at == length;
    }

    int type() {
        return u16(0);
    }

    public int length() {
        return length;
    }

    /** Tells whether the message is a Binding success or error response. */
    boolean isBindingResponse() {
        return type() == BINDING_SUCCESS || type() == BINDING_ERROR;
    }

    /** Returns the USERNAME attribute, or null. */
    String username() {
        int at = find(USERNAME);
        return at < 0 ? null : new String(buffer, offset + at + 4, u16(at + 2), StandardCharsets.UTF_8);
    }

    /** Tells whether there is a MESSAGE-INTEGRITY and this password made it. */
    boolean isSignedWith(String password) {
        int at = find(MESSAGE_INTEGRITY);
        if (at < 0 || u16(at + 2) != INTEGRITY_LENGTH) {
            return false;
        }
        byte[] expected = integrity(at, password);
        int difference = 0;
        for (int i = 0; i < INTEGRITY_LENGTH; i++) {
            difference |= expected[i] ^ buffer[offset + at + 4 + i];
        }
        return difference == 0;
    }

    public boolean hasDtlsInStun() {
        return find(DTLS_IN_STUN) >= 0 || find(DTLS_IN_STUN_ACK) >= 0;
    }

    /**
     * Takes the attributes of the DTLS-in-STUN experiment out and signs again.
     *
     * @param password what the message was and shall be signed with
     * @return true if there were any and they are gone, with {@link #length()} what is left
     */
    public boolean removeDtlsInStun(String password) {
        if (!hasDtlsInStun()) {
            return false;
        }
        boolean signed = find(MESSAGE_INTEGRITY) >= 0;
        boolean fingerprinted = find(FINGERPRINT) >= 0;
        int to = HEADER;
        for (int at = HEADER; at < length; ) {
            int end = next(at);
            switch (u16(at)) {
                case DTLS_IN_STUN, DTLS_IN_STUN_ACK, MESSAGE_INTEGRITY, FINGERPRINT -> {}
                default -> {
                    System.arraycopy(buffer, offset + at, buffer, offset + to, end - at);
                    to += end - at;
                }
            }
            at = end;
        }
        length = to;
        if (signed) {
            sign(password);
        }
        if (fingerprinted) {
            addFingerprint();
        }
        return true;
    }

    private void sign(String password) {
        int at = length;
        length += 4 + INTEGRITY_LENGTH;
        putU16(at, MESSAGE_INTEGRITY);
        putU16(at + 2, INTEGRITY_LENGTH);
        putU16(2, length - HEADER);
        System.arraycopy(integrity(at, password), 0, buffer, offset + at + 4, INTEGRITY_LENGTH);
    }

    private void addFingerprint() {
        int at = length;
        length += 8;
        putU16(2, length - HEADER);
        CRC32 crc = new CRC32();
        crc.update(buffer, offset, at);
        int value = (int) crc.getValue() ^ FINGERPRINT_XOR;
        putU16(at, FINGERPRINT);
        putU16(at + 2, 4);
        putU16(at + 4, value >>> 16);
        putU16(at + 6, value);
    }

    /** The HMAC covers what precedes the attribute, with a length as if the message ended after it (RFC 8489 section 14.5). */
    private byte[] integrity(int at, String password) {
        int covered = at + 4 + INTEGRITY_LENGTH - HEADER;
        int savedLength = u16(2);
        putU16(2, covered);
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            mac.update(buffer, offset, at);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA1", e);
        } finally {
            putU16(2, savedLength);
        }
    }

    /** The place of an attribute's header in the message, or -1. Attributes after MESSAGE-INTEGRITY don't count, but FINGERPRINT. */
    private int find(int type) {
        for (int at = HEADER; at < length; at = next(at)) {
            int found = u16(at);
            if (found == type) {
                return at;
            }
            if (found == MESSAGE_INTEGRITY && type != FINGERPRINT) {
                return -1;
            }
        }
        return -1;
    }

    private int next(int at) {
        return at + 4 + ((u16(at + 2) + 3) & ~3);
    }

    private int u16(int at) {
        return (buffer[offset + at] & 0xFF) << 8 | buffer[offset + at + 1] & 0xFF;
    }

    private int i32(int at) {
        return u16(at) << 16 | u16(at + 2);
    }

    private void putU16(int at, int value) {
        buffer[offset + at] = (byte) (value >>> 8);
        buffer[offset + at + 1] = (byte) value;
    }
}

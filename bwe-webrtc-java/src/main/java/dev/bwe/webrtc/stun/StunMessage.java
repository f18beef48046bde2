package dev.bwe.webrtc.stun;

import dev.bwe.interceptor.rtp.NetworkOrder;
import dev.bwe.webrtc.net.ProtectedDatagram;
import java.lang.invoke.MethodHandles;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A STUN message (RFC 8489) in a byte array: a flyweight that reads and verifies, and writes what is relayed of it into a datagram of
 * its own. One message at a time; confined to one thread.
 */
public final class StunMessage {
    static final int BINDING_REQUEST = 0x0001;
    static final int BINDING_INDICATION = 0x0011;
    static final int BINDING_SUCCESS = 0x0101;
    static final int BINDING_ERROR = 0x0111;

    static final int MAPPED_ADDRESS = 0x0001;
    static final int USERNAME = 0x0006;
    static final int MESSAGE_INTEGRITY = 0x0008;
    static final int MESSAGE_INTEGRITY_SHA256 = 0x001C;
    static final int XOR_MAPPED_ADDRESS = 0x0020;
    static final int FINGERPRINT = 0x8028;
    /** libwebrtc's experiment that carries DTLS inside STUN, and its acknowledgement. */
    static final int DTLS_IN_STUN = 0xC070;

    static final int DTLS_IN_STUN_ACK = 0xC071;

    private static final int HEADER = 20;
    private static final int TRANSACTION_ID = 8;
    private static final int MAGIC_COOKIE = 0x2112A442;
    private static final int INTEGRITY_LENGTH = 20;
    private static final int FINGERPRINT_LENGTH = 4;
    private static final int FINGERPRINT_XOR = 0x5354554E;
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;
    /** Bytes by which a rewritten message may be longer: an IPv6 address in place of an IPv4 one, twice. */
    private static final int MAX_GROWTH = 24;

    private final ProtectedDatagram.Maker datagram = ProtectedDatagram.maker(MethodHandles.lookup());
    private final Mac mac = hmacSha1();
    private byte[] buffer = {};
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
            at = next(at);
        }
        return at == length;
    }

    int type() {
        return u16(0);
    }

    /** Returns true if the message is a Binding request. */
    public boolean isBindingRequest() {
        return type() == BINDING_REQUEST;
    }

    /** Returns true if the message is a Binding success response. */
    public boolean isBindingSuccess() {
        return type() == BINDING_SUCCESS;
    }

    /** Returns true if the message is a Binding success or error response. */
    boolean isBindingResponse() {
        return type() == BINDING_SUCCESS || type() == BINDING_ERROR;
    }

    /** Returns the first 64 bits of the transaction id, which is random. */
    public long transactionId() {
        return (long) i32(TRANSACTION_ID) << Integer.SIZE | i32(TRANSACTION_ID + 4) & 0xFFFF_FFFFL;
    }

    /** Returns the USERNAME attribute, or null. */
    @Nullable String username() {
        int at = find(USERNAME);
        return at < 0 ? null : new String(buffer, offset + at + 4, u16(at + 2), StandardCharsets.UTF_8);
    }

    /** Returns true if there is a MESSAGE-INTEGRITY and this password made it; an empty password makes none. */
    boolean isSignedWith(String password) {
        int at = find(MESSAGE_INTEGRITY);
        if (at < 0 || u16(at + 2) != INTEGRITY_LENGTH || password.isEmpty()) {
            return false;
        }
        byte[] header = Arrays.copyOfRange(buffer, offset, offset + HEADER);
        byte[] expected = integrity(password, header, buffer, offset, at);
        int from = offset + at + 4;
        return MessageDigest.isEqual(expected, Arrays.copyOfRange(buffer, from, from + INTEGRITY_LENGTH));
    }

    /** Returns true if the message has a MESSAGE-INTEGRITY. */
    boolean isSigned() {
        return find(MESSAGE_INTEGRITY) >= 0;
    }

    /** Returns true if an attribute of the DTLS-in-STUN experiment stands anywhere in the message. */
    boolean hasDtlsInStun() {
        for (int at = HEADER; at < length; at = next(at)) {
            if (isDtlsInStun(u16(at))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the message as it is, to be sent on.
     *
     * @return null if it is too long, or carries DTLS, which would go past the path
     */
    public @Nullable ProtectedDatagram unchanged() {
        byte[] out = length > ProtectedDatagram.CAPACITY || hasDtlsInStun() ? null : datagram.begin();
        if (out == null) {
            return null;
        }
        System.arraycopy(buffer, offset, out, 0, length);
        return datagram.seal(length);
    }

    /**
     * Returns the message without the attributes of the DTLS-in-STUN experiment and with another mapped address, signed again.
     *
     * @param password the one that signed the message, or null for a message without MESSAGE-INTEGRITY
     * @param mapped   the address to put where the message has one, or null to leave that
     * @return null if the message is too long, or there is a signature and no password
     */
    @Nullable ProtectedDatagram rewritten(@Nullable String password, @Nullable InetSocketAddress mapped) {
        boolean signed = isSigned();
        int added = INTEGRITY_LENGTH + FINGERPRINT_LENGTH + 8;
        if (signed && password == null || length + MAX_GROWTH + added > ProtectedDatagram.CAPACITY) {
            return null;
        }
        byte[] out = datagram.begin();
        if (out == null) {
            return null;
        }
        boolean fingerprinted = find(FINGERPRINT) >= 0;
        System.arraycopy(buffer, offset, out, 0, HEADER);
        int to = HEADER;
        int end = signed ? find(MESSAGE_INTEGRITY) : length;
        for (int at = HEADER; at < end; at = next(at)) {
            to = copyAttribute(at, out, to, mapped);
        }
        if (signed && password != null) {
            to = addIntegrity(out, to, password);
        }
        if (fingerprinted) {
            to = addFingerprint(out, to);
        }
        NetworkOrder.putUint16(out, 2, to - HEADER);
        return datagram.seal(to);
    }

    private int copyAttribute(int at, byte[] out, int to, @Nullable InetSocketAddress mapped) {
        int type = u16(at);
        if (isDtlsInStun(type) || type == FINGERPRINT || type == MESSAGE_INTEGRITY_SHA256) {
            return to;
        }
        if (mapped != null && (type == XOR_MAPPED_ADDRESS || type == MAPPED_ADDRESS)) {
            return addAddress(out, to, type, mapped);
        }
        int size = next(at) - at;
        System.arraycopy(buffer, offset + at, out, to, size);
        return to + size;
    }

    /** RFC 8489 section 14.2: the port is combined with the cookie, the address with the cookie and the transaction id. */
    private static int addAddress(byte[] out, int at, int type, InetSocketAddress mapped) {
        byte[] address = mapped.getAddress().getAddress();
        boolean xored = type == XOR_MAPPED_ADDRESS;
        NetworkOrder.putUint16(out, at, type);
        NetworkOrder.putUint16(out, at + 2, 4 + address.length);
        NetworkOrder.putUint16(out, at + 4, address.length == 4 ? IPV4 : IPV6);
        NetworkOrder.putUint16(out, at + 6, mapped.getPort() ^ (xored ? MAGIC_COOKIE >>> Short.SIZE : 0));
        for (int i = 0; i < address.length; i++) {
            out[at + 8 + i] = (byte) (address[i] ^ (xored ? out[4 + i] : 0));
        }
        return at + 8 + address.length;
    }

    private int addIntegrity(byte[] out, int at, String password) {
        byte[] integrity = integrity(password, Arrays.copyOf(out, HEADER), out, 0, at);
        NetworkOrder.putUint16(out, at, MESSAGE_INTEGRITY);
        NetworkOrder.putUint16(out, at + 2, INTEGRITY_LENGTH);
        System.arraycopy(integrity, 0, out, at + 4, INTEGRITY_LENGTH);
        return at + 4 + INTEGRITY_LENGTH;
    }

    private static int addFingerprint(byte[] out, int at) {
        int end = at + 4 + FINGERPRINT_LENGTH;
        NetworkOrder.putUint16(out, 2, end - HEADER);
        CRC32 crc = new CRC32();
        crc.update(out, 0, at);
        NetworkOrder.putUint16(out, at, FINGERPRINT);
        NetworkOrder.putUint16(out, at + 2, FINGERPRINT_LENGTH);
        NetworkOrder.putInt32(out, at + 4, (int) crc.getValue() ^ FINGERPRINT_XOR);
        return end;
    }

    /**
     * The HMAC over what precedes the attribute, with a length as if the message ended after it (RFC 8489 section 14.5).
     *
     * @param header a copy of the header, in which the length is set
     */
    private byte[] integrity(String password, byte[] header, byte[] bytes, int from, int at) {
        NetworkOrder.putUint16(header, 2, at + 4 + INTEGRITY_LENGTH - HEADER);
        try {
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA1 takes every key", e);
        }
        mac.update(header);
        mac.update(bytes, from + HEADER, at - HEADER);
        return mac.doFinal();
    }

    private static Mac hmacSha1() {
        try {
            return Mac.getInstance("HmacSHA1");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA1", e);
        }
    }

    /** Returns the place of an attribute's header in the message, or -1. After MESSAGE-INTEGRITY only FINGERPRINT counts. */
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

    private static boolean isDtlsInStun(int type) {
        return type == DTLS_IN_STUN || type == DTLS_IN_STUN_ACK;
    }

    private int next(int at) {
        return at + 4 + ((u16(at + 2) + 3) & ~3);
    }

    private int u16(int at) {
        return NetworkOrder.uint16(buffer, offset + at);
    }

    private int i32(int at) {
        return NetworkOrder.int32(buffer, offset + at);
    }
}

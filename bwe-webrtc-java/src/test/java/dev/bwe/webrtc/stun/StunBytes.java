package dev.bwe.webrtc.stun;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** STUN messages for tests, written and read after RFC 8489 without the code under test. */
public final class StunBytes {
    public static final int REQUEST = 0x0001;
    public static final int SUCCESS = 0x0101;
    static final int USERNAME = 6;
    static final int INTEGRITY = 8;
    static final int XOR_MAPPED = 0x20;
    static final int MAPPED = 1;
    static final int FINGERPRINT = 0x8028;
    private static final int COOKIE = 0x2112A442;

    private final ByteBuffer bytes = ByteBuffer.allocate(512);

    private StunBytes(int type, long transaction) {
        bytes.putShort((short) type)
                .putShort((short) 0)
                .putInt(COOKIE)
                .putLong(transaction)
                .putInt(0x01020304);
    }

    /** Begins a message. */
    public static StunBytes of(int type, long transaction) {
        return new StunBytes(type, transaction);
    }

    /** A signed Binding request with a user name, unless that is null. */
    public static byte[] request(long transaction, String username, String password) {
        StunBytes request = of(REQUEST, transaction);
        return (username == null ? request : request.attribute(USERNAME, username.getBytes(StandardCharsets.UTF_8)))
                .signed(password)
                .fingerprinted();
    }

    /** A signed Binding success that shows an address. */
    public static byte[] success(long transaction, InetSocketAddress mapped, String password) {
        return of(SUCCESS, transaction).xorMapped(mapped).signed(password).fingerprinted();
    }

    public StunBytes attribute(int type, byte[] value) {
        bytes.putShort((short) type).putShort((short) value.length).put(value);
        bytes.put(new byte[(4 - value.length % 4) % 4]);
        bytes.putShort(2, (short) (bytes.position() - 20));
        return this;
    }

    public StunBytes xorMapped(InetSocketAddress address) {
        return attribute(XOR_MAPPED, address(address, Arrays.copyOfRange(bytes.array(), 4, 20)));
    }

    StunBytes mapped(InetSocketAddress address) {
        return attribute(MAPPED, address(address, new byte[16]));
    }

    private static byte[] address(InetSocketAddress address, byte[] mask) {
        byte[] ip = address.getAddress().getAddress();
        byte[] value = new byte[4 + ip.length];
        value[1] = (byte) (ip.length == 4 ? 1 : 2);
        value[2] = (byte) (address.getPort() >> 8 ^ mask[0]);
        value[3] = (byte) (address.getPort() ^ mask[1]);
        for (int i = 0; i < ip.length; i++) {
            value[4 + i] = (byte) (ip[i] ^ mask[i]);
        }
        return value;
    }

    public StunBytes signed(String password) {
        int at = bytes.position();
        return attribute(INTEGRITY, hmac(bytes.array(), at, password));
    }

    public byte[] fingerprinted() {
        int at = bytes.position();
        bytes.putShort(2, (short) (at + 8 - 20));
        byte[] crc = ByteBuffer.allocate(4).putInt(crc(bytes.array(), at)).array();
        return attribute(FINGERPRINT, crc).bytes();
    }

    public byte[] bytes() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static byte[] hmac(byte[] message, int at, String password) {
        byte[] covered = Arrays.copyOf(message, at);
        ByteBuffer.wrap(covered).putShort(2, (short) (at + 24 - 20));
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return mac.doFinal(covered);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static int crc(byte[] message, int at) {
        CRC32 crc = new CRC32();
        crc.update(message, 0, at);
        return (int) crc.getValue() ^ 0x5354554E;
    }

    /** Returns the value of a message's first attribute of that type, or null. */
    static byte[] value(byte[] message, int type) {
        int at = find(message, type);
        int length = at < 0 ? 0 : ByteBuffer.wrap(message).getShort(at + 2);
        return at < 0 ? null : Arrays.copyOfRange(message, at + 4, at + 4 + length);
    }

    private static int find(byte[] message, int type) {
        ByteBuffer view = ByteBuffer.wrap(message);
        for (int at = 20; at < message.length; at += 4 + (view.getShort(at + 2) + 3 & ~3)) {
            if ((view.getShort(at) & 0xFFFF) == type) {
                return at;
            }
        }
        return -1;
    }

    /** Returns the address in the XOR-MAPPED-ADDRESS of a message. */
    public static InetSocketAddress xorMapped(byte[] message) {
        return read(value(message, XOR_MAPPED), Arrays.copyOfRange(message, 4, 20));
    }

    static InetSocketAddress mapped(byte[] message) {
        return read(value(message, MAPPED), new byte[16]);
    }

    private static InetSocketAddress read(byte[] value, byte[] mask) {
        byte[] ip = Arrays.copyOfRange(value, 4, value.length);
        for (int i = 0; i < ip.length; i++) {
            ip[i] ^= mask[i];
        }
        int port = ((value[2] ^ mask[0]) & 0xFF) << 8 | (value[3] ^ mask[1]) & 0xFF;
        try {
            return new InetSocketAddress(InetAddress.getByAddress(ip), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns true if length, MESSAGE-INTEGRITY and FINGERPRINT of a message are right. */
    public static boolean isSound(byte[] message, String password) {
        int integrity = find(message, INTEGRITY);
        int fingerprint = message.length - 8;
        return ByteBuffer.wrap(message).getShort(2) == message.length - 20
                && integrity == message.length - 32
                && Arrays.equals(value(message, INTEGRITY), hmac(message, integrity, password))
                && find(message, FINGERPRINT) == fingerprint
                && ByteBuffer.wrap(message).getInt(fingerprint + 4) == crc(message, fingerprint);
    }
}

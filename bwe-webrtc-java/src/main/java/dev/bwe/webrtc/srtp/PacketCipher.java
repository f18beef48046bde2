package dev.bwe.webrtc.srtp;

import dev.bwe.interceptor.rtp.NetworkOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * Encrypts and authenticates the packets of one direction, SRTP or SRTCP. The session keys and the salt are the same for all SSRCs
 * (RFC 3711 section 4.3); what makes each packet's key stream different is its SSRC and its index, so a pair of these must be sealed
 * only once. Confined to one thread.
 *
 * <p>The ciphers are jitsi-srtp's. Its contexts are not used: their replay window is a constant 64 packets, and the SRTCP index of a
 * context that was forgotten would start again.
 *
 * <p>The {@code word} that both methods take is the rollover counter for SRTP, which is authenticated and not sent, and the flag and
 * index for SRTCP, which is authenticated and sent.
 */
abstract class PacketCipher {
    /** What {@link #open} returns for a packet whose tag doesn't verify. */
    static final int NOT_AUTHENTIC = -1;

    private static final int IV_SSRC = 4;
    private static final int IV_INDEX = 8;

    /** Key derivation labels of RFC 3711 section 4.3.2, those of SRTP; SRTCP's follow. */
    private static final int ENCRYPTION_LABEL = 0;

    private static final int AUTHENTICATION_LABEL = 1;
    private static final int SALT_LABEL = 2;
    private static final int SRTCP_LABELS = 3;
    private static final int DERIVATION_IV_LENGTH = 16;
    private static final int DERIVATION_IV_LABEL = 7;

    private final SessionKey key;
    private final byte[] salt;
    final boolean srtcp;

    /** @param salt padded on the right or cut to the length of the cipher's initialization vector */
    PacketCipher(SessionKey key, byte[] salt, boolean srtcp) {
        this.key = key;
        this.salt = salt;
        this.srtcp = srtcp;
    }

    /** Derives the session keys from the master key and makes the cipher of the profile. */
    static PacketCipher of(SrtpProfile profile, byte[] masterKey, byte[] masterSalt, boolean srtcp)
            throws GeneralSecurityException {
        int labels = srtcp ? SRTCP_LABELS : 0;
        SessionKey key =
                new SessionKey("AES", derive(masterKey, masterSalt, labels + ENCRYPTION_LABEL, profile.keyLength()));
        byte[] salt = derive(masterKey, masterSalt, labels + SALT_LABEL, profile.saltLength());
        if (profile.isAead()) {
            return new GcmCipher(key, salt, srtcp);
        }
        SessionKey authentication = new SessionKey(
                "HmacSHA1",
                derive(masterKey, masterSalt, labels + AUTHENTICATION_LABEL, CounterModeCipher.HMAC_KEY_LENGTH));
        return new CounterModeCipher(key, authentication, salt, srtcp);
    }

    /**
     * Encrypts a packet in place and writes behind it what protection adds.
     *
     * @param header bytes at its beginning that are authenticated and not encrypted
     * @param length of the packet in bytes
     * @return the new length in bytes
     */
    abstract int seal(byte[] buf, int off, int header, int length, int ssrc, long index, int word)
            throws GeneralSecurityException;

    /**
     * Verifies a packet and decrypts it in place.
     *
     * @param length of the protected packet in bytes, at least that of the header and what protection adds
     * @return the new length in bytes, or {@link #NOT_AUTHENTIC}
     */
    abstract int open(byte[] buf, int off, int header, int length, int ssrc, long index, int word)
            throws GeneralSecurityException;

    /** Erases the session keys. The ciphers keep copies of their own until they are collected. */
    void destroy() {
        key.destroy();
        Arrays.fill(salt, (byte) 0);
    }

    /**
     * Writes the initialization vector of a packet: the salt, with SSRC and index laid over it (RFC 3711 section 4.1.1, RFC 7714
     * sections 8.1 and 9.1).
     *
     * @param before bytes by which SSRC and index stand further to the front than in counter mode
     */
    final void writeIv(byte[] iv, int before, int ssrc, long index) {
        System.arraycopy(salt, 0, iv, 0, salt.length);
        int ssrcAt = IV_SSRC - before;
        int indexAt = IV_INDEX - before;
        NetworkOrder.putInt32(iv, ssrcAt, NetworkOrder.int32(iv, ssrcAt) ^ ssrc);
        NetworkOrder.putInt32(iv, indexAt, NetworkOrder.int32(iv, indexAt) ^ (int) (index >>> Short.SIZE));
        NetworkOrder.putUint16(iv, indexAt + 4, NetworkOrder.uint16(iv, indexAt + 4) ^ (int) index);
    }

    /** RFC 3711 section 4.3 with a key derivation rate of 0: the key stream that the label selects. */
    private static byte[] derive(byte[] masterKey, byte[] masterSalt, int label, int length)
            throws GeneralSecurityException {
        byte[] iv = Arrays.copyOf(masterSalt, DERIVATION_IV_LENGTH);
        iv[DERIVATION_IV_LABEL] ^= (byte) label;
        SessionKey master = new SessionKey("AES", masterKey.clone());
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, master, new IvParameterSpec(iv));
            return cipher.doFinal(new byte[length]);
        } finally {
            master.destroy();
        }
    }
}

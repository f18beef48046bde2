package dev.bwe.webrtc.srtp;

import dev.bwe.interceptor.rtp.NetworkOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.jitsi.srtp.crypto.SrtpCipherCtr;

/** AES in counter mode with HMAC-SHA1 (RFC 3711 sections 4.1.1 and 4.2). */
final class CounterModeCipher extends PacketCipher {
    static final int HMAC_KEY_LENGTH = 20;
    static final int TAG_LENGTH = 10;

    private static final int HMAC_LENGTH = 20;
    private static final int IV_LENGTH = 16;

    private final SessionKey authentication;
    private final SrtpCipherCtr cipher;
    private final Mac mac;
    private final byte[] iv = new byte[IV_LENGTH];
    private final byte[] wordBytes = new byte[Integer.BYTES];
    private final byte[] hmac = new byte[HMAC_LENGTH];
    private final byte[] expected = new byte[TAG_LENGTH];
    private final byte[] received = new byte[TAG_LENGTH];

    CounterModeCipher(SessionKey encryption, SessionKey authentication, byte[] salt, boolean srtcp)
            throws GeneralSecurityException {
        super(encryption, salt, srtcp);
        this.authentication = authentication;
        cipher = new SrtpCipherCtr(Cipher.getInstance("AES/CTR/NoPadding"));
        cipher.init(encryption.bytes(), salt);
        mac = Mac.getInstance("HmacSHA1");
        mac.init(authentication);
    }

    @Override
    int seal(byte[] buf, int off, int header, int length, int ssrc, long index, int word)
            throws GeneralSecurityException {
        crypt(buf, off + header, length - header, ssrc, index);
        int end = off + length;
        if (srtcp) {
            NetworkOrder.putInt32(buf, end, word);
            end += Integer.BYTES;
        }
        authenticate(buf, off, end - off, word);
        System.arraycopy(expected, 0, buf, end, TAG_LENGTH);
        return end + TAG_LENGTH - off;
    }

    @Override
    int open(byte[] buf, int off, int header, int length, int ssrc, long index, int word)
            throws GeneralSecurityException {
        int signed = length - TAG_LENGTH;
        System.arraycopy(buf, off + signed, received, 0, TAG_LENGTH);
        authenticate(buf, off, signed, word);
        if (!MessageDigest.isEqual(expected, received)) {
            return NOT_AUTHENTIC;
        }
        int clear = srtcp ? signed - Integer.BYTES : signed;
        crypt(buf, off + header, clear - header, ssrc, index);
        return clear;
    }

    @Override
    void destroy() {
        super.destroy();
        authentication.destroy();
    }

    private void crypt(byte[] buf, int off, int length, int ssrc, long index) throws GeneralSecurityException {
        writeIv(iv, 0, ssrc, index);
        cipher.setIV(iv, Cipher.ENCRYPT_MODE);
        cipher.process(buf, off, length);
    }

    /** The word of SRTCP is already in the packet. */
    private void authenticate(byte[] buf, int off, int length, int word) throws GeneralSecurityException {
        mac.update(buf, off, length);
        if (!srtcp) {
            NetworkOrder.putInt32(wordBytes, 0, word);
            mac.update(wordBytes);
        }
        mac.doFinal(hmac, 0);
        System.arraycopy(hmac, 0, expected, 0, TAG_LENGTH);
    }
}

package dev.bwe.webrtc.srtp;

import dev.bwe.interceptor.rtp.NetworkOrder;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import org.jitsi.srtp.crypto.SrtpCipherGcm;

/** AES in Galois/counter mode (RFC 7714). */
final class GcmCipher extends PacketCipher {
    static final int TAG_LENGTH = 16;

    private static final int IV_LENGTH = 12;
    /** SSRC and index stand two bytes further to the front than in counter mode. */
    private static final int BEFORE = 2;

    private final SrtpCipherGcm cipher;
    private final byte[] iv = new byte[IV_LENGTH];
    private final byte[] wordBytes = new byte[Integer.BYTES];
    private int lastSsrc;
    private long lastIndex = -1;

    GcmCipher(SessionKey key, byte[] salt, boolean srtcp) throws GeneralSecurityException {
        super(key, salt, srtcp);
        cipher = new SrtpCipherGcm(Cipher.getInstance("AES/GCM/NoPadding"));
        cipher.init(key.bytes(), salt);
    }

    @Override
    int seal(byte[] buf, int off, int header, int length, int ssrc, long index, int word)
            throws GeneralSecurityException {
        writeIv(iv, BEFORE, ssrc, index);
        if (ssrc == lastSsrc && index == lastIndex) {
            forgetLastIv();
        }
        lastSsrc = ssrc;
        lastIndex = index;
        begin(Cipher.ENCRYPT_MODE, buf, off, header, word);
        int end = off + header + cipher.process(buf, off + header, length - header);
        if (srtcp) {
            NetworkOrder.putInt32(buf, end, word);
            end += Integer.BYTES;
        }
        return end - off;
    }

    @Override
    int open(byte[] buf, int off, int header, int length, int ssrc, long index, int word)
            throws GeneralSecurityException {
        int sealed = srtcp ? length - Integer.BYTES : length;
        writeIv(iv, BEFORE, ssrc, index);
        begin(Cipher.DECRYPT_MODE, buf, off, header, word);
        try {
            return header + cipher.process(buf, off + header, sealed - header);
        } catch (AEADBadTagException e) {
            return NOT_AUTHENTIC;
        }
    }

    private void begin(int mode, byte[] buf, int off, int header, int word) throws GeneralSecurityException {
        cipher.setIV(iv, mode);
        cipher.processAAD(buf, off, header);
        if (srtcp) {
            NetworkOrder.putInt32(wordBytes, 0, word);
            cipher.processAAD(wordBytes, 0, wordBytes.length);
        }
    }

    /**
     * Lets a packet be sealed twice in a row, with the same result: the JDK's cipher refuses the initialization vector that it was
     * given last, so it is given one in between that no packet has, and nothing to encrypt.
     */
    private void forgetLastIv() throws GeneralSecurityException {
        iv[0] ^= (byte) 0x80;
        cipher.setIV(iv, Cipher.ENCRYPT_MODE);
        iv[0] ^= (byte) 0x80;
    }
}

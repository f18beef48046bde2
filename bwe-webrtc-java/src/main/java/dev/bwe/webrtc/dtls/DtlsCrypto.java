package dev.bwe.webrtc.dtls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipher;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipherImpl;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.bouncycastle.tls.crypto.impl.jcajce.JceAEADCipherImpl;

/**
 * Bouncy Castle's cryptography with the JDK's AES-GCM. The JDK uses the processor's AES instructions; Bouncy Castle's AES in Java takes
 * the I/O thread so long under a flooded data channel that media waits for its arrival time stamp, which looks like congestion.
 */
final class DtlsCrypto extends BcTlsCrypto {
    private final JcaTlsCrypto jdk;

    DtlsCrypto() {
        this(new SecureRandom());
    }

    private DtlsCrypto(SecureRandom random) {
        super(random);
        jdk = new JcaTlsCryptoProvider().create(random);
    }

    @Override
    protected TlsAEADCipher createCipher_AES_GCM(TlsCryptoParameters parameters, int keySize, int macSize)
            throws IOException {
        return new TlsAEADCipher(
                parameters, gcm(keySize, true), gcm(keySize, false), keySize, macSize, TlsAEADCipher.AEAD_GCM, null);
    }

    private TlsAEADCipherImpl gcm(int keySize, boolean encrypting) throws IOException {
        try {
            return new JceAEADCipherImpl(
                    jdk, new DefaultJcaJceHelper(), "AES/GCM/NoPadding", "AES", keySize, encrypting);
        } catch (GeneralSecurityException e) {
            throw new TlsFatalAlert(AlertDescription.internal_error, e);
        }
    }
}

package dev.bwe.webrtc.dtls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/**
 * Makes the server's choices in a DTLS-SRTP handshake, for Bouncy Castle.
 *
 * <p>The overrides at the end stand in {@link DtlsClient} too: Bouncy Castle's two base classes leave no place for a common one. What
 * they have to say is in {@link DtlsHandshake}.
 */
final class DtlsServer extends DefaultTlsServer {
    private final DtlsHandshake handshake;
    private @Nullable UseSRTPData srtp;

    DtlsServer(DtlsHandshake handshake) {
        super(handshake.crypto());
        this.handshake = handshake;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return TlsUtils.getSupportedCipherSuites(getCrypto(), DtlsHandshake.ECDSA_SUITES);
    }

    @Override
    public int getSelectedCipherSuite() throws IOException {
        int suite = super.getSelectedCipherSuite();
        handshake.cipherSuite(suite);
        return suite;
    }

    /** Bouncy Castle declares raw types. */
    @Override
    @SuppressWarnings("rawtypes")
    public void processClientExtensions(Hashtable extensions) throws IOException {
        super.processClientExtensions(extensions);
        srtp = handshake.choose(extensions == null ? null : TlsSRTPUtils.getUseSRTPExtension(extensions));
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public Hashtable getServerExtensions() throws IOException {
        Hashtable extensions = super.getServerExtensions();
        if (srtp != null) {
            TlsSRTPUtils.addUseSRTPExtension(extensions, srtp);
        }
        return extensions;
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
        return handshake.signer(context);
    }

    @Override
    public CertificateRequest getCertificateRequest() {
        return new CertificateRequest(
                new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
                TlsUtils.getDefaultSupportedSignatureAlgorithms(context),
                null);
    }

    @Override
    public void notifyClientCertificate(Certificate certificate) throws IOException {
        handshake.verify(certificate);
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        handshake.complete(context);
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return DtlsHandshake.TIMEOUT_MILLIS;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return DtlsHandshake.RESEND_MILLIS;
    }

    /** Keys must not be exported without it (RFC 7627 section 5.4). */
    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    /** Trust comes from the fingerprint, not from the signature. */
    @Override
    public boolean shouldCheckSigAlgOfPeerCerts() {
        return false;
    }

    /** There is no renegotiation to secure, and some peers don't signal it. */
    @Override
    public void notifySecureRenegotiation(boolean secure) {
        // accepted either way
    }
}

package dev.bwe.webrtc.dtls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.jspecify.annotations.Nullable;

/**
 * Makes the client's choices in a DTLS-SRTP handshake, for Bouncy Castle.
 *
 * <p>The overrides at the end stand in {@link DtlsServer} too: Bouncy Castle's two base classes leave no place for a common one. What
 * they have to say is in {@link DtlsHandshake}.
 */
final class DtlsClient extends DefaultTlsClient {
    private final DtlsHandshake handshake;

    DtlsClient(DtlsHandshake handshake) {
        super(handshake.crypto());
        this.handshake = handshake;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return TlsUtils.getSupportedCipherSuites(getCrypto(), DtlsHandshake.CLIENT_SUITES);
    }

    @Override
    protected @Nullable CertificateStatusRequest getCertificateStatusRequest() {
        return null;
    }

    /** Bouncy Castle declares raw types. */
    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public Hashtable getClientExtensions() throws IOException {
        Hashtable extensions = super.getClientExtensions();
        TlsSRTPUtils.addUseSRTPExtension(extensions, handshake.offer());
        return extensions;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void processServerExtensions(Hashtable extensions) throws IOException {
        super.processServerExtensions(extensions);
        handshake.accept(extensions == null ? null : TlsSRTPUtils.getUseSRTPExtension(extensions));
    }

    @Override
    public void notifySelectedCipherSuite(int suite) {
        super.notifySelectedCipherSuite(suite);
        handshake.cipherSuite(suite);
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
                handshake.verify(server.getCertificate());
            }

            @Override
            public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
                return handshake.signer(context);
            }
        };
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

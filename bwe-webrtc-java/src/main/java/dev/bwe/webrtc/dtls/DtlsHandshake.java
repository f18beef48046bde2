package dev.bwe.webrtc.dtls;

import dev.bwe.webrtc.srtp.SrtpKeys;
import dev.bwe.webrtc.srtp.SrtpProfile;
import java.io.IOException;
import java.util.List;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import org.jspecify.annotations.Nullable;

/** Does what both roles of a DTLS-SRTP handshake have in common: shows our certificate, checks theirs, agrees on SRTP, exports keys. */
final class DtlsHandshake {
    /** Milliseconds after which an unfinished handshake fails; ICE ends a silent peer's connection well before. */
    static final int TIMEOUT_MILLIS = 30_000;
    /** Milliseconds to the first retransmission; doubles each time. Well below RFC 6347's second, because media waits for it. */
    static final int RESEND_MILLIS = 100;

    /** Suites for a peer with an ECDSA certificate, the first of which every WebRTC peer has (RFC 8827 section 6.5). */
    static final int[] ECDSA_SUITES = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
    };
    /** Suites that a client offers; a server may have an RSA certificate. */
    static final int[] CLIENT_SUITES = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
    };

    private final DtlsIdentity identity;
    private final List<Fingerprint> expected;
    private final List<SrtpProfile> profiles;
    private final DtlsFeed feed;
    private final Runnable onAccepted;
    private final DtlsCrypto crypto = new DtlsCrypto();
    private @Nullable SrtpProfile profile;
    private @Nullable SrtpKeys keys;

    /** @param onAccepted called on the handshake's thread when the peer's certificate has an expected fingerprint; must not block */
    DtlsHandshake(
            DtlsIdentity identity,
            List<Fingerprint> expected,
            List<SrtpProfile> profiles,
            DtlsFeed feed,
            Runnable onAccepted) {
        this.onAccepted = onAccepted;
        this.identity = identity;
        this.expected = expected;
        this.profiles = profiles;
        this.feed = feed;
    }

    DtlsCrypto crypto() {
        return crypto;
    }

    /** Returns the SRTP keys once the handshake is complete; null if the peer negotiated no SRTP. */
    @Nullable SrtpKeys keys() {
        return keys;
    }

    void cipherSuite(int suite) {
        boolean chacha20 = suite == CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
                || suite == CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256;
        feed.cipherOverhead(chacha20 ? DtlsRecords.CHACHA20_OVERHEAD : DtlsRecords.GCM_OVERHEAD);
    }

    TlsCredentialedSigner signer(TlsContext context) throws IOException {
        Certificate chain =
                new Certificate(new TlsCertificate[] {new BcTlsCertificate(crypto, identity.certificate())});
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                crypto,
                identity.privateKey(),
                chain,
                SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
    }

    /** Checks that the peer's certificate has one of the fingerprints in the peer's description (RFC 8122 section 6.2). */
    void verify(Certificate chain) throws IOException {
        if (chain == null || chain.isEmpty()) {
            throw new TlsFatalAlert(AlertDescription.handshake_failure, "the peer shows no certificate");
        }
        byte[] certificate = chain.getCertificateAt(0).getEncoded();
        for (Fingerprint fingerprint : expected) {
            if (fingerprint.matches(certificate)) {
                onAccepted.run();
                return;
            }
        }
        throw new TlsFatalAlert(
                AlertDescription.bad_certificate,
                "the certificate is " + Fingerprint.sha256(certificate) + ", the description has " + expected);
    }

    UseSRTPData offer() {
        return srtpData(profiles);
    }

    /** Chooses, as a server, our first profile that the client offers too; null if there is none or the client wants no SRTP. */
    @Nullable UseSRTPData choose(@Nullable UseSRTPData offered) {
        if (offered == null) {
            return null;
        }
        for (SrtpProfile candidate : profiles) {
            for (int id : offered.getProtectionProfiles()) {
                if (id == candidate.id()) {
                    profile = candidate;
                    return srtpData(List.of(candidate));
                }
            }
        }
        return null;
    }

    /** Takes, as a client, the server's choice, which must be one of our offers (RFC 5764 section 4.1.1). */
    void accept(@Nullable UseSRTPData chosen) throws IOException {
        if (chosen == null) {
            return;
        }
        int[] ids = chosen.getProtectionProfiles();
        SrtpProfile candidate = ids.length == 1 ? SrtpProfile.ofId(ids[0]) : null;
        if (!profiles.contains(candidate) || chosen.getMki().length != 0) {
            throw new TlsFatalAlert(AlertDescription.illegal_parameter, "server chose an SRTP profile not offered");
        }
        profile = candidate;
    }

    void complete(TlsContext context) {
        if (profile != null) {
            keys = new SrtpKeys(
                    profile,
                    context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, SrtpKeys.materialLength(profile)),
                    !context.isServer());
        }
    }

    private static UseSRTPData srtpData(List<SrtpProfile> profiles) {
        return new UseSRTPData(profiles.stream().mapToInt(SrtpProfile::id).toArray(), null);
    }
}

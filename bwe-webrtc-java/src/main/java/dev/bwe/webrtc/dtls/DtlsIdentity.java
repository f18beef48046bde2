package dev.bwe.webrtc.dtls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;

/**
 * The certificate that a media path shows on both its DTLS legs: ECDSA on P-256, self-signed, made for this path alone.
 *
 * <p>Peers trust it because of its fingerprint in the SDP; its names and dates have no meaning (RFC 8122 section 7). Immutable and
 * thread-safe. Making one takes a few milliseconds, the first one some tens of milliseconds.
 */
public final class DtlsIdentity {
    /** Tolerance for peers that check the dates with an inexact clock. */
    private static final Duration CLOCK_ERROR = Duration.ofDays(1);

    private static final Duration LIFETIME = Duration.ofDays(365);
    /** Bits of the serial number, which is positive and has at most 20 bytes (RFC 5280 section 4.1.2.2). */
    private static final int SERIAL_BITS = 120;

    private final byte[] certificate;
    private final AsymmetricKeyParameter privateKey;
    private final Fingerprint fingerprint;

    private DtlsIdentity(byte[] certificate, AsymmetricKeyParameter privateKey) {
        this.certificate = certificate;
        this.privateKey = privateKey;
        this.fingerprint = Fingerprint.sha256(certificate);
    }

    /** Makes a new key pair and its certificate. */
    public static DtlsIdentity generate() {
        SecureRandom random = new SecureRandom();
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(
                new ECNamedDomainParameters(
                        SECObjectIdentifiers.secp256r1, CustomNamedCurves.getByOID(SECObjectIdentifiers.secp256r1)),
                random));
        AsymmetricCipherKeyPair keys = generator.generateKeyPair();
        X500Name name = new X500Name("CN=WebRTC");
        Instant now = Instant.now();
        try {
            X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                    name,
                    new BigInteger(SERIAL_BITS, random).setBit(0),
                    Date.from(now.minus(CLOCK_ERROR)),
                    Date.from(now.plus(LIFETIME)),
                    name,
                    SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(keys.getPublic()));
            byte[] der = builder.build(new BcECContentSignerBuilder(
                                    new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256withECDSA"),
                                    new DefaultDigestAlgorithmIdentifierFinder().find("SHA-256"))
                            .build(keys.getPrivate()))
                    .getEncoded();
            return new DtlsIdentity(der, keys.getPrivate());
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("ECDSA P-256 is missing in the crypto library", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the fingerprint that replaces the real peer's in descriptions. */
    public Fingerprint fingerprint() {
        return fingerprint;
    }

    /** Returns a copy of the DER encoding. */
    byte[] certificate() {
        return certificate.clone();
    }

    AsymmetricKeyParameter privateKey() {
        return privateKey;
    }
}

package dev.bwe.webrtc.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
    private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);

    /** Digests of "abc" from FIPS 180-2. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha-1 A9:99:3E:36:47:06:81:6A:BA:3E:25:71:78:50:C2:6C:9C:D0:D8:9D",
                "sha-256 BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD",
                "SHA-256  ba:78:16:bf:8f:01:cf:ea:41:41:40:de:5d:ae:22:23:b0:03:61:a3:96:17:7a:9c:b4:10:ff:61:f2:00:15:ad",
                "sha-384 CB:00:75:3F:45:A3:5E:8B:B5:A0:3D:69:9A:C6:50:07:27:2C:32:AB:0E:DE:D1:63:1A:8B:60:5A:43:FF:5B:ED:"
                        + "80:86:07:2B:A1:E7:CC:23:58:BA:EC:A1:34:C8:25:A7"
            })
    void matchesByItsOwnAlgorithm(String sdp) {
        assertTrue(Fingerprint.parse(sdp).matches(ABC));
        assertFalse(Fingerprint.parse(sdp).matches(new byte[3]));
    }

    @Test
    void isEqualAndPrintsAlikeHoweverWritten() {
        String canonical = Fingerprint.sha256(ABC).toString();
        assertEquals(
                Fingerprint.parse(canonical),
                Fingerprint.parse("SHA-256 " + canonical.substring(8).toLowerCase()));
        assertTrue(canonical.startsWith("sha-256 BA:78:16:BF:"), canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha-256",
                "sha-256 AA:BB",
                "md5 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF",
                "sha-1 A9993E364706816ABA3E25717850C26C9CD0D89D",
                "sha-1 A9:99:3E:36:47:06:81:6A:BA:3E:25:71:78:50:C2:6C:9C:D0:D8:ZZ",
                "sha-1 A9:99:3E:36:47:06:81:6A:BA:3E:25:71:78:50:C2:6C:9C:D0:D8:9D extra"
            })
    void refusesWhatIsMalformed(String sdp) {
        assertThrows(IllegalArgumentException.class, () -> Fingerprint.parse(sdp));
    }

    @Test
    void anIdentityIsASelfSignedP256CertificateWithItsOwnFingerprint() throws CertificateException {
        DtlsIdentity identity = DtlsIdentity.generate();
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(identity.certificate()));
        certificate.checkValidity();
        assertEquals("SHA256withECDSA", certificate.getSigAlgName());
        assertEquals("EC", certificate.getPublicKey().getAlgorithm());
        assertTrue(identity.fingerprint().matches(certificate.getEncoded()));
        assertFalse(DtlsIdentity.generate().fingerprint().matches(certificate.getEncoded()));
    }

    @Test
    void anIdentitysSignatureVerifies() throws Exception {
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(DtlsIdentity.generate().certificate()));
        certificate.verify(certificate.getPublicKey());
    }
}

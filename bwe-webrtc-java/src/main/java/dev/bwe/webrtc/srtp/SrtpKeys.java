package dev.bwe.webrtc.srtp;

import dev.bwe.webrtc.dtls.DtlsRole;
import java.util.Arrays;

/**
 * SRTP master keys of one DTLS leg, cut from the exported keying material in the order of RFC 5764 section 4.2:
 * client key, server key, client salt, server salt; lengths by profile (RFC 7714 section 12 for AEAD).
 *
 * <p>The client's key protects what the DTLS client sends. Never printed.
 */
final class SrtpKeys {
    private final SrtpProfile profile;
    private final byte[] material;

    /**
     * Cuts the output of the {@code EXTRACTOR-dtls_srtp} exporter; the array is kept, not copied.
     *
     * @throws IllegalArgumentException if the material has not the length that the profile needs
     */
    SrtpKeys(SrtpProfile profile, byte[] material) {
        if (material.length != materialLength(profile)) {
            throw new IllegalArgumentException("keying material has " + material.length + " bytes, " + profile
                    + " needs " + materialLength(profile));
        }
        this.profile = profile;
        this.material = material;
    }

    /** Bytes to export for that profile. */
    static int materialLength(SrtpProfile profile) {
        return 2 * (profile.keyLength() + profile.saltLength());
    }

    SrtpProfile profile() {
        return profile;
    }

    /** Master key of what the end in that role sends; a copy. */
    byte[] key(DtlsRole sender) {
        int from = sender == DtlsRole.CLIENT ? 0 : profile.keyLength();
        return Arrays.copyOfRange(material, from, from + profile.keyLength());
    }

    /** Master salt of what the end in that role sends; a copy. */
    byte[] salt(DtlsRole sender) {
        int from = 2 * profile.keyLength() + (sender == DtlsRole.CLIENT ? 0 : profile.saltLength());
        return Arrays.copyOfRange(material, from, from + profile.saltLength());
    }
}

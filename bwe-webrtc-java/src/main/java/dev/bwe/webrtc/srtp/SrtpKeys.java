package dev.bwe.webrtc.srtp;

import java.util.Arrays;

/**
 * SRTP master keys of one DTLS leg, cut from the exported keying material in the order of RFC 5764 section 4.2:
 * client key, server key, client salt, server salt; lengths by profile (RFC 7714 section 12 for AEAD).
 *
 * <p>The client's key protects what the DTLS client sends. Never printed; erased by {@link #clear}. Not thread-safe.
 */
public final class SrtpKeys {
    private final SrtpProfile profile;
    private final byte[] material;
    private final boolean client;

    /**
     * Cuts the output of the {@code EXTRACTOR-dtls_srtp} exporter; the array is kept, not copied.
     *
     * @param client true if this end was the client of the DTLS handshake
     * @throws IllegalArgumentException if the length of the material is not the one that the profile needs
     */
    public SrtpKeys(SrtpProfile profile, byte[] material, boolean client) {
        if (material.length != materialLength(profile)) {
            throw new IllegalArgumentException("keying material has " + material.length + " bytes, " + profile
                    + " needs " + materialLength(profile));
        }
        this.profile = profile;
        this.material = material;
        this.client = client;
    }

    /** Returns how many bytes to export for that profile. */
    public static int materialLength(SrtpProfile profile) {
        return 2 * (profile.keyLength() + profile.saltLength());
    }

    public SrtpProfile profile() {
        return profile;
    }

    /** Returns a copy of the master key of what this end sends. */
    public byte[] sendKey() {
        return key(client);
    }

    /** Returns a copy of the master salt of what this end sends. */
    public byte[] sendSalt() {
        return salt(client);
    }

    /** Returns a copy of the master key of what this end receives. */
    public byte[] receiveKey() {
        return key(!client);
    }

    /** Returns a copy of the master salt of what this end receives. */
    public byte[] receiveSalt() {
        return salt(!client);
    }

    /** Erases the keying material, after which no transform can be made of it; one made before keeps its session keys. */
    public void clear() {
        Arrays.fill(material, (byte) 0);
    }

    private byte[] key(boolean ofClient) {
        int from = ofClient ? 0 : profile.keyLength();
        return Arrays.copyOfRange(material, from, from + profile.keyLength());
    }

    private byte[] salt(boolean ofClient) {
        int from = 2 * profile.keyLength() + (ofClient ? 0 : profile.saltLength());
        return Arrays.copyOfRange(material, from, from + profile.saltLength());
    }
}

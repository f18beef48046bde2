package dev.bwe.webrtc.srtp;

import java.util.List;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.jspecify.annotations.Nullable;

/** An SRTP protection profile that DTLS can negotiate (RFC 5764 section 4.1.2, RFC 7714 section 14.2). */
public enum SrtpProfile {
    AEAD_AES_128_GCM(SRTPProtectionProfile.SRTP_AEAD_AES_128_GCM, 16, 12),
    AES128_CM_HMAC_SHA1_80(SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80, 16, 14),
    AEAD_AES_256_GCM(SRTPProtectionProfile.SRTP_AEAD_AES_256_GCM, 32, 12);

    /** The order in which profiles are offered and chosen: the cheapest on a CPU with AES instructions, the mandatory one, the rest. */
    public static final List<SrtpProfile> PREFERENCE = List.of(values());

    private final int id;
    private final int keyLength;
    private final int saltLength;

    SrtpProfile(int id, int keyLength, int saltLength) {
        this.id = id;
        this.keyLength = keyLength;
        this.saltLength = saltLength;
    }

    /** Returns the number in the use_srtp extension. */
    public int id() {
        return id;
    }

    /** Returns the length of the master key in bytes. */
    int keyLength() {
        return keyLength;
    }

    /** Returns the length of the master salt in bytes. */
    int saltLength() {
        return saltLength;
    }

    boolean isAead() {
        return this != AES128_CM_HMAC_SHA1_80;
    }

    /** Returns how many bytes protection adds to an RTP packet; SRTCP adds four more for its index. */
    int tagLength() {
        return isAead() ? GcmCipher.TAG_LENGTH : CounterModeCipher.TAG_LENGTH;
    }

    /** Returns the profile with that use_srtp number, or null. */
    public static @Nullable SrtpProfile ofId(int id) {
        for (SrtpProfile profile : PREFERENCE) {
            if (profile.id == id) {
                return profile;
            }
        }
        return null;
    }
}

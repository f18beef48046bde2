package dev.bwe.webrtc.srtp;

import java.util.List;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.jitsi.srtp.SrtpPolicy;

/** An SRTP protection profile that DTLS can negotiate (RFC 5764 section 4.1.2, RFC 7714 section 14.2). */
public enum SrtpProfile {
    AEAD_AES_128_GCM(SRTPProtectionProfile.SRTP_AEAD_AES_128_GCM, 16, 12),
    AES128_CM_HMAC_SHA1_80(SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80, 16, 14),
    AEAD_AES_256_GCM(SRTPProtectionProfile.SRTP_AEAD_AES_256_GCM, 32, 12);

    /** Offered and chosen in this order: the cheapest on a CPU with AES instructions, the mandatory one, the rest. */
    public static final List<SrtpProfile> PREFERENCE = List.of(values());

    private static final int GCM_TAG_LENGTH = 16;
    private static final int HMAC_KEY_LENGTH = 20;
    private static final int HMAC_TAG_LENGTH = 10;

    private final int id;
    private final int keyLength;
    private final int saltLength;

    SrtpProfile(int id, int keyLength, int saltLength) {
        this.id = id;
        this.keyLength = keyLength;
        this.saltLength = saltLength;
    }

    /** Number in the use_srtp extension. */
    public int id() {
        return id;
    }

    /** Master key length in bytes. */
    int keyLength() {
        return keyLength;
    }

    /** Master salt length in bytes. */
    int saltLength() {
        return saltLength;
    }

    boolean isAead() {
        return this != AES128_CM_HMAC_SHA1_80;
    }

    /** Bytes that protection adds to an RTP packet; SRTCP adds four more for its index. */
    int tagLength() {
        return isAead() ? GCM_TAG_LENGTH : HMAC_TAG_LENGTH;
    }

    /** The profile with that use_srtp number, or null. */
    public static SrtpProfile ofId(int id) {
        for (SrtpProfile profile : PREFERENCE) {
            if (profile.id == id) {
                return profile;
            }
        }
        return null;
    }

    /** A sender may repeat a sequence number: a retransmission outside RTX does. */
    SrtpPolicy policy() {
        SrtpPolicy policy = isAead()
                ? new SrtpPolicy(
                        SrtpPolicy.AESGCM_ENCRYPTION,
                        keyLength,
                        SrtpPolicy.NULL_AUTHENTICATION,
                        0,
                        GCM_TAG_LENGTH,
                        saltLength)
                : new SrtpPolicy(
                        SrtpPolicy.AESCM_ENCRYPTION,
                        keyLength,
                        SrtpPolicy.HMACSHA1_AUTHENTICATION,
                        HMAC_KEY_LENGTH,
                        HMAC_TAG_LENGTH,
                        saltLength);
        policy.setSendReplayEnabled(false);
        return policy;
    }
}

package dev.bwe.webrtc.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * SRTP bytes against others': published vectors, and a second SRTP sender written from the RFCs on the JDK's ciphers,
 * which is itself checked against RFC 3711 appendix B.3.
 */
class SrtpVectorsTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String KEY_CM = "e1f97a0d3e018be0d64fa32c06de4139";
    private static final String SALT_CM = "0ec675ad498afeebb6960b3aabe6";
    private static final String KEY_GCM = "000102030405060708090a0b0c0d0e0f";
    private static final String SALT_GCM = "a0a1a2a3a4a5a6a7a8a9aaab";
    private static final String RTP = "800f1234decafbadcafebabe" + "ab".repeat(16);
    private static final String RTCP = "81c8000bcafebabe" + "ab".repeat(16);

    /** Reference packets of libsrtp's self-test, srtp_validate. */
    @Test
    void libsrtpPacketsOfAesCm() {
        assertVectors(
                SrtpProfile.AES128_CM_HMAC_SHA1_80,
                KEY_CM,
                SALT_CM,
                "800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb",
                "81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798");
    }

    /** Reference packets of libsrtp's self-test, srtp_validate_gcm. */
    @Test
    void libsrtpPacketsOfAesGcm() {
        assertVectors(
                SrtpProfile.AEAD_AES_128_GCM,
                KEY_GCM,
                SALT_GCM,
                "800f1234decafbadcafebabec5002ede04cfdd2eb91159e0880aa06ed2976826f796b201df3131a127e8a392",
                "81c8000bcafebabec98b8b5df0392a55852b6c21ac8e7025c52c6fbea2b3b446ea31123ba88ce61e80000001");
    }

    private static void assertVectors(SrtpProfile profile, String key, String salt, String srtp, String srtcp) {
        byte[] material = HEX.parseHex(key + key + salt + salt);
        SrtpTransform sender = new SrtpTransform(new SrtpKeys(profile, material, true));
        byte[] buf = sender.protectRtp(HEX.parseHex(RTP), 0, RTP.length() / 2).copy();
        assertEquals(srtp, HEX.formatHex(buf));
        SrtpTransform receiver = new SrtpTransform(new SrtpKeys(profile, material, false));
        int length = receiver.unprotectRtp(buf, 0, buf.length);
        assertEquals(RTP, HEX.formatHex(buf, 0, length));
        byte[] report = HEX.parseHex(srtcp);
        length = receiver.unprotectRtcp(report, 0, report.length);
        assertEquals(RTCP, HEX.formatHex(report, 0, Math.max(0, length)), "code " + length);
    }

    @Test
    void secondSenderDerivesTheKeysOfRfc3711AppendixB3() throws GeneralSecurityException {
        byte[] key = HEX.parseHex(KEY_CM);
        byte[] salt = HEX.parseHex(SALT_CM);
        assertEquals("c61e7a93744f39ee10734afe3ff7a087", HEX.formatHex(derive(key, salt, 0, 16)));
        assertEquals("30cbbc08863d8c85d49db34a9ae1", HEX.formatHex(derive(key, salt, 2, 14)));
        assertEquals("cebe321f6ff7716b6fd4ab49af256a156d38baa4", HEX.formatHex(derive(key, salt, 1, 20)));
    }

    /** Each end's own keys, and the rollover counter in nonce and tag, for every profile. */
    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void equalsASecondSenderAcrossARollover(SrtpProfile profile) throws GeneralSecurityException {
        byte[] material = new byte[SrtpKeys.materialLength(profile)];
        new Random(5).nextBytes(material);
        int keyLength = profile.keyLength();
        int saltAt = 2 * keyLength;
        byte[] serverKey = Arrays.copyOfRange(material, keyLength, saltAt);
        byte[] serverSalt = Arrays.copyOfRange(material, saltAt + profile.saltLength(), material.length);
        SrtpTransform server = new SrtpTransform(new SrtpKeys(profile, material, false));
        for (int index = 65_530; index < 65_540; index++) {
            byte[] packet = HEX.parseHex(RTP);
            packet[2] = (byte) (index >> 8);
            packet[3] = (byte) index;
            String expected = HEX.formatHex(
                    profile.isAead()
                            ? gcm(serverKey, serverSalt, packet, index)
                            : counterMode(serverKey, serverSalt, packet, index));
            byte[] sealed = server.protectRtp(packet, 0, packet.length).copy();
            assertEquals(expected, HEX.formatHex(sealed), "index " + index);
        }
    }

    /** RFC 3711 section 4.3, key derivation rate 0. */
    private static byte[] derive(byte[] key, byte[] salt, int label, int length) throws GeneralSecurityException {
        byte[] iv = Arrays.copyOf(salt, 16);
        iv[7] ^= (byte) label;
        return aesCounter(key, iv, new byte[length]);
    }

    private static byte[] aesCounter(byte[] key, byte[] iv, byte[] data) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
        return cipher.doFinal(data);
    }

    /** RFC 3711 sections 4.1.1 and 4.2, for packets with a header of 12 bytes. */
    private static byte[] counterMode(byte[] key, byte[] salt, byte[] packet, int index)
            throws GeneralSecurityException {
        byte[] block = ByteBuffer.allocate(16)
                .putInt(0)
                .put(packet, 8, 4)
                .putShort((short) 0)
                .putInt(index)
                .putShort((short) 0)
                .array();
        byte[] iv = xor(block, Arrays.copyOf(derive(key, salt, 2, 14), 16));
        byte[] payload = aesCounter(derive(key, salt, 0, 16), iv, Arrays.copyOfRange(packet, 12, packet.length));
        byte[] authenticated = ByteBuffer.allocate(packet.length + 4)
                .put(packet, 0, 12)
                .put(payload)
                .putInt(index >>> 16)
                .array();
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(derive(key, salt, 1, 20), "HmacSHA1"));
        return ByteBuffer.allocate(packet.length + 10)
                .put(authenticated, 0, packet.length)
                .put(mac.doFinal(authenticated), 0, 10)
                .array();
    }

    /** RFC 7714 section 8, for packets with a header of 12 bytes. */
    private static byte[] gcm(byte[] key, byte[] salt, byte[] packet, int index) throws GeneralSecurityException {
        byte[] nonce = ByteBuffer.allocate(12)
                .putShort((short) 0)
                .put(packet, 8, 4)
                .putInt(index >>> 16)
                .putShort((short) index)
                .array();
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(derive(key, salt, 0, key.length), "AES"),
                new GCMParameterSpec(128, xor(nonce, derive(key, salt, 2, 12))));
        cipher.updateAAD(packet, 0, 12);
        byte[] sealed = cipher.doFinal(packet, 12, packet.length - 12);
        return ByteBuffer.allocate(12 + sealed.length)
                .put(packet, 0, 12)
                .put(sealed)
                .array();
    }

    private static byte[] xor(byte[] left, byte[] right) {
        byte[] result = left.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] ^= right[i];
        }
        return result;
    }
}

package dev.bwe.webrtc.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * Hash of a DTLS certificate as it stands in an SDP {@code a=fingerprint} line (RFC 8122 section 5).
 *
 * <p>Immutable; equal fingerprints are equal records, however they were written.
 *
 * @param algorithm hash function in its SDP name, lower case: {@code sha-1}, {@code sha-224}, {@code sha-256},
 *     {@code sha-384} or {@code sha-512}
 * @param value hash bytes as upper case pairs of hexadecimal digits between colons
 */
public record Fingerprint(String algorithm, String value) {
    private static final Map<String, Integer> HASH_LENGTHS =
            Map.of("sha-1", 20, "sha-224", 28, "sha-256", 32, "sha-384", 48, "sha-512", 64);
    private static final HexFormat COLON_HEX = HexFormat.ofDelimiter(":").withUpperCase();

    /**
     * Validates and brings both parts into their canonical case.
     *
     * @throws IllegalArgumentException if the algorithm is unknown or the value is not a hash of its length
     */
    public Fingerprint {
        algorithm = algorithm.toLowerCase(Locale.ROOT);
        value = value.toUpperCase(Locale.ROOT);
        Integer length = HASH_LENGTHS.get(algorithm);
        if (length == null) {
            throw new IllegalArgumentException(
                    "fingerprint algorithm is '" + algorithm + "', allowed are " + HASH_LENGTHS.keySet());
        }
        int got = COLON_HEX.parseHex(value).length;
        if (got != length) {
            throw new IllegalArgumentException(
                    "fingerprint value has " + got + " bytes, " + algorithm + " has " + length);
        }
    }

    /**
     * Reads the value of an SDP fingerprint attribute.
     *
     * @param sdp algorithm, blanks, hash; for example {@code sha-256 AA:BB:...}
     * @throws IllegalArgumentException if it is malformed
     */
    public static Fingerprint parse(String sdp) {
        String[] parts = sdp.strip().split("\\s+");
        if (parts.length != 2) {
            throw new IllegalArgumentException("fingerprint is '" + sdp + "', expected 'algorithm hash'");
        }
        return new Fingerprint(parts[0], parts[1]);
    }

    /** SHA-256 fingerprint of a DER encoded certificate. */
    static Fingerprint sha256(byte[] certificate) {
        return new Fingerprint("sha-256", COLON_HEX.formatHex(digest("sha-256", certificate)));
    }

    /** Whether this is the fingerprint of that DER encoded certificate; takes as long for a near miss as for a match. */
    boolean matches(byte[] certificate) {
        return MessageDigest.isEqual(COLON_HEX.parseHex(value), digest(algorithm, certificate));
    }

    private static byte[] digest(String algorithm, byte[] data) {
        try {
            return MessageDigest.getInstance(algorithm.toUpperCase(Locale.ROOT)).digest(data);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("fingerprint algorithm " + algorithm + " is missing in this JVM", e);
        }
    }

    /** The form for an SDP line: {@code sha-256 AA:BB:...}. */
    @Override
    public String toString() {
        return algorithm + " " + value;
    }
}

package dev.bwe.webrtc.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * The hash of a DTLS certificate, as in an SDP {@code a=fingerprint} line (RFC 8122 section 5).
 *
 * <p>Immutable. Fingerprints that differ only in upper and lower case are equal.
 *
 * @param algorithm SDP name of the hash function, lower case: {@code sha-1}, {@code sha-224}, {@code sha-256},
 *     {@code sha-384} or {@code sha-512}
 * @param value hash bytes as upper case pairs of hexadecimal digits between colons
 */
public record Fingerprint(String algorithm, String value) {
    private static final Map<String, Integer> HASH_LENGTHS =
            Map.of("sha-1", 20, "sha-224", 28, "sha-256", 32, "sha-384", 48, "sha-512", 64);
    private static final HexFormat COLON_HEX = HexFormat.ofDelimiter(":").withUpperCase();

    /**
     * Validates both parts and converts them to their canonical case.
     *
     * @throws IllegalArgumentException if the algorithm is unknown or the value does not have the length of its hashes
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

    /**
     * Returns true if the value of an SDP fingerprint attribute names a hash function that may be used. MD2 and MD5 may not
     * (RFC 8122 section 5), and unknown ones can't be checked.
     *
     * @param sdp algorithm, blanks, hash
     */
    public static boolean isUsable(String sdp) {
        return HASH_LENGTHS.containsKey(sdp.strip().split("\\s+", 2)[0].toLowerCase(Locale.ROOT));
    }

    /** Returns the SHA-256 fingerprint of a DER encoded certificate. */
    static Fingerprint sha256(byte[] certificate) {
        return new Fingerprint("sha-256", COLON_HEX.formatHex(digest("sha-256", certificate)));
    }

    /** Returns true if this is the fingerprint of that DER encoded certificate; the comparison takes constant time. */
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

    /** Returns the form of an SDP line: {@code sha-256 AA:BB:...}. */
    @Override
    public String toString() {
        return algorithm + " " + value;
    }
}

package dev.bwe.interceptor;

import java.util.Objects;

/**
 * A negotiated RTP header extension ({@code a=extmap}, RFC 8285).
 *
 * <p>The URI of an encrypted extension (RFC 6904) consists of {@link #ENCRYPTED}, a blank and the URI of the extension that is
 * encrypted, as in the description's line. So {@link StreamInfo#headerExtensionId} with a plain URI never yields the id of an
 * element that can't be read: the media path of {@code dev.bwe.webrtc} does not decrypt header extensions.
 *
 * @param uri        identifies the extension, for instance {@link #ABS_SEND_TIME}
 * @param id         its number on the wire, 1 to 255 (1 to 14 in the one-byte form)
 * @param attributes the extension attributes behind the URI, separated by blanks; empty where there are none
 */
public record HeaderExtension(String uri, int id, String attributes) {
    /** Absolute send time: 24 bits, seconds in 6.18 fixed point. */
    public static final String ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";
    /** Transmission time offset, RFC 5450: 24 bits, signed, in RTP ticks. */
    public static final String TRANSMISSION_OFFSET = "urn:ietf:params:rtp-hdrext:toffset";
    /** Absolute capture time: 64 bits, seconds in 32.32 fixed point. */
    public static final String ABS_CAPTURE_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time";
    /** Transport-wide sequence number, the first version. */
    public static final String TRANSPORT_WIDE_SEQUENCE_NUMBER =
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
    /** Transport-wide sequence number, the second version, with feedback on request. */
    public static final String TRANSPORT_WIDE_SEQUENCE_NUMBER_2 =
            "http://www.webrtc.org/experiments/rtp-hdrext/transport-wide-cc-02";
    /** The media section's identification, RFC 9143. */
    public static final String MID = "urn:ietf:params:rtp-hdrext:sdes:mid";
    /** Begins the URI of an encrypted extension, RFC 6904. */
    public static final String ENCRYPTED = "urn:ietf:params:rtp-hdrext:encrypt";

    private static final String ENCRYPTED_PREFIX = ENCRYPTED + " ";

    /** Checks the values. */
    public HeaderExtension {
        Objects.requireNonNull(uri, "uri");
        Objects.requireNonNull(attributes, "attributes");
        if (id < 1 || id > 255) {
            throw new IllegalArgumentException("header extension id " + id + " of " + uri + " is outside 1 to 255");
        }
    }

    /**
     * Makes an extension without attributes.
     *
     * @param uri identifies the extension
     * @param id  its number on the wire, 1 to 255
     */
    public HeaderExtension(String uri, int id) {
        this(uri, id, "");
    }

    /**
     * Returns the URI of the encrypted form of an extension.
     *
     * @param uri identifies the extension that is encrypted
     * @return the URI for {@link #uri()}
     */
    public static String encrypted(String uri) {
        return ENCRYPTED_PREFIX + uri;
    }

    /**
     * Returns whether the extension's value is encrypted (RFC 6904).
     *
     * @return true if the URI is that of an encrypted extension
     */
    public boolean isEncrypted() {
        return uri.startsWith(ENCRYPTED_PREFIX);
    }

    /**
     * Returns the URI of the extension itself.
     *
     * @return of an encrypted extension the URI of what is encrypted, of any other {@link #uri()}
     */
    public String innerUri() {
        return isEncrypted() ? uri.substring(ENCRYPTED_PREFIX.length()) : uri;
    }
}

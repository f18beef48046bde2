package dev.bwe.interceptor;

import java.util.Objects;

/**
 * A negotiated RTP header extension ({@code a=extmap}, RFC 8285).
 *
 * @param uri what the extension is, for instance {@link #ABS_SEND_TIME}
 * @param id  the number it has on the wire, 1 to 255 (1 to 14 in the one-byte form)
 */
public record HeaderExtension(String uri, int id) {
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

    /** Checks the values. */
    public HeaderExtension {
        Objects.requireNonNull(uri, "uri");
        if (id < 1 || id > 255) {
            throw new IllegalArgumentException("header extension id " + id + " of " + uri + " is outside 1 to 255");
        }
    }
}

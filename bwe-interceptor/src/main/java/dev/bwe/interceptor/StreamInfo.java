package dev.bwe.interceptor;

import java.util.List;
import java.util.Objects;

/**
 * Describes one RTP stream as negotiated. Immutable.
 *
 * @param ssrc             its SSRC, an unsigned 32-bit number; 0 is an ordinary value
 * @param payloadType      the payload type it was bound with, 0 to 127
 * @param mimeType         for instance {@code video/VP8}, {@code audio/opus}, {@code video/rtx}; empty where it is not known
 * @param clockRate        ticks of the RTP timestamp a second; 0 where it is not known
 * @param channels         audio channels; 0 for other media, or if it is not known
 * @param mid              the media section's identification; empty where there is none
 * @param headerExtensions the header extensions negotiated for the stream
 * @param rtcpFeedback     the feedback negotiated for the stream
 */
public record StreamInfo(
        int ssrc,
        int payloadType,
        String mimeType,
        int clockRate,
        int channels,
        String mid,
        List<HeaderExtension> headerExtensions,
        List<RtcpFeedback> rtcpFeedback) {

    /** Checks and copies the values. */
    public StreamInfo {
        if (payloadType < 0 || payloadType > 127) {
            throw new IllegalArgumentException("payload type " + payloadType + " is outside 0 to 127");
        }
        if (clockRate < 0) {
            throw new IllegalArgumentException("clock rate " + clockRate + " is negative");
        }
        if (channels < 0) {
            throw new IllegalArgumentException("channels " + channels + " is negative");
        }
        Objects.requireNonNull(mimeType, "mimeType");
        Objects.requireNonNull(mid, "mid");
        headerExtensions = List.copyOf(headerExtensions);
        rtcpFeedback = List.copyOf(rtcpFeedback);
    }

    /**
     * Makes the description of a stream of which little is known.
     *
     * @param ssrc             its SSRC
     * @param mimeType         for instance {@code video/VP8}
     * @param clockRate        ticks of the RTP timestamp a second
     * @param headerExtensions the header extensions negotiated for it
     * @return the description, with payload type 0, no mid and no feedback
     */
    public static StreamInfo of(int ssrc, String mimeType, int clockRate, HeaderExtension... headerExtensions) {
        return new StreamInfo(ssrc, 0, mimeType, clockRate, 0, "", List.of(headerExtensions), List.of());
    }

    /**
     * Returns whether the stream is audio.
     *
     * @return true if its MIME type begins with {@code audio/}
     */
    public boolean isAudio() {
        return mimeType.regionMatches(true, 0, "audio/", 0, 6);
    }

    /**
     * Returns the number of a header extension.
     *
     * @param uri identifies the extension; a plain URI does not find its encrypted form (RFC 6904)
     * @return its id, 1 to 255, 0 if it was not negotiated
     */
    public int headerExtensionId(String uri) {
        for (HeaderExtension extension : headerExtensions) {
            if (extension.uri().equals(uri)) {
                return extension.id();
            }
        }
        return 0;
    }

    /**
     * Returns whether a kind of feedback was negotiated.
     *
     * @param type for instance {@link RtcpFeedback#GOOG_REMB}
     * @return true if it was, with any parameter
     */
    public boolean hasFeedback(String type) {
        for (RtcpFeedback feedback : rtcpFeedback) {
            if (feedback.type().equals(type)) {
                return true;
            }
        }
        return false;
    }
}

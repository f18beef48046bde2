package dev.bwe.interceptor.sdp;

import dev.bwe.interceptor.RtcpFeedback;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A payload type of a media section: as its {@code a=rtpmap} and {@code a=rtcp-fb} lines define it, or without an {@code a=rtpmap}
 * as the RTP/AVP profile assigns it (RFC 3551 section 6).
 *
 * @param payloadType 0 to 127
 * @param mimeType    for instance {@code video/VP8}
 * @param clockRate   ticks of the RTP timestamp a second
 * @param channels    audio channels, 1 where an audio encoding names none; 0 for other media and where the payload says it
 * @param feedback    the feedback negotiated for it
 */
public record SdpCodec(int payloadType, String mimeType, int clockRate, int channels, List<RtcpFeedback> feedback) {
    /** Copies the list. */
    public SdpCodec {
        feedback = List.copyOf(feedback);
    }

    /** Returns this payload type with the feedback that the other peer's has too. */
    SdpCodec withFeedbackOf(SdpCodec other) {
        Set<RtcpFeedback> theirs = new HashSet<>(other.feedback);
        return new SdpCodec(
                payloadType,
                mimeType,
                clockRate,
                channels,
                feedback.stream().filter(theirs::contains).toList());
    }
}

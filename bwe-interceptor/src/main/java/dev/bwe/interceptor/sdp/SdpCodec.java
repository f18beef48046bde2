package dev.bwe.interceptor.sdp;

import dev.bwe.interceptor.RtcpFeedback;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A payload type as a media section defines it ({@code a=rtpmap}, {@code a=rtcp-fb}).
 *
 * @param payloadType 0 to 127
 * @param mimeType    for instance {@code video/VP8}
 * @param clockRate   ticks of the RTP timestamp a second
 * @param channels    audio channels, 0 where none are given
 * @param feedback    the feedback negotiated for it
 */
public record SdpCodec(int payloadType, String mimeType, int clockRate, int channels, List<RtcpFeedback> feedback) {
    /** Copies the list. */
    public SdpCodec {
        feedback = List.copyOf(feedback);
    }

    /** This payload type with the feedback that the other peer's has too. */
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

package dev.bwe.interceptor.sdp;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The payload types that the RTP/AVP profile assigns statically (RFC 3551 tables 4 and 5), which a description may list in its
 * {@code m=} line without an {@code a=rtpmap}. Types that the profile marks as reserved, unassigned or dynamic are absent.
 */
final class StaticPayloadTypes {
    private static final String AUDIO = "audio";
    private static final String VIDEO = "video";
    private static final int VIDEO_CLOCK_RATE = 90_000;

    private static final Map<Integer, Encoding> AUDIO_TYPES = Map.ofEntries(
            Map.entry(0, mono("PCMU", 8_000)),
            Map.entry(3, mono("GSM", 8_000)),
            Map.entry(4, mono("G723", 8_000)),
            Map.entry(5, mono("DVI4", 8_000)),
            Map.entry(6, mono("DVI4", 16_000)),
            Map.entry(7, mono("LPC", 8_000)),
            Map.entry(8, mono("PCMA", 8_000)),
            // G.722 samples at 16 kHz; its RTP clock rate is 8,000 by an error of RFC 1890 that was kept (section
            // 4.5.2).
            Map.entry(9, mono("G722", 8_000)),
            Map.entry(10, new Encoding("L16", 44_100, 2)),
            Map.entry(11, mono("L16", 44_100)),
            Map.entry(12, mono("QCELP", 8_000)),
            Map.entry(13, mono("CN", 8_000)),
            // The number of channels of MPEG audio is in the payload.
            Map.entry(14, new Encoding("MPA", 90_000, 0)),
            Map.entry(15, mono("G728", 8_000)),
            Map.entry(16, mono("DVI4", 11_025)),
            Map.entry(17, mono("DVI4", 22_050)),
            Map.entry(18, mono("G729", 8_000)),
            // An MPEG-2 transport stream carries audio, video or both.
            Map.entry(33, new Encoding("MP2T", 90_000, 0)));

    private static final Map<Integer, Encoding> VIDEO_TYPES = Map.of(
            25, video("CelB"),
            26, video("JPEG"),
            28, video("nv"),
            31, video("H261"),
            32, video("MPV"),
            33, video("MP2T"),
            34, video("H263"));

    private StaticPayloadTypes() {}

    private static Encoding mono(String name, int clockRate) {
        return new Encoding(name, clockRate, 1);
    }

    private static Encoding video(String name) {
        return new Encoding(name, VIDEO_CLOCK_RATE, 0);
    }

    /**
     * Finds the encoding that the profile assigns to a payload type.
     *
     * @param kind the media kind of the {@code m=} line
     * @return the encoding, or null where the profile assigns none to that kind and type
     */
    static @Nullable Encoding find(String kind, int payloadType) {
        return switch (kind) {
            case AUDIO -> AUDIO_TYPES.get(payloadType);
            case VIDEO -> VIDEO_TYPES.get(payloadType);
            default -> null;
        };
    }
}

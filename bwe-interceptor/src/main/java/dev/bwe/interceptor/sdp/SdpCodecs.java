package dev.bwe.interceptor.sdp;

import dev.bwe.interceptor.RtcpFeedback;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The payload types that a media section's lines define, in whatever order the lines come. */
final class SdpCodecs {
    private static final String ALL = "*";
    private static final String AUDIO = "audio";
    private static final int MAX_PAYLOAD_TYPE = 127;

    private final Map<Integer, Encoding> encodings = new HashMap<>();
    private final Map<Integer, List<RtcpFeedback>> feedback = new HashMap<>();
    private final List<RtcpFeedback> feedbackOfAll = new ArrayList<>();

    /** Reads the value of {@code a=rtpmap}. */
    void define(String value) {
        String[] words = SdpWords.of(value, 3);
        String[] encoding = words.length > 1 ? words[1].split("/", 4) : new String[0];
        int payloadType = payloadType(words[0]);
        if (payloadType >= 0 && encoding.length > 1) {
            int channels = encoding.length > 2 ? SdpWords.number(encoding[2], 0, 255, 0) : 0;
            int clockRate = SdpWords.number(encoding[1], 0, Integer.MAX_VALUE, 0);
            encodings.put(payloadType, new Encoding(encoding[0], clockRate, channels));
        }
    }

    /** Reads the value of {@code a=rtcp-fb}. */
    void addFeedback(String value) {
        String[] words = SdpWords.of(value, 3);
        if (words.length < 2) {
            return;
        }
        List<RtcpFeedback> list = feedbackOfAll;
        if (!words[0].equals(ALL)) {
            int payloadType = payloadType(words[0]);
            if (payloadType < 0) {
                return;
            }
            list = feedback.computeIfAbsent(payloadType, key -> new ArrayList<>());
        }
        if (list.size() < SdpSession.MAX_FEEDBACK) {
            list.add(new RtcpFeedback(words[1], words.length > 2 ? String.join(" ", SdpWords.of(words[2])) : ""));
        }
    }

    private static int payloadType(String digits) {
        return SdpWords.number(digits, 0, MAX_PAYLOAD_TYPE, -1);
    }

    /**
     * Returns the payload types in the order of preference: each that has an {@code a=rtpmap} or is assigned by the RTP/AVP profile.
     *
     * @param media the words of the {@code m=} line, of which the fourth and those behind it are payload types
     */
    List<SdpCodec> inOrderOfPreference(String[] media) {
        List<SdpCodec> codecs = new ArrayList<>();
        BitSet listed = new BitSet();
        for (int i = 3; i < media.length; i++) {
            int payloadType = payloadType(media[i]);
            if (payloadType < 0 || listed.get(payloadType)) {
                continue;
            }
            listed.set(payloadType);
            Encoding encoding = encoding(media[0], payloadType);
            if (encoding != null) {
                List<RtcpFeedback> all = new ArrayList<>(feedback.getOrDefault(payloadType, List.of()));
                all.addAll(feedbackOfAll);
                String mimeType = media[0] + "/" + encoding.name();
                codecs.add(new SdpCodec(payloadType, mimeType, encoding.clockRate(), encoding.channels(), all));
            }
        }
        return codecs;
    }

    /** What the section says of a payload type counts before what the profile says. */
    private @Nullable Encoding encoding(String kind, int payloadType) {
        Encoding own = encodings.get(payloadType);
        if (own == null) {
            return StaticPayloadTypes.find(kind, payloadType);
        }
        // RFC 8866 section 6.6: one audio channel may be left out.
        return own.channels() == 0 && kind.equals(AUDIO) ? new Encoding(own.name(), own.clockRate(), 1) : own;
    }
}

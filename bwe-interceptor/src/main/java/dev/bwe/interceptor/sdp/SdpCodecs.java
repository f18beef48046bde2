package dev.bwe.interceptor.sdp;

import dev.bwe.interceptor.RtcpFeedback;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The payload types that a media section's lines define, in whatever order the lines come. */
final class SdpCodecs {
    private static final String ALL = "*";

    private record Encoding(String name, int clockRate, int channels) {}

    private final Map<Integer, Encoding> encodings = new HashMap<>();
    private final Map<Integer, List<RtcpFeedback>> feedback = new HashMap<>();
    private final List<RtcpFeedback> feedbackOfAll = new ArrayList<>();

    /** Reads what stands behind {@code a=rtpmap:}. */
    void define(String value) {
        String[] words = value.split(" ", 2);
        String[] encoding = words.length > 1 ? words[1].trim().split("/", 4) : new String[0];
        int payloadType = SdpScope.number(words[0], 0, 127, -1);
        if (payloadType >= 0 && encoding.length > 1) {
            int channels = encoding.length > 2 ? SdpScope.number(encoding[2], 0, 255, 0) : 0;
            int clockRate = SdpScope.number(encoding[1], 0, Integer.MAX_VALUE, 0);
            encodings.put(payloadType, new Encoding(encoding[0], clockRate, channels));
        }
    }

    /** Reads what stands behind {@code a=rtcp-fb:}. */
    void addFeedback(String value) {
        String[] words = value.split(" ", 3);
        if (words.length < 2) {
            return;
        }
        List<RtcpFeedback> list = feedbackOfAll;
        if (!words[0].equals(ALL)) {
            int payloadType = SdpScope.number(words[0], 0, 127, -1);
            if (payloadType < 0) {
                return;
            }
            list = feedback.computeIfAbsent(payloadType, key -> new ArrayList<>());
        }
        if (list.size() < SdpSession.MAX_FEEDBACK) {
            list.add(new RtcpFeedback(words[1], words.length > 2 ? words[2].trim() : ""));
        }
    }

    /**
     * Tells them in the order of preference.
     *
     * @param media the words of the {@code m=} line, of which the fourth and those behind it are payload types
     */
    List<SdpCodec> inOrderOfPreference(String[] media) {
        List<SdpCodec> codecs = new ArrayList<>();
        for (int i = 3; i < media.length; i++) {
            int payloadType = SdpScope.number(media[i], 0, 127, -1);
            Encoding encoding = encodings.remove(payloadType);
            if (encoding != null) {
                List<RtcpFeedback> all = new ArrayList<>(feedback.getOrDefault(payloadType, List.of()));
                all.addAll(feedbackOfAll);
                String mimeType = media[0] + "/" + encoding.name();
                codecs.add(new SdpCodec(payloadType, mimeType, encoding.clockRate(), encoding.channels(), all));
            }
        }
        return codecs;
    }
}

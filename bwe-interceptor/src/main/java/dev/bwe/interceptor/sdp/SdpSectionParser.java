package dev.bwe.interceptor.sdp;

import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.RtcpFeedback;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the lines of one media section; the session's lines give what the section itself doesn't say. */
final class SdpSectionParser {
    private static final String ALLOW_MIXED = "a=extmap-allow-mixed";

    private final List<String> sessionLines;
    private final List<String> lines;

    SdpSectionParser(List<String> sessionLines, List<String> lines) {
        this.sessionLines = sessionLines;
        this.lines = lines;
    }

    SdpMediaSection parse(int index) {
        String[] media = lines.get(0).substring(2).trim().split(" +");
        String kind = media[0];
        return new SdpMediaSection(
                index,
                kind,
                media.length > 1 ? number(media[1].split("/", 2)[0], 0, 65_535, 0) : 0,
                lines.contains("a=bundle-only"),
                value(lines, "a=mid:"),
                direction(),
                inherited("a=setup:"),
                inherited("a=ice-ufrag:"),
                inherited("a=ice-pwd:"),
                fingerprints(),
                lines.contains("a=rtcp-rsize"),
                codecs(kind, media),
                headerExtensions("recvonly"),
                headerExtensions("sendonly"),
                lines.contains(ALLOW_MIXED) || sessionLines.contains(ALLOW_MIXED),
                new ArrayList<>(ssrcs()),
                ssrcGroups(),
                values(lines, "a=rid:").stream().map(rid -> rid.split(" ", 2)[0]).toList());
    }

    private String direction() {
        for (List<String> from : List.of(lines, sessionLines)) {
            for (String line : from) {
                switch (line) {
                    case "a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive" -> {
                        return line.substring(2);
                    }
                    default -> { }
                }
            }
        }
        return "sendrecv";
    }

    private List<String> fingerprints() {
        List<String> own = values(lines, "a=fingerprint:");
        return own.isEmpty() ? values(sessionLines, "a=fingerprint:") : own;
    }

    private List<SdpCodec> codecs(String kind, String[] media) {
        Map<Integer, List<RtcpFeedback>> feedback = new LinkedHashMap<>();
        List<RtcpFeedback> feedbackOfAll = new ArrayList<>();
        for (String line : values(lines, "a=rtcp-fb:")) {
            String[] words = line.split(" ", 3);
            if (words.length < 2) {
                continue;
            }
            RtcpFeedback kindOfFeedback = new RtcpFeedback(words[1], words.length > 2 ? words[2].trim() : "");
            int payloadType = number(words[0], 0, 127, -1);
            if (payloadType >= 0) {
                feedback.computeIfAbsent(payloadType, key -> new ArrayList<>()).add(kindOfFeedback);
            } else if (words[0].equals("*")) {
                feedbackOfAll.add(kindOfFeedback);
            }
        }
        Map<Integer, SdpCodec> defined = new LinkedHashMap<>();
        for (String line : values(lines, "a=rtpmap:")) {
            String[] words = line.split(" ", 2);
            String[] encoding = words.length > 1 ? words[1].trim().split("/") : new String[0];
            int payloadType = number(words[0], 0, 127, -1);
            if (payloadType < 0 || encoding.length < 2) {
                continue;
            }
            List<RtcpFeedback> all = new ArrayList<>(feedback.getOrDefault(payloadType, List.of()));
            all.addAll(feedbackOfAll);
            int clockRate = number(encoding[1], 0, Integer.MAX_VALUE, 0);
            int channels = encoding.length > 2 ? number(encoding[2], 0, 255, 0) : 0;
            defined.put(payloadType, new SdpCodec(payloadType, kind + "/" + encoding[0], clockRate, channels, all));
        }
        List<SdpCodec> inOrderOfPreference = new ArrayList<>();
        for (int i = 3; i < media.length; i++) {
            SdpCodec codec = defined.remove(number(media[i], 0, 127, -1));
            if (codec != null) {
                inOrderOfPreference.add(codec);
            }
        }
        return inOrderOfPreference;
    }

    /** All but those of one direction, and the inactive ones; without direction an extension goes both ways. */
    private List<HeaderExtension> headerExtensions(String excludedDirection) {
        List<HeaderExtension> extensions = new ArrayList<>();
        for (List<String> from : List.of(lines, sessionLines)) {
            for (String line : values(from, "a=extmap:")) {
                String[] words = line.split(" +");
                String[] entry = words[0].split("/", 2);
                String direction = entry.length > 1 ? entry[1] : "sendrecv";
                int id = number(entry[0], 1, 255, -1);
                if (id > 0 && words.length > 1 && !direction.equals(excludedDirection) && !direction.equals("inactive")) {
                    extensions.add(new HeaderExtension(words[1], id));
                }
            }
        }
        return extensions;
    }

    private List<SdpSsrcGroup> ssrcGroups() {
        List<SdpSsrcGroup> groups = new ArrayList<>();
        for (String line : values(lines, "a=ssrc-group:")) {
            String[] words = line.split(" +");
            List<Integer> members = new ArrayList<>();
            for (int i = 1; i < words.length; i++) {
                unsigned(words[i]).ifPresent(members::add);
            }
            if (!members.isEmpty()) {
                groups.add(new SdpSsrcGroup(words[0], members));
            }
        }
        return groups;
    }

    private Set<Integer> ssrcs() {
        Set<Integer> ssrcs = new LinkedHashSet<>();
        for (String line : values(lines, "a=ssrc:")) {
            unsigned(line.split(" ", 2)[0]).ifPresent(ssrcs::add);
        }
        return ssrcs;
    }

    private String inherited(String prefix) {
        String own = value(lines, prefix);
        return own.isEmpty() ? value(sessionLines, prefix) : own;
    }

    private static String value(List<String> from, String prefix) {
        List<String> all = values(from, prefix);
        return all.isEmpty() ? "" : all.get(0);
    }

    private static List<String> values(List<String> from, String prefix) {
        return from.stream().filter(line -> line.startsWith(prefix)).map(line -> line.substring(prefix.length()).trim()).toList();
    }

    private static OptionalInt unsigned(String digits) {
        try {
            return OptionalInt.of(Integer.parseUnsignedInt(digits));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    private static int number(String digits, int min, int max, int otherwise) {
        try {
            int number = Integer.parseInt(digits);
            return number >= min && number <= max ? number : otherwise;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}

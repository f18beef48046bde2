package dev.bwe.interceptor.sdp;

import dev.bwe.interceptor.HeaderExtension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the lines of one scope say, the session's or a media section's. Each line is read once; where an attribute may occur once,
 * its first line counts.
 */
final class SdpScope {
    static final String BUNDLE = "group:BUNDLE";

    private static final String BOTH_WAYS = "sendrecv";
    private static final String ALLOW_MIXED = "extmap-allow-mixed";

    private final Set<String> flags = new HashSet<>();
    private final Map<String, String> values = new HashMap<>();
    private final List<String> fingerprints = new ArrayList<>();
    private List<String> sharedFingerprints;
    private final SdpCodecs codecs = new SdpCodecs();
    private final SdpExtensions sent = new SdpExtensions();
    private final SdpExtensions taken = new SdpExtensions();
    private final Set<Integer> ssrcs = new LinkedHashSet<>();
    private final List<SdpSsrcGroup> ssrcGroups = new ArrayList<>();
    private final List<String> rids = new ArrayList<>();
    private String direction = "";

    void read(String line) {
        if (!line.startsWith("a=")) {
            return;
        }
        int colon = line.indexOf(':');
        if (colon < 0) {
            readFlag(line);
        } else {
            readAttribute(line.substring(2, colon), line.substring(colon + 1).trim());
        }
    }

    private void readFlag(String line) {
        switch (line) {
            case "a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive" -> {
                if (direction.isEmpty()) {
                    direction = line.substring(2);
                }
            }
            case "a=bundle-only", "a=rtcp-rsize", "a=" + ALLOW_MIXED -> flags.add(line.substring(2));
            default -> {}
        }
    }

    private void readAttribute(String name, String value) {
        switch (name) {
            case "mid", "setup", "ice-ufrag", "ice-pwd" -> values.putIfAbsent(name, value);
            case "fingerprint" -> fingerprints.add(value);
            case "extmap" -> readExtension(value);
            case "rtpmap" -> codecs.define(value);
            case "rtcp-fb" -> codecs.addFeedback(value);
            case "ssrc" -> unsigned(value.split(" ", 2)[0]).ifPresent(ssrcs::add);
            case "ssrc-group" -> readGroup(value);
            case "group" -> readBundle(value);
            case "rid" -> rids.add(value.split(" ", 2)[0]);
            default -> {}
        }
    }

    private void readExtension(String value) {
        String[] words = value.split(" +", 3);
        String[] entry = words[0].split("/", 2);
        String way = entry.length > 1 ? entry[1] : BOTH_WAYS;
        int id = number(entry[0], 1, 255, -1);
        if (id < 0 || words.length < 2 || way.equals("inactive")) {
            return;
        }
        // Without direction it goes both ways.
        HeaderExtension extension = new HeaderExtension(words[1], id);
        if (!way.equals("recvonly")) {
            sent.add(extension);
        }
        if (!way.equals("sendonly")) {
            taken.add(extension);
        }
    }

    private void readBundle(String value) {
        if (value.startsWith("BUNDLE ")) {
            values.putIfAbsent(BUNDLE, value.substring("BUNDLE ".length()).trim());
        }
    }

    private void readGroup(String value) {
        String[] words = value.split(" +");
        List<Integer> members = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            unsigned(words[i]).ifPresent(members::add);
        }
        if (!members.isEmpty()) {
            ssrcGroups.add(new SdpSsrcGroup(words[0], members));
        }
    }

    /**
     * Makes the scope a media section.
     *
     * @param mediaLine the {@code m=} line that begins it
     * @param session   tells what the section itself doesn't say
     */
    SdpMediaSection toSection(String mediaLine, int index, SdpScope session) {
        String[] media = mediaLine.substring(2).trim().split(" +");
        String ownDirection = direction.isEmpty() ? session.direction : direction;
        return new SdpMediaSection(
                index,
                media[0],
                media.length > 1 ? number(media[1].split("/", 2)[0], 0, 65_535, 0) : 0,
                flags.contains("bundle-only"),
                value("mid"),
                ownDirection.isEmpty() ? BOTH_WAYS : ownDirection,
                inherited("setup", session),
                inherited("ice-ufrag", session),
                inherited("ice-pwd", session),
                fingerprints.isEmpty() ? session.fingerprints() : fingerprints,
                flags.contains("rtcp-rsize"),
                codecs.inOrderOfPreference(media),
                sent.with(session.sent),
                taken.with(session.taken),
                flags.contains(ALLOW_MIXED) || session.flags.contains(ALLOW_MIXED),
                List.copyOf(ssrcs),
                ssrcGroups,
                rids);
    }

    /** Unchangeable, so that sections share it. */
    private List<String> fingerprints() {
        if (sharedFingerprints == null) {
            sharedFingerprints = List.copyOf(fingerprints);
        }
        return sharedFingerprints;
    }

    String value(String name) {
        return values.getOrDefault(name, "");
    }

    private String inherited(String name, SdpScope session) {
        String own = value(name);
        return own.isEmpty() ? session.value(name) : own;
    }

    static OptionalInt unsigned(String digits) {
        try {
            return OptionalInt.of(Integer.parseUnsignedInt(digits));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    static int number(String digits, int min, int max, int otherwise) {
        try {
            int number = Integer.parseInt(digits);
            return number >= min && number <= max ? number : otherwise;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}

package dev.bwe.interceptor.sdp;

import dev.bwe.interceptor.HeaderExtension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one scope, the session or a media section. Each line is read once. Of an attribute that may occur once, the
 * first line counts.
 */
final class SdpScope {
    static final String BUNDLE = "group:BUNDLE";

    private static final String BOTH_WAYS = "sendrecv";
    private static final String BUNDLE_ONLY = "bundle-only";
    private static final String REDUCED_SIZE = "rtcp-rsize";
    private static final String ALLOW_MIXED = "extmap-allow-mixed";

    private final Set<String> flags = new HashSet<>();
    private final Map<String, String> values = new HashMap<>();
    private final List<String> fingerprints = new ArrayList<>();
    private @Nullable List<String> sharedFingerprints;
    private final SdpCodecs codecs = new SdpCodecs();
    private final SdpExtensions sent = new SdpExtensions();
    private final SdpExtensions taken = new SdpExtensions();
    private final Set<Integer> ssrcs = new LinkedHashSet<>();
    private final List<SdpSsrcGroup> ssrcGroups = new ArrayList<>();
    private final List<String> rids = new ArrayList<>();
    private String direction = "";

    /**
     * Reads one line. As in libwebrtc, an attribute's name ends with the first colon or blank, and a flag that has a value is set all
     * the same. Blanks and control characters around a value do not belong to it.
     */
    void read(String line) {
        if (!line.startsWith("a=")) {
            return;
        }
        int end = endOfName(line);
        String name = line.substring(2, end);
        if (!readFlag(name) && end < line.length() && line.charAt(end) == ':') {
            readAttribute(name, line.substring(end + 1).trim());
        }
    }

    private static int endOfName(String line) {
        int end = 2;
        while (end < line.length() && line.charAt(end) != ':' && line.charAt(end) > ' ') {
            end++;
        }
        return end;
    }

    /** Returns false if the attribute is none of the flags that count. */
    private boolean readFlag(String name) {
        switch (name) {
            case BOTH_WAYS, "sendonly", "recvonly", "inactive" -> {
                if (direction.isEmpty()) {
                    direction = name;
                }
            }
            case BUNDLE_ONLY, REDUCED_SIZE, ALLOW_MIXED -> flags.add(name);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void readAttribute(String name, String value) {
        switch (name) {
            case "mid", "setup", "ice-ufrag", "ice-pwd" -> values.putIfAbsent(name, value);
            case "fingerprint" -> fingerprints.add(String.join(" ", SdpWords.of(value)));
            case "extmap" -> readExtension(value);
            case "rtpmap" -> codecs.define(value);
            case "rtcp-fb" -> codecs.addFeedback(value);
            case "ssrc" -> SdpWords.unsigned(SdpWords.of(value, 2)[0]).ifPresent(ssrcs::add);
            case "ssrc-group" -> readGroup(value);
            case "group" -> readBundle(value);
            case "rid" -> rids.add(SdpWords.of(value, 2)[0]);
            default -> {}
        }
    }

    /** Reads {@code <id>[/<direction>] <URI> [<attributes>]} (RFC 8285 section 8); an encrypted one's URI has two words. */
    private void readExtension(String value) {
        String[] words = SdpWords.of(value, 2);
        String[] entry = words[0].split("/", 2);
        String way = entry.length > 1 ? entry[1] : BOTH_WAYS;
        int id = SdpWords.number(entry[0], 1, 255, -1);
        if (id < 0 || words.length < 2 || way.equals("inactive")) {
            return;
        }
        String[] described = SdpWords.of(words[1], 2);
        String uri = described[0];
        if (uri.equals(HeaderExtension.ENCRYPTED)) {
            if (described.length < 2) {
                return;
            }
            described = SdpWords.of(described[1], 2);
            uri = HeaderExtension.encrypted(described[0]);
        }
        HeaderExtension extension = new HeaderExtension(uri, id, described.length > 1 ? described[1] : "");
        // An extension without a direction may go both ways.
        if (!way.equals("recvonly")) {
            sent.add(extension);
        }
        if (!way.equals("sendonly")) {
            taken.add(extension);
        }
    }

    private void readBundle(String value) {
        String[] words = SdpWords.of(value, 2);
        if (words[0].equals("BUNDLE") && words.length > 1) {
            values.putIfAbsent(BUNDLE, words[1]);
        }
    }

    private void readGroup(String value) {
        String[] words = SdpWords.of(value);
        List<Integer> members = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            SdpWords.unsigned(words[i]).ifPresent(members::add);
        }
        if (!members.isEmpty()) {
            ssrcGroups.add(new SdpSsrcGroup(words[0], members));
        }
    }

    /**
     * Makes a media section of the scope.
     *
     * @param mediaLine the {@code m=} line that begins it
     * @param index     its place among the sections, from 0
     * @param session   the session's attributes, which hold where the section has none of its own
     */
    SdpMediaSection toSection(String mediaLine, int index, SdpScope session) {
        String[] media = SdpWords.of(mediaLine.substring(2).trim());
        String ownDirection = direction.isEmpty() ? session.direction : direction;
        return new SdpMediaSection(
                index,
                media[0],
                media.length > 1 ? SdpWords.number(media[1].split("/", 2)[0], 0, 65_535, 0) : 0,
                flags.contains(BUNDLE_ONLY),
                value("mid"),
                ownDirection.isEmpty() ? BOTH_WAYS : ownDirection,
                inherited("setup", session),
                inherited("ice-ufrag", session),
                inherited("ice-pwd", session),
                fingerprints.isEmpty() ? session.fingerprints() : fingerprints,
                flags.contains(REDUCED_SIZE),
                codecs.inOrderOfPreference(media),
                sent.with(session.sent),
                taken.with(session.taken),
                flags.contains(ALLOW_MIXED) || session.flags.contains(ALLOW_MIXED),
                List.copyOf(ssrcs),
                ssrcGroups,
                rids);
    }

    /** Returns the fingerprints as an immutable list that sections share. */
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
}

package dev.bwe.interceptor.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a session description (RFC 8866, as WebRTC uses it) says of its media sections. Immutable.
 *
 * <p>Lines that aren't understood are passed over: a description that a WebRTC implementation accepts is accepted here. Lines end
 * with CR LF or LF.
 */
public final class SdpSession {
    private final List<SdpMediaSection> sections;
    private final List<String> bundledMids;

    private SdpSession(List<SdpMediaSection> sections, List<String> bundledMids) {
        this.sections = List.copyOf(sections);
        this.bundledMids = List.copyOf(bundledMids);
    }

    /**
     * Reads a description.
     *
     * @param sdp its text
     * @return what it says; without any {@code m=} line, a session of no sections
     */
    public static SdpSession parse(String sdp) {
        Objects.requireNonNull(sdp, "sdp");
        List<String> sessionLines = new ArrayList<>();
        List<List<String>> sectionLines = new ArrayList<>();
        List<String> current = sessionLines;
        for (String line : sdp.lines().toList()) {
            if (line.startsWith("m=")) {
                current = new ArrayList<>();
                sectionLines.add(current);
            }
            current.add(line);
        }
        List<SdpMediaSection> sections = new ArrayList<>();
        for (List<String> lines : sectionLines) {
            sections.add(new SdpSectionParser(sessionLines, lines).parse(sections.size()));
        }
        return new SdpSession(sections, bundledMids(sessionLines));
    }

    private static List<String> bundledMids(List<String> sessionLines) {
        for (String line : sessionLines) {
            if (line.startsWith("a=group:BUNDLE ")) {
                return List.of(line.substring("a=group:BUNDLE ".length()).trim().split(" +"));
            }
        }
        return List.of();
    }

    /**
     * Returns the media sections.
     *
     * @return the sections, in the description's order
     */
    public List<SdpMediaSection> sections() {
        return sections;
    }

    /**
     * Narrows an offer to what the answer took, or the other way round.
     *
     * @param other the other peer's description, whose sections stand in the same order (RFC 3264 section 6)
     * @return this session, each section {@link SdpMediaSection#negotiatedWith narrowed}
     */
    public SdpSession negotiatedWith(SdpSession other) {
        List<SdpMediaSection> narrowed = new ArrayList<>();
        for (SdpMediaSection section : sections) {
            boolean answered = section.index() < other.sections.size();
            narrowed.add(answered ? section.negotiatedWith(other.sections.get(section.index())) : section);
        }
        return new SdpSession(narrowed, bundledMids);
    }

    /**
     * Returns the media identifications of the first bundle ({@code a=group:BUNDLE}, RFC 9143).
     *
     * @return the mids; the first one's section describes the transport that all of them share; empty where nothing is bundled
     */
    public List<String> bundledMids() {
        return bundledMids;
    }

    /**
     * Finds the section that signals a stream with {@code a=ssrc}.
     *
     * @param ssrc an unsigned 32-bit number
     * @return the section, or null where none names it
     */
    public SdpMediaSection sectionOfSsrc(int ssrc) {
        for (SdpMediaSection section : sections) {
            if (section.ssrcs().contains(ssrc)) {
                return section;
            }
        }
        return null;
    }

    /**
     * Finds the section with a media identification.
     *
     * @param mid what {@code a=mid} says
     * @return the section, or null where there is none
     */
    public SdpMediaSection sectionOfMid(String mid) {
        for (SdpMediaSection section : sections) {
            if (section.mid().equals(mid)) {
                return section;
            }
        }
        return null;
    }

    /**
     * Finds the only section that lists a payload type.
     *
     * @param payloadType 0 to 127
     * @return the section, or null where none or more than one active section lists it
     */
    public SdpMediaSection sectionOfPayloadType(int payloadType) {
        SdpMediaSection found = null;
        for (SdpMediaSection section : sections) {
            if (section.isActive() && section.codec(payloadType) != null) {
                if (found != null) {
                    return null;
                }
                found = section;
            }
        }
        return found;
    }
}

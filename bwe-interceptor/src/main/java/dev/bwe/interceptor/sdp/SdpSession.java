package dev.bwe.interceptor.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a session description (RFC 8866, as WebRTC uses it) says of its media sections. Immutable.
 *
 * <p>Lines that aren't understood are passed over: a description that a WebRTC implementation accepts is accepted here. Lines end
 * with CR LF or LF.
 *
 * <p>Reading takes time and memory in proportion to the text's length, whoever wrote it, and so does narrowing one description to
 * another. To that end some things that no description of a call has are passed over: what stands behind the first
 * {@value #MAX_SECTIONS} sections, and the kinds of feedback of a payload type behind the first {@value #MAX_FEEDBACK}. In each
 * direction a header extension id counts where it occurs first, in the section before the session.
 */
public final class SdpSession {
    /** How many media sections of a description count. */
    public static final int MAX_SECTIONS = 4_096;
    /** How many lines of feedback count for a payload type, and how many for all of a section's payload types. */
    public static final int MAX_FEEDBACK = 64;

    private final List<SdpMediaSection> sections;
    private final List<String> bundledMids;
    private final Map<Integer, SdpMediaSection> bySsrc = new HashMap<>();
    private final Map<String, SdpMediaSection> byMid = new HashMap<>();

    private SdpSession(List<SdpMediaSection> sections, List<String> bundledMids) {
        this.sections = List.copyOf(sections);
        this.bundledMids = List.copyOf(bundledMids);
        for (SdpMediaSection section : sections) {
            section.ssrcs().forEach(ssrc -> bySsrc.putIfAbsent(ssrc, section));
            byMid.putIfAbsent(section.mid(), section);
        }
    }

    /**
     * Reads a description.
     *
     * @param sdp its text
     * @return what it says; without any {@code m=} line, a session of no sections
     */
    public static SdpSession parse(String sdp) {
        Objects.requireNonNull(sdp, "sdp");
        SdpScope session = new SdpScope();
        SdpScope scope = session;
        String mediaLine = null;
        List<SdpMediaSection> sections = new ArrayList<>();
        Iterator<String> lines = sdp.lines().iterator();
        while (lines.hasNext() && sections.size() < MAX_SECTIONS) {
            String line = lines.next();
            if (line.startsWith("m=")) {
                if (mediaLine != null) {
                    sections.add(scope.toSection(mediaLine, sections.size(), session));
                }
                mediaLine = line;
                scope = new SdpScope();
            } else {
                scope.read(line);
            }
        }
        if (mediaLine != null && sections.size() < MAX_SECTIONS) {
            sections.add(scope.toSection(mediaLine, sections.size(), session));
        }
        String bundle = session.value(SdpScope.BUNDLE);
        return new SdpSession(sections, bundle.isEmpty() ? List.of() : List.of(bundle.split(" +")));
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
     * @return the first section that does, or null where none names it
     */
    public SdpMediaSection sectionOfSsrc(int ssrc) {
        return bySsrc.get(ssrc);
    }

    /**
     * Finds the section with a media identification.
     *
     * @param mid what {@code a=mid} says
     * @return the first section that has it, or null where there is none
     */
    public SdpMediaSection sectionOfMid(String mid) {
        return byMid.get(mid);
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

package dev.bwe.interceptor.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The media sections of a session description (RFC 8866, as WebRTC uses it). Immutable.
 *
 * <p>Unknown lines are ignored: a description that a WebRTC implementation accepts is accepted here. Lines end with CR LF, LF or CR.
 * Any run of blanks and tabs separates words, and blanks at the end of a line are ignored.
 *
 * <p>Parsing takes time and memory in proportion to the text's length, for hostile texts too, and so does narrowing one description
 * to another. Two limits that no description of a call reaches ensure this: sections behind the first {@value #MAX_SECTIONS} are
 * ignored, and so are a payload type's feedback lines behind the first {@value #MAX_FEEDBACK}. In each direction the first
 * {@code a=extmap} of an id counts; a section's own lines come before the session's.
 */
public final class SdpSession {
    /** The maximum number of media sections; later ones are ignored. */
    public static final int MAX_SECTIONS = 4_096;
    /** The maximum number of feedback lines for one payload type, and for the {@code *} of a section; later ones are ignored. */
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
     * Parses a description.
     *
     * @param sdp the description's text
     * @return the description; one without any {@code m=} line has no sections
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
        return new SdpSession(sections, bundle.isEmpty() ? List.of() : List.of(SdpWords.of(bundle)));
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
     * Narrows an offer to what the answer accepts, or the other way round.
     *
     * @param other the other peer's description, whose sections have the same order (RFC 3264 section 6)
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
     * @return the mids, of which the first names the section that describes the shared transport; empty where nothing is bundled
     */
    public List<String> bundledMids() {
        return bundledMids;
    }

    /**
     * Finds the section that signals a stream with {@code a=ssrc}.
     *
     * @param ssrc an unsigned 32-bit number
     * @return the first section that names it, or null where none does
     */
    public @Nullable SdpMediaSection sectionOfSsrc(int ssrc) {
        return bySsrc.get(ssrc);
    }

    /**
     * Finds the section with a media identification.
     *
     * @param mid the value of {@code a=mid}
     * @return the first section that has it, or null where there is none
     */
    public @Nullable SdpMediaSection sectionOfMid(String mid) {
        return byMid.get(mid);
    }

    /**
     * Finds the only section that lists a payload type.
     *
     * @param payloadType 0 to 127
     * @return the section, or null where none or more than one active section lists it
     */
    public @Nullable SdpMediaSection sectionOfPayloadType(int payloadType) {
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

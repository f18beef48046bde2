package dev.bwe.interceptor.sdp;

import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.StreamInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One {@code m=} section of a session description, with what it inherits from the session. Immutable.
 *
 * @param index            the section's place in the description, from 0
 * @param kind             {@code audio}, {@code video}, {@code application}
 * @param port             the port of the {@code m=} line; 0 means that the section is rejected or bundled
 * @param bundleOnly       whether it says {@code a=bundle-only}
 * @param mid              the media identification, empty where there is none
 * @param direction        {@code sendrecv}, {@code sendonly}, {@code recvonly} or {@code inactive}
 * @param setup            {@code actpass}, {@code active}, {@code passive}; empty where there is none
 * @param iceUfrag         the ICE user name fragment, empty where there is none
 * @param icePwd           the ICE password, empty where there is none
 * @param fingerprints     the certificate fingerprints, each as {@code sha-256 AA:BB:...}
 * @param reducedSizeRtcp  whether {@code a=rtcp-rsize} is there
 * @param codecs           the payload types that an {@code a=rtpmap} or the RTP/AVP profile (RFC 3551) defines, in order of preference
 * @param headerExtensions the RTP header extensions that the described peer may send, by the direction in {@code a=extmap}
 * @param takenExtensions  the RTP header extensions that the described peer accepts
 * @param extmapAllowMixed whether {@code a=extmap-allow-mixed} is there: both forms of header extensions may occur in one stream
 * @param ssrcs            the streams signalled by {@code a=ssrc}
 * @param ssrcGroups       the groups that these streams form
 * @param rids             the restriction identifiers of {@code a=rid} (RFC 8851), one for each simulcast encoding
 */
public record SdpMediaSection(
        int index,
        String kind,
        int port,
        boolean bundleOnly,
        String mid,
        String direction,
        String setup,
        String iceUfrag,
        String icePwd,
        List<String> fingerprints,
        boolean reducedSizeRtcp,
        List<SdpCodec> codecs,
        List<HeaderExtension> headerExtensions,
        List<HeaderExtension> takenExtensions,
        boolean extmapAllowMixed,
        List<Integer> ssrcs,
        List<SdpSsrcGroup> ssrcGroups,
        List<String> rids) {

    /** Copies the lists. */
    public SdpMediaSection {
        fingerprints = List.copyOf(fingerprints);
        codecs = List.copyOf(codecs);
        headerExtensions = List.copyOf(headerExtensions);
        takenExtensions = List.copyOf(takenExtensions);
        ssrcs = List.copyOf(ssrcs);
        ssrcGroups = List.copyOf(ssrcGroups);
        rids = List.copyOf(rids);
    }

    /**
     * Returns whether the section is in use.
     *
     * @return false if it was rejected (port 0 without {@code a=bundle-only}) or is inactive
     */
    public boolean isActive() {
        return (port != 0 || bundleOnly) && !direction.equals("inactive");
    }

    /**
     * Narrows an offer to what the answer accepts, or the other way round: header extensions, payload types and feedback that the other
     * peer's section doesn't have are left out.
     *
     * @param other the same section in the other peer's description
     * @return this section with what both sections have
     */
    public SdpMediaSection negotiatedWith(SdpMediaSection other) {
        Map<Integer, SdpCodec> theirs = new HashMap<>();
        other.codecs.forEach(codec -> theirs.putIfAbsent(codec.payloadType(), codec));
        List<SdpCodec> common = new ArrayList<>();
        for (SdpCodec own : codecs) {
            SdpCodec same = theirs.get(own.payloadType());
            if (same != null) {
                common.add(own.withFeedbackOf(same));
            }
        }
        return new SdpMediaSection(
                index,
                kind,
                port,
                bundleOnly,
                mid,
                direction,
                setup,
                iceUfrag,
                icePwd,
                fingerprints,
                reducedSizeRtcp && other.reducedSizeRtcp,
                List.copyOf(common),
                common(headerExtensions, other.takenExtensions),
                common(takenExtensions, other.headerExtensions),
                extmapAllowMixed && other.extmapAllowMixed,
                ssrcs,
                ssrcGroups,
                rids);
    }

    private static List<HeaderExtension> common(List<HeaderExtension> own, List<HeaderExtension> theirs) {
        Set<String> uris = new HashSet<>();
        theirs.forEach(extension -> uris.add(extension.uri()));
        return own.stream().filter(extension -> uris.contains(extension.uri())).toList();
    }

    /**
     * Finds the stream that carries another stream's retransmissions (RFC 4588), from an {@code FID} group.
     *
     * @param ssrc the stream whose lost packets are sent again, an unsigned 32-bit number
     * @return the retransmission stream's SSRC; empty where none is signalled
     */
    public OptionalInt retransmissionSsrc(int ssrc) {
        for (SdpSsrcGroup group : ssrcGroups) {
            if (group.semantics().equals(SdpSsrcGroup.FLOW_IDENTIFICATION)
                    && group.ssrcs().size() > 1
                    && group.ssrcs().get(0) == ssrc) {
                return OptionalInt.of(group.ssrcs().get(1));
            }
        }
        return OptionalInt.empty();
    }

    /**
     * Finds a payload type.
     *
     * @param payloadType 0 to 127
     * @return its definition, or null where the section doesn't list it
     */
    public @Nullable SdpCodec codec(int payloadType) {
        for (SdpCodec codec : codecs) {
            if (codec.payloadType() == payloadType) {
                return codec;
            }
        }
        return null;
    }

    /**
     * Describes a stream of this section.
     *
     * @param ssrc        its SSRC, an unsigned 32-bit number
     * @param payloadType its payload type, 0 to 127; -1, while it is unknown, stands for the section's first
     * @return the description; for a payload type that isn't listed, the MIME type is the section's kind alone and the clock rate is 0
     */
    public StreamInfo streamInfo(int ssrc, int payloadType) {
        SdpCodec codec = payloadType < 0 && !codecs.isEmpty() ? codecs.get(0) : codec(payloadType);
        if (codec == null) {
            return new StreamInfo(ssrc, Math.max(payloadType, 0), kind + "/", 0, 0, mid, headerExtensions, List.of());
        }
        return new StreamInfo(
                ssrc,
                codec.payloadType(),
                codec.mimeType(),
                codec.clockRate(),
                codec.channels(),
                mid,
                headerExtensions,
                codec.feedback());
    }
}

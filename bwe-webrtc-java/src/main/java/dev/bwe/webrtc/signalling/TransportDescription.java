package dev.bwe.webrtc.signalling;

import dev.bwe.interceptor.sdp.SdpMediaSection;
import dev.bwe.interceptor.sdp.SdpSession;
import dev.bwe.webrtc.dtls.Fingerprint;
import dev.bwe.webrtc.stun.IceCredentials;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session description says of the one transport that all its media share.
 *
 * @param mid          media identification of the section that describes the transport, empty where it has none
 * @param credentials  for ICE
 * @param fingerprints of the certificates that the peer may show, those with a usable hash function
 * @param setup        {@code actpass}, {@code active}, {@code passive} or empty
 * @param tlsId        value of {@code a=tls-id} (RFC 8842 section 4), empty where there is none
 */
public record TransportDescription(
        String mid, IceCredentials credentials, List<Fingerprint> fingerprints, String setup, String tlsId) {
    private static final String TLS_ID = "a=tls-id:";

    /**
     * Reads a description.
     *
     * @return null where no section has ICE credentials
     * @throws IllegalArgumentException if a fingerprint is malformed, or none of them has a usable hash function
     */
    public static @Nullable TransportDescription of(String sdp) {
        SdpSession session = SdpSession.parse(sdp);
        SdpMediaSection section = section(session);
        if (section == null || section.iceUfrag().isEmpty() || section.icePwd().isEmpty()) {
            return null;
        }
        return new TransportDescription(
                section.mid(),
                new IceCredentials(section.iceUfrag(), section.icePwd()),
                usable(section.fingerprints()),
                section.setup(),
                tlsId(sdp, section.index()));
    }

    private static @Nullable SdpMediaSection section(SdpSession session) {
        SdpMediaSection section = null;
        if (!session.bundledMids().isEmpty()) {
            section = session.sectionOfMid(session.bundledMids().get(0));
        }
        for (int i = 0; section == null && i < session.sections().size(); i++) {
            SdpMediaSection candidate = session.sections().get(i);
            if (!candidate.iceUfrag().isEmpty() && candidate.port() != 0) {
                section = candidate;
            }
        }
        return section;
    }

    private static List<Fingerprint> usable(List<String> fingerprints) {
        List<Fingerprint> usable = fingerprints.stream()
                .filter(Fingerprint::isUsable)
                .map(Fingerprint::parse)
                .toList();
        if (usable.isEmpty() && !fingerprints.isEmpty()) {
            throw new IllegalArgumentException(
                    "a=fingerprint has no usable hash function: " + String.join(", ", fingerprints));
        }
        return usable;
    }

    /** Returns the id that stands in a section or, for all sections, before the first one. */
    private static String tlsId(String sdp, int sectionIndex) {
        String found = "";
        int index = -1;
        for (Iterator<String> lines = sdp.lines().iterator(); lines.hasNext() && index <= sectionIndex; ) {
            String line = lines.next();
            if (line.startsWith("m=")) {
                index++;
            } else if (line.startsWith(TLS_ID) && (index == -1 || index == sectionIndex)) {
                found = line.substring(TLS_ID.length()).strip();
            }
        }
        return found;
    }
}

package dev.bwe.webrtc.signalling;

import dev.bwe.interceptor.sdp.SdpMediaSection;
import dev.bwe.interceptor.sdp.SdpSession;
import dev.bwe.webrtc.dtls.Fingerprint;
import dev.bwe.webrtc.stun.IceCredentials;
import java.util.List;

/**
 * What a session description says of the one transport that all its media share.
 *
 * @param mid          the media identification of the section that describes it, empty where it has none
 * @param credentials  for ICE
 * @param fingerprints of the certificates that the peer may show
 * @param setup        {@code actpass}, {@code active}, {@code passive} or empty
 */
public record TransportDescription(
        String mid, IceCredentials credentials, List<Fingerprint> fingerprints, String setup) {
    /**
     * Reads a description.
     *
     * @return null where no section has ICE credentials
     * @throws IllegalArgumentException if a fingerprint is malformed
     */
    public static TransportDescription of(SdpSession session) {
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
        if (section == null || section.iceUfrag().isEmpty()) {
            return null;
        }
        return new TransportDescription(
                section.mid(),
                new IceCredentials(section.iceUfrag(), section.icePwd()),
                section.fingerprints().stream().map(Fingerprint::parse).toList(),
                section.setup());
    }
}

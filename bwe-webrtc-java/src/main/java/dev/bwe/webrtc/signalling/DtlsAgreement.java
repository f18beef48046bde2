package dev.bwe.webrtc.signalling;

import dev.bwe.webrtc.dtls.DtlsRole;
import dev.bwe.webrtc.dtls.Fingerprint;
import java.util.List;
import java.util.Set;

/**
 * What an accepted offer and its answer say of DTLS. An association lasts as long as they say the same (RFC 8842 section 4).
 *
 * @param transportMid       media identification of the section that describes the transport; libwebrtc opens a new transport for
 *                           another section
 * @param localRole          the local peer's role
 * @param localFingerprints  fingerprints of which the local peer's certificate has one
 * @param remoteFingerprints fingerprints of which the remote peer's certificate has one
 * @param remoteTlsId        the remote peer's {@code a=tls-id}, empty where it has none
 */
public record DtlsAgreement(
        String transportMid,
        DtlsRole localRole,
        List<Fingerprint> localFingerprints,
        List<Fingerprint> remoteFingerprints,
        String remoteTlsId) {
    /** Returns true if the remote peer keeps the association that it has under another agreement. */
    public boolean hasSameRemoteAssociation(DtlsAgreement other) {
        return hasSameTransport(other)
                && remoteTlsId.equals(other.remoteTlsId)
                && Set.copyOf(remoteFingerprints).equals(Set.copyOf(other.remoteFingerprints));
    }

    /** Returns true if the local peer, which knows nothing of the remote peer's certificate, keeps its association. */
    public boolean hasSameLocalAssociation(DtlsAgreement other) {
        return hasSameTransport(other) && Set.copyOf(localFingerprints).equals(Set.copyOf(other.localFingerprints));
    }

    private boolean hasSameTransport(DtlsAgreement other) {
        return transportMid.equals(other.transportMid) && localRole == other.localRole;
    }
}

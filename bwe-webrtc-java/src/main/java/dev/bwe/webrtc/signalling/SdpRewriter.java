package dev.bwe.webrtc.signalling;

import dev.bwe.interceptor.RtcpFeedback;
import dev.bwe.webrtc.dtls.Fingerprint;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Replaces fingerprints and addresses in the text of a session description and removes transport-wide feedback. Everything else stays
 * as it is. Immutable.
 */
public final class SdpRewriter {
    private static final String CRLF = "\r\n";
    /** Common to the names of both versions of the transport-wide sequence number extension. */
    private static final String TRANSPORT_WIDE_EXTENSIONS = "transport-wide-cc-";

    private final boolean keepTransportCc;

    /**
     * @param keepTransportCc true to keep transport-wide feedback, with which a sender treats REMB as a cap only
     */
    public SdpRewriter(boolean keepTransportCc) {
        this.keepTransportCc = keepTransportCc;
    }

    /**
     * Rewrites a description.
     *
     * @param sdp          the description
     * @param fingerprints replace those of each section that has any
     * @param candidates   rewrites a candidate, without {@code a=}; null drops it
     */
    String rewrite(String sdp, List<Fingerprint> fingerprints, UnaryOperator<String> candidates) {
        StringBuilder out = new StringBuilder(sdp.length() + 256);
        boolean fingerprinted = false;
        for (String line : sdp.lines().toList()) {
            if (line.startsWith("m=")) {
                fingerprinted = false;
                out.append(withDefaultPort(line)).append(CRLF);
            } else if (line.startsWith("a=fingerprint:")) {
                if (!fingerprinted) {
                    for (Fingerprint fingerprint : fingerprints) {
                        out.append("a=fingerprint:").append(fingerprint).append(CRLF);
                    }
                    fingerprinted = true;
                }
            } else if (line.startsWith("a=candidate:")) {
                String candidate = candidates.apply(line.substring(2));
                if (candidate != null) {
                    out.append("a=").append(candidate).append(CRLF);
                }
            } else if (line.startsWith("c=IN ")) {
                out.append("c=IN IP4 0.0.0.0").append(CRLF);
            } else if (line.startsWith("a=rtcp:")) {
                out.append("a=rtcp:9 IN IP4 0.0.0.0").append(CRLF);
            } else if (keepTransportCc || !isTransportCc(line)) {
                out.append(line).append(CRLF);
            }
        }
        return out.toString();
    }

    /** With trickle ICE the default port is 9 unless a section is rejected (RFC 8840 section 4.1); the real ones are in candidates. */
    private static String withDefaultPort(String line) {
        String[] words = line.split(" ", 3);
        return words.length < 3 || words[1].equals("0") ? line : words[0] + " 9 " + words[2];
    }

    private static boolean isTransportCc(String line) {
        if (line.startsWith("a=rtcp-fb:")) {
            return line.endsWith(" " + RtcpFeedback.TRANSPORT_CC);
        }
        return line.startsWith("a=extmap:") && line.contains(TRANSPORT_WIDE_EXTENSIONS);
    }
}

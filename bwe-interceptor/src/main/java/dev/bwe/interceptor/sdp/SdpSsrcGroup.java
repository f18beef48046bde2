package dev.bwe.interceptor.sdp;

import java.util.List;

/**
 * Streams that belong together ({@code a=ssrc-group}, RFC 5576).
 *
 * @param semantics the relation between the streams, for instance {@link #FLOW_IDENTIFICATION} or {@code SIM}
 * @param ssrcs     the streams, in the group's order
 */
public record SdpSsrcGroup(String semantics, List<Integer> ssrcs) {
    /** A stream and the one that carries its retransmissions (RFC 4588). */
    public static final String FLOW_IDENTIFICATION = "FID";

    /** Copies the list. */
    public SdpSsrcGroup {
        ssrcs = List.copyOf(ssrcs);
    }
}

package dev.bwe.interceptor;

import java.util.Objects;

/**
 * A negotiated kind of RTCP feedback ({@code a=rtcp-fb}, RFC 4585).
 *
 * @param type      for instance {@code goog-remb}, {@code nack}, {@code ccm}
 * @param parameter for instance {@code pli}; the words behind the type, separated by blanks; empty where there are none
 */
public record RtcpFeedback(String type, String parameter) {
    /** The type of REMB: the sender accepts it. */
    public static final String GOOG_REMB = "goog-remb";
    /** The type of transport-wide congestion control feedback: the sender accepts it. */
    public static final String TRANSPORT_CC = "transport-cc";

    /** Checks the values. */
    public RtcpFeedback {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(parameter, "parameter");
    }
}

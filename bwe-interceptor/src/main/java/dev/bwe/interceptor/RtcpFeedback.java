package dev.bwe.interceptor;

import java.util.Objects;

/**
 * A negotiated kind of RTCP feedback ({@code a=rtcp-fb}, RFC 4585).
 *
 * @param type      for instance {@code goog-remb}, {@code nack}, {@code ccm}
 * @param parameter for instance {@code pli}; empty where there is none
 */
public record RtcpFeedback(String type, String parameter) {
    /** The type that says a sender takes REMB. */
    public static final String GOOG_REMB = "goog-remb";
    /** The type that says a sender takes transport-wide feedback. */
    public static final String TRANSPORT_CC = "transport-cc";

    /** Checks the values. */
    public RtcpFeedback {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(parameter, "parameter");
    }
}

package dev.bwe.webrtc.dtls;

/** The role of an end in a DTLS handshake, negotiated with {@code a=setup} (RFC 8842 section 5). */
public enum DtlsRole {
    /** Sends the ClientHello; {@code a=setup:active}. */
    CLIENT,
    /** Waits for the ClientHello; {@code a=setup:passive}. */
    SERVER;

    /** Returns the role of the other end. */
    public DtlsRole other() {
        return this == CLIENT ? SERVER : CLIENT;
    }
}

package dev.bwe.webrtc.dtls;

/** Which side of a DTLS handshake an end plays, as negotiated by {@code a=setup} (RFC 8842 section 5). */
public enum DtlsRole {
    /** Sends the ClientHello; {@code a=setup:active}. */
    CLIENT,
    /** Waits for the ClientHello; {@code a=setup:passive}. */
    SERVER
}

/** SRTP and SRTCP (RFC 3711, RFC 7714) of one DTLS leg, on the JDK's ciphers. */
@NullMarked
package dev.bwe.webrtc.srtp;

import org.jspecify.annotations.NullMarked;

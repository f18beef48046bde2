/** DTLS sessions, certificates, and fingerprints. */
@NullMarked
package dev.bwe.webrtc.dtls;

import org.jspecify.annotations.NullMarked;

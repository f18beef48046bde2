/** DTLS sessions, certificates, and fingerprints. */
package dev.bwe.webrtc.dtls;

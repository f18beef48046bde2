/** SRTP and SRTCP. */
package dev.bwe.webrtc.srtp;

/** Session descriptions and ICE candidates. */
package dev.bwe.webrtc.signalling;

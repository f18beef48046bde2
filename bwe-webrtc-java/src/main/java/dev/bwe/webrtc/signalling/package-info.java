/** Session descriptions and ICE candidates. */
@NullMarked
package dev.bwe.webrtc.signalling;

import org.jspecify.annotations.NullMarked;

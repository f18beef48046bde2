/** Interceptors around webrtc-java peer connections. */
@NullMarked
package dev.bwe.webrtc;

import org.jspecify.annotations.NullMarked;

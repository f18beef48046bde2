/** Interceptors around webrtc-java peer connections. */
package dev.bwe.webrtc;

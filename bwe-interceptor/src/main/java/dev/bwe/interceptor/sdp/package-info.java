/** Parses session descriptions (RFC 8866) for what interceptors need: streams, payload types, feedback and header extensions. */
@NullMarked
package dev.bwe.interceptor.sdp;

import org.jspecify.annotations.NullMarked;

/**
 * RTP and RTCP wire formats as flyweights: objects that are laid over bytes in place, so that reading a header costs no copy and
 * no allocation. A flyweight may be laid over one packet after another; it is not safe for use by several threads.
 */
@NullMarked
package dev.bwe.interceptor.rtp;

import org.jspecify.annotations.NullMarked;

/** An interceptor that removes REMB from outgoing RTCP. */
@NullMarked
package dev.bwe.interceptor.remb;

import org.jspecify.annotations.NullMarked;

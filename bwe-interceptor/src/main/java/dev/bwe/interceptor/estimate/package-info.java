/** The interceptor that estimates the bandwidth of a peer connection and sends REMB. */
@NullMarked
package dev.bwe.interceptor.estimate;

import org.jspecify.annotations.NullMarked;

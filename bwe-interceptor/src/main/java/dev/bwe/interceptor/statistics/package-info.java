/** An interceptor that keeps statistics of remote streams. */
@NullMarked
package dev.bwe.interceptor.statistics;

import org.jspecify.annotations.NullMarked;

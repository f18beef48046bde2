/** The interceptors of a factory that are not closed yet. */
@NullMarked
package dev.bwe.interceptor.live;

import org.jspecify.annotations.NullMarked;

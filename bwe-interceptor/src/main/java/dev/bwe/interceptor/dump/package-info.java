/** An interceptor that describes packets in text. */
@NullMarked
package dev.bwe.interceptor.dump;

import org.jspecify.annotations.NullMarked;

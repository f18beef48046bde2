/** Timers that are shared by all peer connections. */
@NullMarked
package dev.bwe.interceptor.timer;

import org.jspecify.annotations.NullMarked;

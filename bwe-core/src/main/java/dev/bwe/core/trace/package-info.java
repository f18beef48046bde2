/** The format of recorded packets: reads a trace and replays it through the estimator, to debug a call. */
@NullMarked
package dev.bwe.core.trace;

import org.jspecify.annotations.NullMarked;

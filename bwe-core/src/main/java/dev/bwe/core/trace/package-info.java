/** The format of recorded packets: reads a trace and replays it through the estimator, to debug a call. */
package dev.bwe.core.trace;

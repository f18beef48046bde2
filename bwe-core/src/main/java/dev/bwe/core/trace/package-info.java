/** Recorded packets: reading them and replaying them through the estimator, for people who debug a call. */
package dev.bwe.core.trace;

/**
 * The receive-side bandwidth estimator. {@link dev.bwe.core.BandwidthEstimator} turns packets into estimates, {@link
 * dev.bwe.core.RembSchedule} decides which estimates are sent in a REMB.
 */
@NullMarked
package dev.bwe.core;

import org.jspecify.annotations.NullMarked;

/** The states that the estimator reports: the congestion state and the rate control state. */
@NullMarked
package dev.bwe.core.state;

import org.jspecify.annotations.NullMarked;

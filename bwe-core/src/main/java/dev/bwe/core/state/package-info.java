/** The states that the estimator reports: the congestion state and the rate control state. */
package dev.bwe.core.state;

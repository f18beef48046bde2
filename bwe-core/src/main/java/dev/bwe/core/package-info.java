/** The receive-side bandwidth estimator. */
package dev.bwe.core;

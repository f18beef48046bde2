/** The demo: two real peers, a bottleneck that changes, and the estimate that follows it. */
@NullMarked
package dev.bwe.examples.demo;

import org.jspecify.annotations.NullMarked;

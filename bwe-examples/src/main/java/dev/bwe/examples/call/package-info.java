/** Two real peers in one JVM and the signalling between them. */
@NullMarked
package dev.bwe.examples.call;

import org.jspecify.annotations.NullMarked;

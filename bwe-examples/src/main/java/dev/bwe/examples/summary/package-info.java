/** The summary of all test reports. */
@NullMarked
package dev.bwe.examples.summary;

import org.jspecify.annotations.NullMarked;

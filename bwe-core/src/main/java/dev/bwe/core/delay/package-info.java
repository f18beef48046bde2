/** From packets to the congestion state: packet groups, delay filters, the overuse detector, and probes. */
@NullMarked
package dev.bwe.core.delay;

import org.jspecify.annotations.NullMarked;

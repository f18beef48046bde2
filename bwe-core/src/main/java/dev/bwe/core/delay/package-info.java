/** From packets to the congestion state: packet groups, delay filters, the over-use detector, and probes. */
package dev.bwe.core.delay;

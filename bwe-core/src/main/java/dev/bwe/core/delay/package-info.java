/** From packets to the congestion state: packet groups, delay filters, the overuse detector, and probes. */
package dev.bwe.core.delay;

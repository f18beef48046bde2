/** From the congestion state to the estimate: AIMD rate control, link capacity, and measured rates. */
package dev.bwe.core.rate;

/** From the congestion state to the estimate: AIMD rate control, link capacity, and measured rates. */
@NullMarked
package dev.bwe.core.rate;

import org.jspecify.annotations.NullMarked;

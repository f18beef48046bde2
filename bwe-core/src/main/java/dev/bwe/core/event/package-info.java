/** JDK Flight Recorder events. */
@NullMarked
package dev.bwe.core.event;

import org.jspecify.annotations.NullMarked;

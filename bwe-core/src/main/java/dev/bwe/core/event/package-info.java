/** JDK Flight Recorder events. */
package dev.bwe.core.event;

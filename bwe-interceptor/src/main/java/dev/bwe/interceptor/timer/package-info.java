/** Timers that are shared by all peer connections. */
package dev.bwe.interceptor.timer;

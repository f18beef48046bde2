/** An interceptor that keeps statistics of remote streams. */
package dev.bwe.interceptor.statistics;

/** An interceptor that removes REMB from outgoing RTCP. */
package dev.bwe.interceptor.remb;

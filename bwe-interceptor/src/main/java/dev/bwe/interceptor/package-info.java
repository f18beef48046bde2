/** Interceptors for RTP and RTCP, and the one that estimates bandwidth. */
package dev.bwe.interceptor;

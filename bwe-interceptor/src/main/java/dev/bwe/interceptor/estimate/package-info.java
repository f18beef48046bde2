/** The interceptor that estimates the bandwidth of a peer connection and sends REMB. */
package dev.bwe.interceptor.estimate;

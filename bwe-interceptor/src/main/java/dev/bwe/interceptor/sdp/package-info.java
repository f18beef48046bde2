/** Reads from session descriptions what interceptors need to know of streams. */
package dev.bwe.interceptor.sdp;

/** The interceptors of a factory that are not closed yet. */
package dev.bwe.interceptor.live;

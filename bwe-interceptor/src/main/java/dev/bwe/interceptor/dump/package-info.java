/** An interceptor that describes packets in text. */
package dev.bwe.interceptor.dump;

package dev.bwe.interceptor;

import java.io.IOException;

/**
 * Reads the RTCP compounds that the remote peer sends, one at each call. One thread at a time may read; another may take
 * over if its calls happen after those of the thread before.
 *
 * <p>An invalid compound is passed on unchanged. {@link dev.bwe.interceptor.estimate.BweInterceptor}, if it measures round-trip times, uses
 * the packets before the damage and counts the compound as malformed ({@link dev.bwe.interceptor.estimate.BweStatistics}).
 */
@FunctionalInterface
public interface RtcpReader {
    /**
     * Reads the next compound, whole, into a buffer. An interceptor's reader calls the one it wraps and may then change the
     * compound in the buffer, within the given room.
     *
     * @param buffer     receives the compound
     * @param offset     the place of the compound's first byte in the buffer
     * @param capacity   the number of bytes in the buffer from {@code offset} on
     * @param attributes the compound's context, which the source and interceptors fill; not null
     * @return the compound's length in bytes; 0 if it was dropped; -1 at the end of the stream
     * @throws IOException if the source fails
     */
    int read(byte[] buffer, int offset, int capacity, Attributes attributes) throws IOException;
}

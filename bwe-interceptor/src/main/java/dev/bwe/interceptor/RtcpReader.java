package dev.bwe.interceptor;

import java.io.IOException;

/**
 * Yields the RTCP compounds that the remote peer sends, one at each call. One thread at a time may read; another may go on where
 * one has left off, if what it does happens after that.
 *
 * <p>A compound that is not valid is passed on as it is. {@link dev.bwe.interceptor.estimate.BweInterceptor} takes in what stands before the damage and counts
 * the compound, whatever is wrong with it, in one figure ({@link dev.bwe.interceptor.estimate.BweStatistics}), unless it does not measure round-trip times.
 */
@FunctionalInterface
public interface RtcpReader {
    /**
     * Reads the next compound, whole, into a buffer. An interceptor's reader calls the one it wraps and may then change the
     * compound in the buffer, within the given room.
     *
     * @param buffer     where the compound goes
     * @param offset     its first byte's place in the buffer
     * @param capacity   how many bytes there are from {@code offset} on
     * @param attributes the compound's context, filled by the source and by interceptors on the way; not null
     * @return the compound's length in bytes; 0 if it was dropped and there is nothing to pass on; -1 at the end of the stream
     * @throws IOException if the source fails
     */
    int read(byte[] buffer, int offset, int capacity, Attributes attributes) throws IOException;
}

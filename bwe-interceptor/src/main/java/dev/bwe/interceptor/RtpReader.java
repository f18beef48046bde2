package dev.bwe.interceptor;

import java.io.IOException;

/**
 * Yields the RTP packets of one stream, one at each call. One thread at a time may read; another may go on where one has left
 * off, if what it does happens after that.
 *
 * <p>A packet that is not valid RTP is passed on as it is. {@link dev.bwe.interceptor.estimate.BweInterceptor} counts it by what is wrong with it
 * ({@link dev.bwe.interceptor.estimate.BweStatistics}); one whose block of header extensions is damaged is a packet like others, without the extensions that
 * stand behind the damage. A packet of another SSRC than the stream's is passed on too.
 */
@FunctionalInterface
public interface RtpReader {
    /**
     * Reads the next packet, whole, into a buffer. An interceptor's reader calls the one it wraps and may then change the
     * packet in the buffer, within the given room.
     *
     * @param buffer     where the packet goes
     * @param offset     its first byte's place in the buffer
     * @param capacity   how many bytes there are from {@code offset} on; a packet that needs more is cut by nobody: it is dropped
     * @param attributes the packet's context, filled by the source and by interceptors on the way; not null
     * @return the packet's length in bytes; 0 if it was dropped and there is nothing to pass on; -1 at the end of the stream
     * @throws IOException if the source fails
     */
    int read(byte[] buffer, int offset, int capacity, Attributes attributes) throws IOException;
}

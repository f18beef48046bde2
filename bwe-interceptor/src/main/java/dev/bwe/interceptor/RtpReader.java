package dev.bwe.interceptor;

import java.io.IOException;

/**
 * Reads the RTP packets of one stream, one at each call. One thread at a time may read; another may take over if its calls
 * happen after those of the thread before.
 *
 * <p>A packet that is not valid RTP is passed on unchanged. {@link dev.bwe.interceptor.estimate.BweInterceptor} counts it by the kind of its
 * fault ({@link dev.bwe.interceptor.estimate.BweStatistics}). A packet whose header extensions are damaged is valid and lacks the
 * extensions behind the damage. A packet of another SSRC than the stream's is passed on too.
 */
@FunctionalInterface
public interface RtpReader {
    /**
     * Reads the next packet, whole, into a buffer. An interceptor's reader calls the one it wraps and may then change the
     * packet in the buffer, within the given room.
     *
     * @param buffer     receives the packet
     * @param offset     the place of the packet's first byte in the buffer
     * @param capacity   the number of bytes in the buffer from {@code offset} on; a longer packet is dropped, not cut
     * @param attributes the packet's context, which the source and interceptors fill; not null
     * @return the packet's length in bytes; 0 if it was dropped; -1 at the end of the stream
     * @throws IOException if the source fails
     */
    int read(byte[] buffer, int offset, int capacity, Attributes attributes) throws IOException;
}

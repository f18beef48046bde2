package dev.bwe.interceptor;

import java.io.IOException;

/**
 * Writes the RTP packets of one stream towards the network, one at each call. One thread at a time may write. A packet that is not
 * valid RTP is passed on unchanged.
 */
@FunctionalInterface
public interface RtpWriter {
    /**
     * Writes one packet. Interceptors may change the bytes in place, so a caller that needs them afterwards keeps a copy. An interceptor
     * that makes a packet longer passes on a buffer of its own.
     *
     * @param buffer     holds the packet
     * @param offset     the place of the packet's first byte in the buffer
     * @param length     its length in bytes
     * @param attributes the packet's context; not null
     * @return the number of bytes passed on, 0 if the packet was dropped
     * @throws IOException if it can't be sent
     */
    int write(byte[] buffer, int offset, int length, Attributes attributes) throws IOException;
}

package dev.bwe.interceptor;

import java.io.IOException;

/**
 * Writes RTCP compounds towards the network, one at each call. The writer at the network's end can be used from any thread; its provider
 * synchronizes the calls. An invalid compound is passed on unchanged.
 */
@FunctionalInterface
public interface RtcpWriter {
    /**
     * Writes one compound. Interceptors may change the bytes in place. The buffer is not used after the call.
     *
     * @param buffer     holds the compound
     * @param offset     the place of the compound's first byte in the buffer
     * @param length     its length in bytes
     * @param attributes the compound's context; not null
     * @return the number of bytes passed on, 0 if the compound was dropped
     * @throws IOException if it can't be sent
     */
    int write(byte[] buffer, int offset, int length, Attributes attributes) throws IOException;
}

package dev.bwe.interceptor;

import java.io.IOException;

/**
 * Takes RTCP compounds towards the network, one at each call. The writer at the network's end may be used from any thread: whoever
 * provides it orders and protects what comes. A compound that is not valid is passed on as it is.
 */
@FunctionalInterface
public interface RtcpWriter {
    /**
     * Writes one compound. The bytes may be changed in place by those who take them, and are not used after the call.
     *
     * @param buffer     holds the compound
     * @param offset     its first byte's place in the buffer
     * @param length     its length in bytes
     * @param attributes the compound's context; not null
     * @return the number of bytes passed on, 0 if the compound was dropped
     * @throws IOException if it can't be sent
     */
    int write(byte[] buffer, int offset, int length, Attributes attributes) throws IOException;
}

package dev.bwe.interceptor;

import java.io.IOException;

/**
 * Takes the RTP packets of one stream towards the network, one at each call. One thread at a time may write. A packet that is not
 * valid RTP is passed on as it is.
 */
@FunctionalInterface
public interface RtpWriter {
    /**
     * Writes one packet. The bytes may be changed in place by those who take them, so a caller that needs them afterwards keeps a
     * copy; an interceptor that makes a packet longer passes on a buffer of its own.
     *
     * @param buffer     holds the packet
     * @param offset     its first byte's place in the buffer
     * @param length     its length in bytes
     * @param attributes the packet's context; not null
     * @return the number of bytes passed on, 0 if the packet was dropped
     * @throws IOException if it can't be sent
     */
    int write(byte[] buffer, int offset, int length, Attributes attributes) throws IOException;
}

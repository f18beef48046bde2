package dev.bwe.webrtc.path;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.RtcpReader;
import dev.bwe.interceptor.RtpReader;

/**
 * The network's end of a reader chain: yields the packet that the path holds at the moment, once. Where the chain reads into the
 * very buffer that holds it nothing is copied. Confined to the I/O thread.
 */
final class PacketSource implements RtpReader, RtcpReader {
    private byte[] packet;
    private int length;

    /** Sets the packet that the next read yields: the first bytes of a buffer. */
    void set(byte[] buffer, int length) {
        this.packet = buffer;
        this.length = length;
    }

    @Override
    public int read(byte[] buffer, int offset, int capacity, Attributes attributes) {
        int held = length;
        length = 0;
        if (held > capacity) {
            return 0;
        }
        if (buffer != packet || offset != 0) {
            System.arraycopy(packet, 0, buffer, offset, held);
        }
        return held;
    }
}

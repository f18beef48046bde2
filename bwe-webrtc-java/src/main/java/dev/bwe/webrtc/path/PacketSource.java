package dev.bwe.webrtc.path;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.RtcpReader;
import dev.bwe.interceptor.RtpReader;
import org.jspecify.annotations.Nullable;

/**
 * The end of a reader chain on the network's side: returns the path's present packet once. Nothing is copied if the chain reads into the
 * buffer that holds the packet. Confined to the I/O thread.
 */
final class PacketSource implements RtpReader, RtcpReader {
    private byte @Nullable [] packet;
    private int length;

    /** Sets the packet that the next read returns: the first bytes of a buffer. */
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

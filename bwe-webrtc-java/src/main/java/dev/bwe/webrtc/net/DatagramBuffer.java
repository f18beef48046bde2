package dev.bwe.webrtc.net;

import dev.bwe.interceptor.rtp.NetworkOrder;
import java.nio.ByteBuffer;

/** The bytes of one received datagram, reused for the next, with room for what interceptors add. */
public final class DatagramBuffer {
    /** Longest datagram in bytes; WebRTC's stay under 1,500. A longer one is dropped. */
    public static final int MAX_DATAGRAM = 4096;
    /** Bytes behind the longest datagram. */
    private static final int ROOM = 256;

    public final byte[] bytes = new byte[MAX_DATAGRAM + ROOM];
    private final ByteBuffer view = ByteBuffer.wrap(bytes);

    /** Returns the buffer ready to receive one datagram, and one byte more, which shows that a datagram was too long. */
    public ByteBuffer toFill() {
        view.clear().limit(MAX_DATAGRAM + 1);
        return view;
    }

    /** Returns the length of the received datagram in bytes; more than {@link #MAX_DATAGRAM} if it was too long. */
    public int filled() {
        return view.position();
    }

    /** Returns the 32 bits at an offset, in network order. */
    public int int32(int offset) {
        return NetworkOrder.int32(bytes, offset);
    }

    /** Returns the number of bytes that an interceptor may use. */
    public int capacity() {
        return MAX_DATAGRAM;
    }
}

package dev.bwe.webrtc.net;

import java.nio.ByteBuffer;

/** Bytes of one datagram, reused for the next, with room for what interceptors and SRTP add. */
public final class DatagramBuffer {
    /** What a datagram may hold at most; WebRTC's stay under 1,500. A longer one is dropped. */
    public static final int MAX_DATAGRAM = 4096;
    /** Room behind it: an SRTCP index and the longest authentication tag take 20 bytes; the rest is for interceptors. */
    private static final int ROOM = 256;

    public final byte[] bytes = new byte[MAX_DATAGRAM + ROOM];
    private final ByteBuffer view = ByteBuffer.wrap(bytes);

    /** The buffer set to take one datagram, and one byte more by which a longer one is noticed. */
    public ByteBuffer toFill() {
        view.clear().limit(MAX_DATAGRAM + 1);
        return view;
    }

    /** How many bytes were filled in; more than {@link #MAX_DATAGRAM} if the datagram was longer. */
    public int filled() {
        return view.position();
    }

    /** The first bytes of the buffer set to be sent. */
    public ByteBuffer toSend(int length) {
        view.limit(length).position(0);
        return view;
    }

    /** Reads 32 bits in network order. */
    public int int32(int offset) {
        return bytes[offset] << 24
                | (bytes[offset + 1] & 0xFF) << 16
                | (bytes[offset + 2] & 0xFF) << 8
                | bytes[offset + 3] & 0xFF;
    }

    /** Tells how many bytes an interceptor may use. */
    public int capacity() {
        return MAX_DATAGRAM;
    }
}

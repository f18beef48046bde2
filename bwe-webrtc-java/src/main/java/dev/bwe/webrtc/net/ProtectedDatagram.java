package dev.bwe.webrtc.net;

import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A datagram that may leave on a socket. A {@link PathSocket} sends nothing else, and only the classes that encrypt or check what they
 * hand out can fill one, so clear text of a call can't reach the network through a mistake elsewhere.
 *
 * <p>The bytes are in an array of its own, which nobody but the maker can change between protection and sending. Confined to the
 * thread that fills it first: on other threads it can be neither filled nor sent.
 */
public final class ProtectedDatagram {
    /** Largest datagram in bytes: a received one of full length, and what protection adds to it. */
    public static final int CAPACITY = DatagramBuffer.MAX_DATAGRAM + 64;

    private static final Set<String> MAKERS = Set.of(
            "dev.bwe.webrtc.dtls.DtlsDatagram", "dev.bwe.webrtc.srtp.SrtpTransform", "dev.bwe.webrtc.stun.StunMessage");

    private final byte[] bytes = new byte[CAPACITY];
    private final ByteBuffer view = ByteBuffer.wrap(bytes);
    private int length;
    private @Nullable Thread owner;

    private ProtectedDatagram() {}

    /**
     * Makes an empty datagram and the right to fill it.
     *
     * @param lookup of the class that fills it, with full privileges, which only that class itself can create
     * @throws IllegalArgumentException if that class is not one of those that protect datagrams
     */
    public static Maker maker(MethodHandles.Lookup lookup) {
        String name = lookup.lookupClass().getName();
        if (!lookup.hasFullPrivilegeAccess() || !MAKERS.contains(name)) {
            throw new IllegalArgumentException("maker is " + name + ", allowed are " + MAKERS);
        }
        return new Maker(new ProtectedDatagram());
    }

    /** Returns the length in bytes; 0 while there is nothing to send. */
    public int length() {
        return length;
    }

    /** Returns a copy of the bytes. */
    public byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    /** Returns the bytes to send, or null if there are none or the calling thread is not the owner. */
    @Nullable ByteBuffer toSend() {
        if (length == 0 || Thread.currentThread() != owner) {
            return null;
        }
        return view.limit(length).position(0);
    }

    /** The right to fill one datagram. */
    public static final class Maker {
        private final ProtectedDatagram datagram;

        private Maker(ProtectedDatagram datagram) {
            this.datagram = datagram;
        }

        /**
         * Empties the datagram so that it can be filled; until {@link #seal} nothing of it can be sent.
         *
         * @return the array to fill, {@value ProtectedDatagram#CAPACITY} bytes, or null on another thread than the owner
         */
        public byte @Nullable [] begin() {
            Thread current = Thread.currentThread();
            if (datagram.owner == null) {
                datagram.owner = current;
            }
            if (datagram.owner != current) {
                return null;
            }
            datagram.length = 0;
            return datagram.bytes;
        }

        /** Declares the first bytes protected; the datagram can be sent until the next {@link #begin}. */
        public ProtectedDatagram seal(int length) {
            datagram.length = length;
            return datagram;
        }
    }
}

package dev.bwe.webrtc.path;

import dev.bwe.webrtc.net.ProtectedDatagram;
import java.net.InetSocketAddress;

/**
 * A pair of sockets between an address of the local peer and one of the remote peer; corresponds to a candidate pair of ICE.
 *
 * @param outer stands for the local peer's address
 * @param inner stands for the remote peer's address
 */
record Route(RelaySocket outer, RelaySocket inner) {
    /** Returns the address that a peer has on this route. */
    InetSocketAddress addressOf(Side peer) {
        return (peer == Side.LOCAL ? outer : inner).address();
    }

    /** Sends a datagram to a peer, from the socket that stands for the other peer. Returns false if it was not sent. */
    boolean send(ProtectedDatagram datagram, Side to) {
        return (to == Side.LOCAL ? inner : outer).socket().send(datagram, addressOf(to));
    }

    /** Returns true if one of the sockets has been closed. */
    boolean isClosed() {
        return outer.isClosed() || inner.isClosed();
    }
}

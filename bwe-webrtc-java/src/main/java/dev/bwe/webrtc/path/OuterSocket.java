package dev.bwe.webrtc.path;

import dev.bwe.webrtc.net.PathSocket;
import java.net.InetSocketAddress;

/** Stands towards the network for one socket of the local peer: what it would send from there leaves from here. */
final class OuterSocket {
    private final PathSocket socket;
    private final InetSocketAddress localPeer;
    private InnerSocket latest;

    /**
     * @param socket    the socket on the network's side
     * @param localPeer where the local peer's own socket is reached, on the loopback interface
     */
    OuterSocket(PathSocket socket, InetSocketAddress localPeer) {
        this.socket = socket;
        this.localPeer = localPeer;
    }

    PathSocket socket() {
        return socket;
    }

    InetSocketAddress localPeer() {
        return localPeer;
    }

    /** The inner socket of the remote address that sent here most recently, which mostly sends again; null before. */
    InnerSocket latest() {
        return latest;
    }

    void latest(InnerSocket inner) {
        latest = inner;
    }
}

package dev.bwe.webrtc.path;

import dev.bwe.webrtc.net.PathSocket;
import java.net.InetSocketAddress;

/** Stands towards the local peer for one address of the remote peer: what comes from there arrives from here. */
final class InnerSocket {
    private final PathSocket socket;
    private final InetSocketAddress remotePeer;
    private OuterSocket latest;

    /**
     * @param socket     the socket on the loopback interface
     * @param remotePeer the remote peer's address
     */
    InnerSocket(PathSocket socket, InetSocketAddress remotePeer) {
        this.socket = socket;
        this.remotePeer = remotePeer;
    }

    PathSocket socket() {
        return socket;
    }

    InetSocketAddress remotePeer() {
        return remotePeer;
    }

    /** The outer socket of the local port that sent here most recently; null before. */
    OuterSocket latest() {
        return latest;
    }

    void latest(OuterSocket outer) {
        latest = outer;
    }
}

package dev.bwe.webrtc.path;

/** One of the two peers between which a media path relays. */
enum Side {
    /** The native peer connection in this process. */
    LOCAL,
    /** The peer on the network. */
    REMOTE;

    /** Returns the other peer. */
    Side other() {
        return this == LOCAL ? REMOTE : LOCAL;
    }
}

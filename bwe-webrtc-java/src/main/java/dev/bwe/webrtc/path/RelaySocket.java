package dev.bwe.webrtc.path;

import dev.bwe.webrtc.net.PathSocket;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * A socket of the path that stands for an address of one peer towards the other peer. An outer socket stands for a socket of the local
 * peer and faces the network; an inner socket stands for an address of the remote peer and faces the local peer. Confined to the I/O
 * thread, except for its final fields.
 */
final class RelaySocket {
    private final PathSocket socket;
    private final Side standsFor;
    private final InetSocketAddress address;
    /** The routes of the datagrams that arrive here, by the socket that stands for their sender. */
    private final Map<RelaySocket, Route> routes = new HashMap<>();

    private Route latest;

    /**
     * @param standsFor the peer in whose place the socket is
     * @param address   that peer's address; on the loopback interface for the local peer
     */
    RelaySocket(PathSocket socket, Side standsFor, InetSocketAddress address) {
        this.socket = socket;
        this.standsFor = standsFor;
        this.address = address;
    }

    PathSocket socket() {
        return socket;
    }

    Side standsFor() {
        return standsFor;
    }

    InetSocketAddress address() {
        return address;
    }

    /** Returns the route of the datagram that arrived here most recently; null before the first one. */
    Route latestRoute() {
        return latest;
    }

    /**
     * Returns the route between this socket and another, and remembers it as the latest.
     *
     * @param sender the socket that stands for the sender of a datagram that arrived here
     */
    Route routeFrom(RelaySocket sender) {
        Route route = routes.get(sender);
        if (route == null) {
            route = standsFor == Side.LOCAL ? new Route(this, sender) : new Route(sender, this);
            routes.put(sender, route);
        }
        latest = route;
        return route;
    }
}

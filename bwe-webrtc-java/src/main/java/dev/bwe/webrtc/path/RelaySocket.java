package dev.bwe.webrtc.path;

import dev.bwe.webrtc.net.PathSocket;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A socket of the path that stands for an address of one peer towards the other peer. An outer socket stands for a socket of the local
 * peer and faces the network; an inner socket stands for an address of the remote peer and faces the local peer. The final fields, the
 * time of the last use and the two flags may be read on any thread; everything else is confined to the I/O thread.
 *
 * <p>An address of the remote peer is unconfirmed until the remote peer was seen to answer there: a Binding request alone may have
 * been captured and sent again by somebody else.
 */
final class RelaySocket {
    /** Coarse, so that not every packet writes memory that other threads read. */
    private static final long RESOLUTION_US = 100_000;
    /** Requests that may be unanswered at a time; libwebrtc sends one every 50 ms at most. */
    private static final int OPEN_REQUESTS = 32;

    private final PathSocket socket;
    private final Side standsFor;
    private final InetSocketAddress address;
    private final int generation;
    private final long[] requests = new long[OPEN_REQUESTS];
    private int nextRequest;
    private volatile long lastUsedUs;
    private volatile boolean confirmed;
    private volatile boolean closed;
    private volatile @Nullable InetSocketAddress candidate;
    /** The routes of the datagrams that arrive here, by the socket that stands for their sender. */
    private final Map<RelaySocket, Route> routes = new HashMap<>();

    private @Nullable Route latest;

    /**
     * @param standsFor  the peer in whose place the socket is
     * @param address    that peer's address; on the loopback interface for the local peer
     * @param generation the generation of ICE in which it is opened
     * @param nowUs      microseconds; opening it counts as use
     */
    RelaySocket(PathSocket socket, Side standsFor, InetSocketAddress address, int generation, long nowUs) {
        this.socket = socket;
        this.standsFor = standsFor;
        this.address = address;
        this.generation = generation;
        this.lastUsedUs = nowUs;
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

    int generation() {
        return generation;
    }

    /** Returns the address in the candidate of the local peer's socket, or null before there is one. */
    @Nullable InetSocketAddress candidate() {
        return candidate;
    }

    void candidate(InetSocketAddress ofLocalPeer) {
        candidate = ofLocalPeer;
    }

    /** Notes that a datagram of the call went through, at that time in microseconds. */
    void used(long nowUs) {
        if (nowUs - lastUsedUs >= RESOLUTION_US) {
            lastUsedUs = nowUs;
        }
    }

    /** Returns the microseconds since the last use. */
    long idleUs(long nowUs) {
        return nowUs - lastUsedUs;
    }

    boolean isConfirmed() {
        return confirmed;
    }

    void confirm() {
        confirmed = true;
    }

    /** Notes that the local peer sent a request to the address. */
    void asked(long transactionId) {
        requests[nextRequest] = transactionId;
        nextRequest = (nextRequest + 1) % OPEN_REQUESTS;
    }

    /** Returns true if the local peer recently sent a request with that id to the address. */
    boolean hasAsked(long transactionId) {
        for (long request : requests) {
            if (request == transactionId) {
                return true;
            }
        }
        return false;
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        socket.close();
    }

    /** Returns the route of the datagram that arrived here most recently; null before the first one. */
    @Nullable Route latestRoute() {
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
            routes.keySet().removeIf(RelaySocket::isClosed);
            route = standsFor == Side.LOCAL ? new Route(this, sender) : new Route(sender, this);
            routes.put(sender, route);
        }
        latest = route;
        return route;
    }
}

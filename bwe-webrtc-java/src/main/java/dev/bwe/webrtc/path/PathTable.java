package dev.bwe.webrtc.path;

import dev.bwe.webrtc.net.PathSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The sockets of one media path: an outer socket for each port of the local peer, an inner socket for each address of the remote peer.
 * Thread-safe. Sockets are opened rarely, and the relay remembers the route of each socket's latest datagram.
 */
final class PathTable implements AutoCloseable {
    /** Sockets per peer. ICE never uses so many addresses; a peer that signals more gets no sockets for them. */
    private static final int MAX_SOCKETS = 128;

    private final Consumer<RelaySocket> onOpened;
    private final Map<InetSocketAddress, RelaySocket> outers = new HashMap<>();
    private final Map<InetSocketAddress, RelaySocket> inners = new HashMap<>();
    private boolean closed;

    /** @param onOpened called with each new socket, on the thread that opens it */
    PathTable(Consumer<RelaySocket> onOpened) {
        this.onOpened = onOpened;
    }

    /** Returns the address at which a port of the local peer is reached. */
    static InetSocketAddress localPeer(int port, boolean ipv6) {
        return new InetSocketAddress(loopback(ipv6), port);
    }

    /** Returns the socket that stands for an address of a peer, or null. */
    synchronized RelaySocket find(Side peer, InetSocketAddress address) {
        return sockets(peer).get(address);
    }

    /**
     * Returns the socket that stands for an address of a peer, and opens it if there is none.
     *
     * @return null if there are too many or the table is closed
     * @throws java.io.UncheckedIOException if the system has no socket
     */
    synchronized RelaySocket findOrOpen(Side peer, InetSocketAddress address) {
        Map<InetSocketAddress, RelaySocket> sockets = sockets(peer);
        RelaySocket socket = sockets.get(address);
        if (socket == null && !closed && sockets.size() < MAX_SOCKETS) {
            boolean ipv6 = address.getAddress() instanceof Inet6Address;
            InetAddress bound = peer == Side.LOCAL ? wildcard(ipv6) : loopback(ipv6);
            socket = new RelaySocket(PathSocket.open(bound), peer, address);
            sockets.put(address, socket);
            onOpened.accept(socket);
        }
        return socket;
    }

    /** Returns the remote peer's address for which the inner socket with that port stands, or null. */
    synchronized InetSocketAddress remotePeerAt(int innerPort) {
        for (RelaySocket inner : inners.values()) {
            if (inner.socket().port() == innerPort) {
                return inner.address();
            }
        }
        return null;
    }

    /** Closes all sockets. */
    @Override
    public synchronized void close() {
        closed = true;
        outers.values().forEach(outer -> outer.socket().close());
        inners.values().forEach(inner -> inner.socket().close());
        outers.clear();
        inners.clear();
    }

    private Map<InetSocketAddress, RelaySocket> sockets(Side peer) {
        return peer == Side.LOCAL ? outers : inners;
    }

    static InetAddress loopback(boolean ipv6) {
        return address(ipv6 ? new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1} : new byte[] {127, 0, 0, 1});
    }

    private static InetAddress wildcard(boolean ipv6) {
        return address(new byte[ipv6 ? 16 : 4]);
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes make an address", e);
        }
    }
}

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
 * The sockets of one media path: an outer one for each port of the local peer, an inner one for each address of the remote peer.
 * Used from any thread; sockets are made rarely, and whoever handles packets remembers the one it found.
 */
final class PathTable implements AutoCloseable {
    /** More addresses than ICE ever has in use; a peer that signals more is not given sockets for them. */
    private static final int MOST_SOCKETS = 128;

    private final Consumer<OuterSocket> onOuter;
    private final Consumer<InnerSocket> onInner;
    private final Map<InetSocketAddress, OuterSocket> outers = new HashMap<>();
    private final Map<InetSocketAddress, InnerSocket> inners = new HashMap<>();
    private boolean closed;

    /**
     * @param onOuter told of each new outer socket
     * @param onInner told of each new inner socket
     */
    PathTable(Consumer<OuterSocket> onOuter, Consumer<InnerSocket> onInner) {
        this.onOuter = onOuter;
        this.onInner = onInner;
    }

    /** The outer socket of a port of the local peer, made where there is none yet; null if there are too many or the table is closed. */
    synchronized OuterSocket outer(int localPort, boolean ipv6) {
        InetSocketAddress localPeer = new InetSocketAddress(loopback(ipv6), localPort);
        OuterSocket outer = outers.get(localPeer);
        if (outer == null && !closed && outers.size() < MOST_SOCKETS) {
            outer = new OuterSocket(PathSocket.open(wildcard(ipv6)), localPeer);
            outers.put(localPeer, outer);
            onOuter.accept(outer);
        }
        return outer;
    }

    /** The outer socket of a port of the local peer, or null. */
    synchronized OuterSocket findOuter(InetSocketAddress localPeer) {
        return outers.get(localPeer);
    }

    /** The inner socket of a remote address, made where there is none yet; null if there are too many or the table is closed. */
    synchronized InnerSocket inner(InetSocketAddress remotePeer) {
        InnerSocket inner = inners.get(remotePeer);
        if (inner == null && !closed && inners.size() < MOST_SOCKETS) {
            inner = new InnerSocket(
                    PathSocket.open(loopback(remotePeer.getAddress() instanceof Inet6Address)), remotePeer);
            inners.put(remotePeer, inner);
            onInner.accept(inner);
        }
        return inner;
    }

    /** The inner socket of a remote address, or null. */
    synchronized InnerSocket findInner(InetSocketAddress remotePeer) {
        return inners.get(remotePeer);
    }

    /** The remote address that an inner socket's port stands for, or null. */
    synchronized InetSocketAddress remotePeerAt(int innerPort) {
        for (InnerSocket inner : inners.values()) {
            if (inner.socket().port() == innerPort) {
                return inner.remotePeer();
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

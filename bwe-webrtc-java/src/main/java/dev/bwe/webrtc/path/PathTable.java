package dev.bwe.webrtc.path;

import dev.bwe.webrtc.net.PathSocket;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of one media path: an outer socket for each port of the local peer, an inner socket for each address of the remote peer.
 * Their number is bounded. Sockets that carry nothing are closed, and unconfirmed addresses have a few places of their own, so that
 * they can't displace an address with traffic. Thread-safe. Sockets are opened rarely, and the relay remembers the route of each
 * socket's latest datagram.
 */
final class PathTable implements AutoCloseable {
    /** More than ICE ever has in use, on either side. */
    static final int MAX_SOCKETS = 128;
    /** Addresses that sent a signed request and have not answered one; only these displace each other. */
    static final int MAX_UNCONFIRMED = 16;
    /** A check of the local peer is answered within a round trip, and repeated for longer than this. */
    static final long UNCONFIRMED_LIFETIME_US = 10_000_000;
    /** Agents check pairs that they keep in reserve every 25 s. */
    static final long GRACE_US = 60_000_000;
    /** At an ICE restart, pairs in use have had a check or a packet within this time. */
    static final long RESTART_GRACE_US = 10_000_000;
    /** A socket of a former generation can be displaced after this time without a packet. */
    static final long DISPLACED_IDLE_US = 1_000_000;

    static final long SWEEP_INTERVAL_US = 1_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(PathTable.class);

    private final LongSupplier clock;
    private final Consumer<RelaySocket> onOpened;
    private final Map<InetSocketAddress, RelaySocket> outers = new HashMap<>();
    private final Map<InetSocketAddress, RelaySocket> inners = new HashMap<>();
    /** Oldest first. */
    private final Map<InetSocketAddress, RelaySocket> unconfirmed = new LinkedHashMap<>();

    private int generation;
    private boolean closed;
    private long refused;
    private long unavailable;
    private long nextSweepUs = Long.MIN_VALUE;

    /**
     * @param clock    microseconds
     * @param onOpened called with each new socket, on the thread that opens it
     */
    PathTable(LongSupplier clock, Consumer<RelaySocket> onOpened) {
        this.clock = clock;
        this.onOpened = onOpened;
    }

    /** Returns the address at which a port of the local peer is reached. */
    static @Nullable InetSocketAddress localPeer(int port, boolean ipv6) {
        return new InetSocketAddress(loopback(ipv6), port);
    }

    /** Returns the socket that stands for an address of a peer, or null. */
    synchronized @Nullable RelaySocket find(Side peer, InetSocketAddress address) {
        RelaySocket socket = sockets(peer).get(address);
        return socket == null && peer == Side.REMOTE ? unconfirmed.get(address) : socket;
    }

    /**
     * Returns the socket that stands for an address of a peer that is signalled or known to be the peer's, and opens it if there is
     * none.
     *
     * @return null if there are too many, the system has no socket, or the table is closed
     */
    synchronized @Nullable RelaySocket findOrOpen(Side peer, InetSocketAddress address) {
        Map<InetSocketAddress, RelaySocket> sockets = sockets(peer);
        RelaySocket socket = sockets.get(address);
        if (socket != null || !hasRoom(sockets)) {
            return socket;
        }
        socket = peer == Side.REMOTE ? unconfirmed.remove(address) : null;
        if (socket == null) {
            socket = open(peer, address);
        }
        if (socket != null) {
            sockets.put(address, socket);
        }
        return socket;
    }

    /**
     * Returns the inner socket of a remote address that sent a signed request, made if there is none yet; null if it can't be made.
     * While there are too many such addresses, the one that has been unconfirmed longest gives way.
     */
    synchronized @Nullable RelaySocket findOrAdmit(InetSocketAddress remotePeer) {
        RelaySocket inner = find(Side.REMOTE, remotePeer);
        if (inner != null || closed) {
            return inner;
        }
        if (unconfirmed.size() >= MAX_UNCONFIRMED) {
            Iterator<RelaySocket> oldest = unconfirmed.values().iterator();
            oldest.next().close();
            oldest.remove();
            countRefused("unconfirmed remote addresses");
        }
        inner = open(Side.REMOTE, remotePeer);
        if (inner != null) {
            unconfirmed.put(remotePeer, inner);
        }
        return inner;
    }

    /** Takes an address as the remote peer's own, for it has answered a request of the local peer or sent media that verified. */
    synchronized void confirm(RelaySocket inner) {
        if (inner.isClosed()) {
            return;
        }
        inner.confirm();
        long nowUs = clock.getAsLong();
        inner.used(nowUs);
        if (unconfirmed.containsKey(inner.address())
                && (makeRoom(inners, nowUs, 0, socket -> !socket.isConfirmed())
                        || makeRoom(inners, nowUs, DISPLACED_IDLE_US, socket -> true))) {
            unconfirmed.remove(inner.address());
            inners.put(inner.address(), inner);
        }
    }

    /** Returns the remote address that an inner socket's port stands for, or null. */
    synchronized @Nullable InetSocketAddress remotePeerAt(int innerPort) {
        for (RelaySocket inner : inners.values()) {
            if (inner.socket().port() == innerPort) {
                return inner.address();
            }
        }
        return null;
    }

    /**
     * Closes what has become useless. Cheap unless it is time again; on the I/O thread.
     *
     * @param connected true once a pair has been nominated and both legs have keys; before, signalled addresses keep their sockets
     */
    void sweep(long nowUs, boolean connected) {
        if (nowUs >= nextSweepUs) {
            nextSweepUs = nowUs + SWEEP_INTERVAL_US;
            closeUseless(nowUs, connected);
        }
    }

    private synchronized void closeUseless(long nowUs, boolean connected) {
        closeIdle(unconfirmed.values(), nowUs, UNCONFIRMED_LIFETIME_US);
        if (connected) {
            closeIdle(outers.values(), nowUs, GRACE_US);
            closeIdle(inners.values(), nowUs, GRACE_US);
        }
    }

    /** Begins a new generation of ICE: sockets that have carried nothing of late are closed. */
    synchronized void restart() {
        generation++;
        long nowUs = clock.getAsLong();
        closeIdle(outers.values(), nowUs, RESTART_GRACE_US);
        closeIdle(inners.values(), nowUs, RESTART_GRACE_US);
    }

    /** Returns how often an address got no socket or lost it because there were too many. */
    synchronized long refused() {
        return refused;
    }

    /** Returns how often the system had no socket to give. */
    synchronized long unavailable() {
        return unavailable;
    }

    /** Returns the number of open sockets. */
    synchronized int size() {
        return outers.size() + inners.size() + unconfirmed.size();
    }

    /** Closes all sockets. */
    @Override
    public synchronized void close() {
        closed = true;
        closeAll(outers.values());
        closeAll(inners.values());
        closeAll(unconfirmed.values());
    }

    private Map<InetSocketAddress, RelaySocket> sockets(Side peer) {
        return peer == Side.LOCAL ? outers : inners;
    }

    /** Returns null if the system has no such socket: no IPv6, or no file descriptors left. */
    private @Nullable RelaySocket open(Side peer, InetSocketAddress address) {
        boolean ipv6 = address.getAddress() instanceof Inet6Address;
        try {
            PathSocket opened = PathSocket.open(peer == Side.LOCAL ? wildcard(ipv6) : loopback(ipv6));
            RelaySocket socket = new RelaySocket(opened, peer, address, generation, clock.getAsLong());
            onOpened.accept(socket);
            return socket;
        } catch (UncheckedIOException e) {
            if (unavailable++ == 0) {
                LOG.warn("a candidate is dropped, because there is no socket for it; further ones are only counted", e);
            }
            return null;
        }
    }

    private boolean hasRoom(Map<InetSocketAddress, RelaySocket> sockets) {
        if (closed) {
            return false;
        }
        boolean room =
                makeRoom(sockets, clock.getAsLong(), DISPLACED_IDLE_US, socket -> socket.generation() < generation);
        if (!room) {
            countRefused("addresses");
        }
        return room;
    }

    /** Closes the socket that has been idle longest, if there is no room and it has been idle long enough. */
    private static boolean makeRoom(
            Map<InetSocketAddress, RelaySocket> sockets, long nowUs, long idleUs, Predicate<RelaySocket> displaceable) {
        if (sockets.size() < MAX_SOCKETS) {
            return true;
        }
        RelaySocket idlest = null;
        for (RelaySocket socket : sockets.values()) {
            boolean candidate = displaceable.test(socket) && socket.idleUs(nowUs) >= idleUs;
            if (candidate && (idlest == null || socket.idleUs(nowUs) > idlest.idleUs(nowUs))) {
                idlest = socket;
            }
        }
        if (idlest == null) {
            return false;
        }
        idlest.close();
        return sockets.values().remove(idlest);
    }

    private void countRefused(String what) {
        if (refused++ == 0) {
            LOG.warn(
                    "too many {} for one call: {} sockets towards the network, {} towards the local peer; further ones are only counted",
                    what,
                    outers.size(),
                    inners.size() + unconfirmed.size());
        }
    }

    private static void closeIdle(Collection<RelaySocket> sockets, long nowUs, long idleUs) {
        sockets.removeIf(socket -> {
            boolean idle = socket.idleUs(nowUs) >= idleUs;
            if (idle) {
                socket.close();
            }
            return idle;
        });
    }

    private static void closeAll(Collection<RelaySocket> sockets) {
        sockets.forEach(RelaySocket::close);
        sockets.clear();
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

package dev.bwe.examples.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maps the addresses of both peers to relays. Thread-safe.
 *
 * <p>A socket that is bound to all interfaces is signalled with one of the machine's addresses, but its packets to a loopback relay come
 * from 127.0.0.1. Such a source is treated as the signalled address with the same port; otherwise the other peer would see two addresses
 * for one socket.
 */
final class RelayTable {
    /** More than the addresses of a peer on one machine; a stray sender must not open sockets without limit. */
    static final int MAX_RELAYS_PER_SIDE = 64;

    private static final Logger LOG = LoggerFactory.getLogger(RelayTable.class);
    private static final int SOCKET_BUFFER_BYTES = 1 << 20;

    private final Selector selector;
    private final Map<Side, Map<InetSocketAddress, Relay>> bySide = new HashMap<>();
    private boolean closed;

    RelayTable(Selector selector) {
        this.selector = selector;
        for (Side side : Side.values()) {
            bySide.put(side, new LinkedHashMap<>());
        }
    }

    /** Returns the relay for an address that a peer has signalled; null if the peer has too many. */
    synchronized @Nullable Relay signalled(Side owner, InetSocketAddress candidate) {
        return findOrOpen(owner, candidate);
    }

    /**
     * Returns the relay for the source of a packet, and makes the source the address to which the relay sends from now on; null if the peer
     * has too many relays.
     */
    synchronized @Nullable Relay seen(Side owner, InetSocketAddress source) {
        Relay relay = findOrOpen(owner, source);
        if (relay != null && !relay.realAddress().equals(source)) {
            relay.setRealAddress(source);
        }
        return relay;
    }

    synchronized void close() {
        closed = true;
        for (Map<InetSocketAddress, Relay> relays : bySide.values()) {
            for (Relay relay : relays.values()) {
                try {
                    relay.channel().close();
                } catch (IOException e) {
                    LOG.warn("relay socket {} not closed", relay.address(), e);
                }
            }
            relays.clear();
        }
    }

    private @Nullable Relay findOrOpen(Side owner, InetSocketAddress real) {
        Map<InetSocketAddress, Relay> relays = Objects.requireNonNull(bySide.get(owner));
        Relay relay = relays.get(real);
        if (relay == null) {
            relay = boundToAllInterfaces(relays, real);
            if (relay == null) {
                if (closed) {
                    throw new IllegalStateException("the network emulator is closed");
                }
                if (distinct(relays) >= MAX_RELAYS_PER_SIDE) {
                    return null;
                }
                relay = open(owner, real);
            }
            relays.put(real, relay);
        }
        return relay;
    }

    private static @Nullable Relay boundToAllInterfaces(Map<InetSocketAddress, Relay> relays, InetSocketAddress real) {
        for (Map.Entry<InetSocketAddress, Relay> entry : relays.entrySet()) {
            InetSocketAddress known = entry.getKey();
            if (known.getPort() == real.getPort()
                    && (known.getAddress().isLoopbackAddress()
                            || real.getAddress().isLoopbackAddress())) {
                return entry.getValue();
            }
        }
        return null;
    }

    private static long distinct(Map<InetSocketAddress, Relay> relays) {
        return relays.values().stream().distinct().count();
    }

    private Relay open(Side owner, InetSocketAddress real) {
        try {
            DatagramChannel channel = DatagramChannel.open();
            try {
                channel.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
                // Only the emulated queue may overflow.
                channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
                channel.configureBlocking(false);
                Relay relay = new Relay(owner, channel, (InetSocketAddress) channel.getLocalAddress(), real);
                channel.register(selector, SelectionKey.OP_READ, relay);
                selector.wakeup();
                return relay;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a relay socket on 127.0.0.1", e);
        }
    }
}

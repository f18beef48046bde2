package dev.bwe.examples.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts an emulated network between two ICE peers of this machine: all that they send each other over UDP passes through the
 * {@link EmulatedLink} of its direction.
 *
 * <p>The emulator rewrites candidates on their way from one peer to the other: see {@link #insert}. Each address of a peer gets a socket
 * on 127.0.0.1, which represents it to the other peer. Peers see only such sockets, no matter which one sends first and when candidates
 * are signalled. STUN, DTLS and media are treated alike.
 *
 * <p>Packets are delivered by one daemon thread, typically within 0.2 ms after they are due. All methods are thread-safe.
 */
public final class NetworkEmulator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkEmulator.class);

    private static final int MAX_DATAGRAM_BYTES = 65_535;
    // A selector sleeps for whole milliseconds and wakes up to 0.2 ms late. The rest of a wait is divided into short
    // naps; packets are received between them.
    private static final long SELECT_SLACK_US = 200;
    private static final long NAP_US = 100;
    // A busy socket must not delay the packets of the others.
    private static final int RECEIVE_BATCH = 64;

    private final Selector selector;
    private final RelayTable relays;
    private final Map<Side, EmulatedLink<Datagram>> linkFrom = new EnumMap<>(Side.class);
    private final AtomicLong refusedPackets = new AtomicLong();
    private final AtomicLong sendFailures = new AtomicLong();
    private final ByteBuffer receiveBuffer = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    private final Thread thread;
    private volatile boolean closed;

    private NetworkEmulator(LinkProfile aToB, LinkProfile bToA, Selector selector) {
        this.selector = selector;
        relays = new RelayTable(selector);
        linkFrom.put(Side.A, new EmulatedLink<>(aToB));
        linkFrom.put(Side.B, new EmulatedLink<>(bToA));
        thread = new Thread(this::run, "network-emulator");
        thread.setDaemon(true);
    }

    /**
     * Starts an emulated network. Its capacities stay at their first values until {@link #startSchedule()}.
     *
     * @param aToB the link for packets that peer A sends
     * @param bToA the link for packets that peer B sends
     * @return a running emulator, which the caller must close
     * @throws UncheckedIOException if no selector can be opened
     */
    public static NetworkEmulator open(LinkProfile aToB, LinkProfile bToA) {
        try {
            NetworkEmulator emulator = new NetworkEmulator(aToB, bToA, Selector.open());
            emulator.thread.start();
            return emulator;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a selector", e);
        }
    }

    /**
     * Translates an ICE candidate on its way from its owner to the other peer, and opens a socket for its address if there is none.
     *
     * @param owner the peer whose candidate it is
     * @param candidate a candidate line, with or without {@code a=}
     * @return the line for the other peer: the same with the address of a socket of this emulator; or null if the candidate must not be
     *     signalled, because it is not a UDP host candidate with an IPv4 address (but TCP, IPv6, a {@code .local} name, reflexive or relayed)
     * @throws IllegalStateException if the emulator is closed
     * @throws UncheckedIOException if no socket can be opened
     */
    public @Nullable String insert(Side owner, String candidate) {
        HostCandidate line = HostCandidate.parse(candidate);
        if (line == null) {
            return null;
        }
        Relay relay = relays.signalled(owner, line.address());
        return relay == null ? null : line.withAddress(relay.address());
    }

    /**
     * Translates all candidates in a session description. Candidates for which {@link #insert} returns null are removed; all other lines
     * stay.
     *
     * @param owner the peer whose description it is
     * @param sdp the description
     * @return the description for the other peer
     * @throws IllegalStateException if the emulator is closed
     * @throws UncheckedIOException if no socket can be opened
     */
    public String insertAll(Side owner, String sdp) {
        StringBuilder out = new StringBuilder(sdp.length());
        for (String line : sdp.split("(?<=\n)")) {
            if (!line.startsWith("a=candidate:")) {
                out.append(line);
                continue;
            }
            String rewritten = insert(owner, line);
            if (rewritten != null) {
                out.append(rewritten).append(line.substring(line.stripTrailing().length()));
            }
        }
        return out.toString();
    }

    /** Starts the capacity schedules of both directions now, or restarts them. */
    public void startSchedule() {
        long nowUs = nowUs();
        for (EmulatedLink<Datagram> link : linkFrom.values()) {
            synchronized (link) {
                link.startSchedule(nowUs);
            }
        }
        selector.wakeup();
    }

    /**
     * Returns the figures of one direction.
     *
     * @param sender the peer that sends in this direction
     * @return the current figures; {@link LinkSnapshot#timeUs()} is in microseconds of {@link System#nanoTime()}
     */
    public LinkSnapshot snapshot(Side sender) {
        EmulatedLink<Datagram> link = Objects.requireNonNull(linkFrom.get(sender));
        synchronized (link) {
            return link.snapshot(nowUs());
        }
    }

    /**
     * Returns how many packets were dropped because there was no socket for their sender, usually because it has used more addresses than
     * a peer may have.
     *
     * @return packets since the start
     */
    public long refusedPackets() {
        return refusedPackets.get();
    }

    /**
     * Returns how many packets passed the emulated link but were not sent by the operating system.
     *
     * @return packets since the start
     */
    public long sendFailures() {
        return sendFailures.get();
    }

    /** Closes all sockets and ends the thread. Packets on the link are lost. Idempotent. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        LockSupport.unpark(thread);
        if (Thread.currentThread() == thread) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                receiveAll();
                long nextUs = Long.MAX_VALUE;
                for (EmulatedLink<Datagram> link : linkFrom.values()) {
                    nextUs = Math.min(nextUs, deliverDue(link));
                }
                sleepUntil(nextUs);
            }
        } catch (ClosedSelectorException | IOException e) {
            LOG.error("the network emulator has stopped", e);
        } finally {
            closed = true;
            relays.close();
            try {
                selector.close();
            } catch (IOException e) {
                LOG.warn("selector not closed", e);
            }
        }
    }

    private void receiveAll() throws IOException {
        for (SelectionKey key : selector.selectedKeys()) {
            Relay to = (Relay) key.attachment();
            try {
                receive(to);
            } catch (ClosedChannelException e) {
                key.cancel();
            }
        }
        selector.selectedKeys().clear();
    }

    private void receive(Relay to) throws IOException {
        for (int i = 0; i < RECEIVE_BATCH; i++) {
            receiveBuffer.clear();
            InetSocketAddress source = (InetSocketAddress) to.channel().receive(receiveBuffer);
            if (source == null) {
                return;
            }
            Relay from = relayOf(to.owner().other(), source);
            if (from == null) {
                refusedPackets.incrementAndGet();
                continue;
            }
            receiveBuffer.flip();
            byte[] bytes = new byte[receiveBuffer.remaining()];
            receiveBuffer.get(bytes);
            EmulatedLink<Datagram> link = Objects.requireNonNull(linkFrom.get(from.owner()));
            synchronized (link) {
                link.offer(nowUs(), bytes.length, new Datagram(bytes, from, to));
            }
        }
    }

    private @Nullable Relay relayOf(Side sender, InetSocketAddress source) {
        try {
            return relays.seen(sender, source);
        } catch (UncheckedIOException e) {
            LOG.warn("no relay for {}", source, e);
            return null;
        }
    }

    /** Sends all packets that are due, and returns when the next one may be due. */
    private long deliverDue(EmulatedLink<Datagram> link) {
        while (true) {
            EmulatedLink.Delivery<Datagram> due;
            synchronized (link) {
                due = link.poll(nowUs());
                if (due == null) {
                    return link.nextEventUs();
                }
            }
            Datagram datagram = due.payload();
            try {
                if (datagram.from.channel().send(ByteBuffer.wrap(datagram.bytes), datagram.to.realAddress()) == 0
                        && datagram.bytes.length > 0) {
                    sendFailures.incrementAndGet();
                }
            } catch (IOException e) {
                // As on any network, the sender does not learn of it.
                sendFailures.incrementAndGet();
            }
        }
    }

    private void sleepUntil(long atUs) throws IOException {
        long waitUs = atUs - nowUs();
        long selectMs = (waitUs - SELECT_SLACK_US) / 1000;
        if (atUs == EmulatedLink.NEVER) {
            selector.select();
        } else if (selectMs > 0) {
            selector.select(selectMs);
        } else {
            if (waitUs > 0) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(Math.min(waitUs, NAP_US)));
            }
            selector.selectNow();
        }
    }

    private static long nowUs() {
        return System.nanoTime() / 1000;
    }

    private record Datagram(byte[] bytes, Relay from, Relay to) {}
}

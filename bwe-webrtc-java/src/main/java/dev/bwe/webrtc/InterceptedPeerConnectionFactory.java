package dev.bwe.webrtc;

import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.InterceptorFactory;
import dev.bwe.interceptor.MonotonicClock;
import dev.bwe.webrtc.net.IoLoop;
import dev.bwe.webrtc.path.MediaPath;
import dev.bwe.webrtc.path.PathWarmUp;
import dev.bwe.webrtc.signalling.SdpRewriter;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.PortAllocatorConfig;
import dev.onvoid.webrtc.RTCBundlePolicy;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtcpMuxPolicy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Makes peer connections whose RTP and RTCP pass interceptors.
 *
 * <p>The application keeps its {@link PeerConnectionFactory} and makes tracks and sources there; it calls only
 * {@code createPeerConnection} here. All connections share one I/O thread. Thread-safe.
 *
 * <p>The native connection gets a configuration that suits the path: one bundled transport with multiplexed RTCP, UDP only, no
 * enumeration of network adapters (the remote peer sees the path's own sockets), and no STUN or TURN servers.
 *
 * <p>Interceptors see packets on the I/O thread. The RTCP writer that they get may be used from any thread and never waits. It returns 0
 * while the path can't send: before both DTLS handshakes are complete, and after the path is closed. On the I/O thread it also returns 0
 * if the system did not take the compound. On another thread the compound is sent a little later, and a length means only that an open
 * path has taken it. {@link MediaPathStatistics#rtcpLost()} counts such compounds that could not be sent; the estimating interceptor and
 * its listener report them as sent.
 */
public final class InterceptedPeerConnectionFactory implements AutoCloseable {
    private static final AtomicLong IDS = new AtomicLong();

    private final PeerConnectionFactory nativeFactory;
    private final InterceptorFactory interceptors;
    private final LongSupplier clock;
    private final SdpRewriter rewriter;
    private final IoLoop loop = IoLoop.start("bwe-media-path");
    private final ExecutorService handshakes = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "bwe-dtls-handshake");
        thread.setDaemon(true);
        return thread;
    });
    /** The open connections in the order of their creation. Guarded by itself, as is {@link #closed}. */
    private final Set<InterceptedPeerConnection> open = new LinkedHashSet<>();

    private boolean closed;

    /**
     * Makes a factory with default options. Transport-wide feedback is removed from descriptions, so that the remote sender follows REMB.
     *
     * @param nativeFactory makes the native connections; is not closed by this factory
     * @param interceptors  makes the chain of each connection, for instance an
     *                      {@link dev.bwe.interceptor.InterceptorRegistry}
     */
    public InterceptedPeerConnectionFactory(PeerConnectionFactory nativeFactory, InterceptorFactory interceptors) {
        this(builder(nativeFactory, interceptors));
    }

    private InterceptedPeerConnectionFactory(Builder builder) {
        nativeFactory = builder.nativeFactory;
        interceptors = builder.interceptors;
        clock = builder.clock;
        rewriter = new SdpRewriter(builder.keepTransportCc);
        CompletableFuture<Void> unused = PathWarmUp.start();
    }

    /**
     * Returns a builder with default options.
     *
     * @param nativeFactory makes the native connections; is not closed by this factory
     * @param interceptors  makes the chain of each connection
     * @return a builder
     */
    public static Builder builder(PeerConnectionFactory nativeFactory, InterceptorFactory interceptors) {
        return new Builder(nativeFactory, interceptors);
    }

    /** Options of a factory. */
    public static final class Builder {
        private final PeerConnectionFactory nativeFactory;
        private final InterceptorFactory interceptors;
        private LongSupplier clock = MonotonicClock::nowUs;
        private boolean keepTransportCc;

        private Builder(PeerConnectionFactory nativeFactory, InterceptorFactory interceptors) {
            this.nativeFactory = Objects.requireNonNull(nativeFactory, "nativeFactory");
            this.interceptors = Objects.requireNonNull(interceptors, "interceptors");
        }

        /**
         * Sets the clock for arrival times, which must be the interceptors' clock.
         *
         * @param microseconds a monotonic clock, 0 or more
         * @return this
         */
        public Builder clock(LongSupplier microseconds) {
            this.clock = Objects.requireNonNull(microseconds, "clock");
            return this;
        }

        /**
         * Sets whether transport-wide feedback may be negotiated. Where it is, a sender takes REMB as a cap only.
         *
         * @param keep true to leave it in the descriptions, default false
         * @return this
         */
        public Builder keepTransportCc(boolean keep) {
            this.keepTransportCc = keep;
            return this;
        }

        /**
         * Makes the factory.
         *
         * @return a factory with these options
         */
        public InterceptedPeerConnectionFactory build() {
            return new InterceptedPeerConnectionFactory(this);
        }
    }

    /**
     * Makes a peer connection, as {@link PeerConnectionFactory#createPeerConnection} does.
     *
     * @param configuration as for the native connection; used in a copy with the settings that the path needs and without STUN and TURN
     *                      servers
     * @param observer      gets the connection's events; its candidates are ready to be sent to the remote peer
     * @return the connection
     * @throws IllegalStateException if the factory is closed, or its I/O thread has failed, which has closed all its connections
     */
    public InterceptedPeerConnection createPeerConnection(
            RTCConfiguration configuration, PeerConnectionObserver observer) {
        Objects.requireNonNull(observer, "observer");
        synchronized (open) {
            requireOpen(!closed);
        }
        String id = "pc-" + IDS.incrementAndGet();
        Interceptor chain = interceptors.newInterceptor(id);
        MediaPath path = newPath(chain);
        RTCPeerConnection peerConnection;
        try {
            peerConnection = nativeFactory.createPeerConnection(
                    forPath(configuration), new InterceptedObserver(observer, path.signalling()));
        } catch (RuntimeException | Error e) {
            path.close();
            throw e;
        }
        InterceptedPeerConnection connection = new InterceptedPeerConnection(id, peerConnection, path, this::forget);
        boolean added;
        synchronized (open) {
            added = !closed && open.add(connection);
        }
        if (!added) {
            connection.close();
        }
        requireOpen(added);
        return connection;
    }

    private static void requireOpen(boolean open) {
        if (!open) {
            throw new IllegalStateException("the factory is closed");
        }
    }

    private void forget(InterceptedPeerConnection connection) {
        synchronized (open) {
            open.remove(connection);
        }
    }

    private MediaPath newPath(Interceptor chain) {
        try {
            return new MediaPath(loop, handshakes, clock, rewriter, chain);
        } catch (RuntimeException | Error e) {
            chain.close();
            throw e;
        }
    }

    /**
     * Closes the connections that are still open, in the order of their creation, then the I/O thread and the threads for handshakes. A
     * connection that is being created on another thread closes itself. What fails is logged and keeps nothing else open. Idempotent;
     * may be called on any thread, also by an interceptor or an observer, and waits only briefly for the I/O thread.
     */
    @Override
    public void close() {
        List<InterceptedPeerConnection> connections;
        synchronized (open) {
            closed = true;
            connections = List.copyOf(open);
        }
        connections.forEach(InterceptedPeerConnection::close);
        loop.close();
        handshakes.shutdownNow();
    }

    static RTCConfiguration forPath(RTCConfiguration configuration) {
        RTCConfiguration forPath = new RTCConfiguration();
        forPath.iceTransportPolicy = configuration.iceTransportPolicy;
        forPath.certificates = configuration.certificates;
        forPath.iceServers = new ArrayList<>();
        forPath.bundlePolicy = RTCBundlePolicy.MAX_BUNDLE;
        forPath.rtcpMuxPolicy = RTCRtcpMuxPolicy.REQUIRE;
        PortAllocatorConfig ports = configuration.portAllocatorConfig;
        forPath.portAllocatorConfig = new PortAllocatorConfig(ports.minPort, ports.maxPort, ports.flags)
                .setDisableAdapterEnumeration(true)
                .setEnableAnyAddressPorts(true)
                .setDisableTcp(true);
        return forPath;
    }
}

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
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Makes peer connections whose RTP and RTCP pass interceptors.
 *
 * <p>It stands beside an ordinary {@link PeerConnectionFactory}, which stays the application's: tracks and sources are made there as
 * before, only {@code createPeerConnection} is called here. All connections share one I/O thread. Thread-safe.
 *
 * <p>The native connection is made with a configuration that suits the path: one bundled transport with multiplexed RTCP, UDP only,
 * no enumeration of network adapters (the path's own sockets are what the remote peer sees), and no STUN or TURN servers.
 *
 * <p>Interceptors see packets on the I/O thread. The RTCP writer that they are given may be used from any thread and never waits. It
 * returns 0 while the path can't send: before both DTLS handshakes are done, and once it is closed. On the I/O thread its result is
 * also 0 if the system did not take the compound. On another thread the compound is sent a little later, so a length says only that an
 * open path has taken it; should sending fail, {@link MediaPathStatistics#rtcpLost()} counts it, and the estimating interceptor and its
 * listener have it among what was sent.
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
    private final Set<InterceptedPeerConnection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Makes a factory with default options: transport-wide feedback is taken out of what is negotiated, so that the remote sender
     * follows REMB.
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
     * Begins to set options.
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
         * Sets the clock that stamps arrivals; the interceptors' clock must be the same one.
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
     * @param configuration as for the native connection; what the path needs is set in a copy, STUN and TURN servers are left out
     * @param observer      hears the connection's events; its candidates are ready to be sent to the remote peer
     * @return the connection
     * @throws IllegalStateException if the factory is closed, or its I/O thread has failed, with which all its connections are closed
     */
    public InterceptedPeerConnection createPeerConnection(
            RTCConfiguration configuration, PeerConnectionObserver observer) {
        Objects.requireNonNull(observer, "observer");
        if (closed) {
            throw new IllegalStateException("the factory is closed");
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
        InterceptedPeerConnection connection = new InterceptedPeerConnection(id, peerConnection, path, open::remove);
        open.add(connection);
        return connection;
    }

    private MediaPath newPath(Interceptor chain) {
        try {
            return new MediaPath(loop, handshakes, clock, rewriter, chain);
        } catch (RuntimeException | Error e) {
            chain.close();
            throw e;
        }
    }

    /** Closes the connections that are still open and ends the I/O thread. Idempotent. */
    @Override
    public void close() {
        closed = true;
        List.copyOf(open).forEach(InterceptedPeerConnection::close);
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

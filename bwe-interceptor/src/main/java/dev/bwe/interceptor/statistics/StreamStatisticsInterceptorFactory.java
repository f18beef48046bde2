package dev.bwe.interceptor.statistics;

import dev.bwe.interceptor.InterceptorFactory;
import dev.bwe.interceptor.MonotonicClock;
import dev.bwe.interceptor.live.LiveInterceptors;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Makes a {@link StreamStatisticsInterceptor} for each peer connection, and finds it by the peer connection's name until it is closed.
 * Safe for use by any thread.
 */
public final class StreamStatisticsInterceptorFactory implements InterceptorFactory {
    private final LongSupplier clock;
    private final LiveInterceptors<StreamStatisticsInterceptor> interceptors = new LiveInterceptors<>();

    /** Makes a factory that takes its times from {@link MonotonicClock}. */
    public StreamStatisticsInterceptorFactory() {
        this(MonotonicClock::nowUs);
    }

    /**
     * Makes a factory.
     *
     * @param clock returns microseconds, normally of the same origin as the packets' arrival times; is read for each packet
     */
    public StreamStatisticsInterceptorFactory(LongSupplier clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    public StreamStatisticsInterceptor newInterceptor(String peerConnectionId) {
        Objects.requireNonNull(peerConnectionId, "peerConnectionId");
        StreamStatisticsInterceptor interceptor =
                new StreamStatisticsInterceptor(clock, closed -> interceptors.remove(peerConnectionId, closed));
        interceptors.add(peerConnectionId, interceptor);
        return interceptor;
    }

    /**
     * Finds the interceptor of a peer connection.
     *
     * @param peerConnectionId names the peer connection
     * @return the interceptor made last for it; empty if that one is closed
     */
    public Optional<StreamStatisticsInterceptor> interceptor(String peerConnectionId) {
        return interceptors.find(peerConnectionId);
    }
}

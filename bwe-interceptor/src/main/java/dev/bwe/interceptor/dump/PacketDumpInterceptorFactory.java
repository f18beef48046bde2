package dev.bwe.interceptor.dump;

import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.InterceptorFactory;
import dev.bwe.interceptor.MonotonicClock;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Makes interceptors that describe in text each packet that passes their place in a chain, for debugging a call. Safe for use by any
 * thread.
 *
 * <pre>{@code
 * InterceptorRegistry.of(new PacketDumpInterceptorFactory((id, timeUs, incoming, line) ->
 *         System.out.println(id + " " + timeUs + (incoming ? " < " : " > ") + line)))
 * }</pre>
 */
public final class PacketDumpInterceptorFactory implements InterceptorFactory {
    private final PacketDumpListener listener;
    private final LongSupplier clock;

    /**
     * Makes a factory that takes its times from {@link MonotonicClock}.
     *
     * @param listener is called for each packet
     */
    public PacketDumpInterceptorFactory(PacketDumpListener listener) {
        this(listener, MonotonicClock::nowUs);
    }

    /**
     * Makes a factory.
     *
     * @param listener is called for each packet
     * @param clock    returns microseconds, for packets without an arrival time
     */
    public PacketDumpInterceptorFactory(PacketDumpListener listener, LongSupplier clock) {
        this.listener = Objects.requireNonNull(listener, "listener");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    public Interceptor newInterceptor(String peerConnectionId) {
        return new PacketDumpInterceptor(Objects.requireNonNull(peerConnectionId, "peerConnectionId"), listener, clock);
    }
}

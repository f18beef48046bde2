package dev.bwe.interceptor.remb;

import dev.bwe.interceptor.InterceptorFactory;
import dev.bwe.interceptor.live.LiveInterceptors;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link RembFilterInterceptor} for each peer connection, and finds it by the peer connection's name until it is closed.
 *
 * <p>The order in a registry matters: this factory comes after, and so is nearer to the application than, the
 * {@link dev.bwe.interceptor.estimate.BweInterceptorFactory} whose REMB must pass.
 *
 * <pre>{@code
 * InterceptorRegistry.of(bweInterceptorFactory, rembFilterInterceptorFactory)
 * }</pre>
 *
 * <p>Safe for use by any thread.
 */
public final class RembFilterInterceptorFactory implements InterceptorFactory {
    private final @Nullable RemovedRembListener listener;
    private final LiveInterceptors<RembFilterInterceptor> interceptors = new LiveInterceptors<>();

    /** Makes a factory without a listener. */
    public RembFilterInterceptorFactory() {
        this.listener = null;
    }

    /**
     * Makes a factory.
     *
     * @param listener is called for each REMB that is removed
     */
    public RembFilterInterceptorFactory(RemovedRembListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
    }

    @Override
    public RembFilterInterceptor newInterceptor(String peerConnectionId) {
        Objects.requireNonNull(peerConnectionId, "peerConnectionId");
        RembFilterInterceptor interceptor = new RembFilterInterceptor(
                peerConnectionId, listener, closed -> interceptors.remove(peerConnectionId, closed));
        interceptors.add(peerConnectionId, interceptor);
        return interceptor;
    }

    /**
     * Finds the interceptor of a peer connection.
     *
     * @param peerConnectionId names the peer connection
     * @return the interceptor made last for it; empty if that one is closed
     */
    public Optional<RembFilterInterceptor> interceptor(String peerConnectionId) {
        return interceptors.find(peerConnectionId);
    }
}

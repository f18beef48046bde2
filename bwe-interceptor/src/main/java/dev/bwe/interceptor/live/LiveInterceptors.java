package dev.bwe.interceptor.live;

import dev.bwe.interceptor.Interceptor;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The interceptors of a factory that are not closed, by the name of their peer connection. Safe for use by any thread. */
public final class LiveInterceptors<T extends Interceptor> {
    private final ConcurrentMap<String, T> byId = new ConcurrentHashMap<>();

    /** Makes an empty set. */
    public LiveInterceptors() {}

    public void add(String peerConnectionId, T interceptor) {
        byId.put(peerConnectionId, interceptor);
    }

    /** Removes an interceptor, but not a newer one with the same name. */
    public void remove(String peerConnectionId, T interceptor) {
        byId.remove(peerConnectionId, interceptor);
    }

    public Optional<T> find(String peerConnectionId) {
        return Optional.ofNullable(byId.get(peerConnectionId));
    }
}

package dev.bwe.interceptor.live;

import dev.bwe.interceptor.Interceptor;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A factory's interceptors that are not yet closed, by peer connection. */
public final class LiveInterceptors<T extends Interceptor> {
    private final ConcurrentMap<String, T> byId = new ConcurrentHashMap<>();

    /** Makes an empty set. */
    public LiveInterceptors() {}

    public void add(String peerConnectionId, T interceptor) {
        byId.put(peerConnectionId, interceptor);
    }

    /** Forgets an interceptor, but not a newer one of the same name. */
    public void remove(String peerConnectionId, T interceptor) {
        byId.remove(peerConnectionId, interceptor);
    }

    public Optional<T> find(String peerConnectionId) {
        return Optional.ofNullable(byId.get(peerConnectionId));
    }
}

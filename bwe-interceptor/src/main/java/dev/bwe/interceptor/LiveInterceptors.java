package dev.bwe.interceptor;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A factory's interceptors that are not yet closed, by peer connection. */
final class LiveInterceptors<T extends Interceptor> {
    private final ConcurrentMap<String, T> byId = new ConcurrentHashMap<>();

    void add(String peerConnectionId, T interceptor) {
        byId.put(peerConnectionId, interceptor);
    }

    /** Forgets an interceptor, but not a newer one of the same name. */
    void remove(String peerConnectionId, T interceptor) {
        byId.remove(peerConnectionId, interceptor);
    }

    Optional<T> find(String peerConnectionId) {
        return Optional.ofNullable(byId.get(peerConnectionId));
    }
}

package dev.bwe.interceptor;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Builds the interceptor chain of a peer connection. The factory that is added first makes the interceptor nearest to the network,
 * which sees incoming packets first and outgoing packets last. Immutable.
 */
public final class InterceptorRegistry implements InterceptorFactory {
    private final List<InterceptorFactory> factories;

    private InterceptorRegistry(List<InterceptorFactory> factories) {
        this.factories = List.copyOf(factories);
    }

    /**
     * Makes a registry.
     *
     * @param factories the interceptors' factories, nearest to the network first; without any, chains pass everything through
     * @return the registry
     */
    public static InterceptorRegistry of(InterceptorFactory... factories) {
        return new InterceptorRegistry(List.of(factories));
    }

    /**
     * Returns a registry with one more factory.
     *
     * @param factory makes the interceptor that is nearest to the application
     * @return a new registry; this one is unchanged
     */
    public InterceptorRegistry with(InterceptorFactory factory) {
        List<InterceptorFactory> more = new ArrayList<>(factories);
        more.add(Objects.requireNonNull(factory, "factory"));
        return new InterceptorRegistry(more);
    }

    /**
     * Builds a chain: one interceptor that binds through all of them.
     *
     * <p>A stream whose bind fails at one member stays bound at none: the members that had bound it are unbound, and the failure is
     * thrown. An unbind reaches every member; the first failure is thrown afterwards, with the others suppressed in it. If a member
     * throws when RTCP is bound, the chain can only be closed.
     *
     * @param peerConnectionId names the peer connection
     * @return the chain; closing it closes its members once, nearest to the application first, and logs what they throw
     */
    @Override
    public Interceptor newInterceptor(String peerConnectionId) {
        Objects.requireNonNull(peerConnectionId, "peerConnectionId");
        List<Interceptor> members = new ArrayList<>(factories.size());
        try {
            for (InterceptorFactory factory : factories) {
                members.add(Objects.requireNonNull(
                        factory.newInterceptor(peerConnectionId), "factory made no interceptor"));
            }
        } catch (Throwable e) {
            new InterceptorChain(peerConnectionId, members).close();
            throw e;
        }
        return new InterceptorChain(peerConnectionId, members);
    }
}

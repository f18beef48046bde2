package dev.bwe.interceptor;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Builds the interceptor chain of a peer connection. The factory that is added first makes the interceptor that is nearest to the
 * network: first to see what comes in, last to see what goes out. Immutable.
 */
public final class InterceptorRegistry implements InterceptorFactory {
    private final List<InterceptorFactory> factories;

    private InterceptorRegistry(List<InterceptorFactory> factories) {
        this.factories = List.copyOf(factories);
    }

    /**
     * Makes a registry.
     *
     * @param factories the interceptors' factories, nearest to the network first; none makes chains that pass everything through
     * @return the registry
     */
    public static InterceptorRegistry of(InterceptorFactory... factories) {
        return new InterceptorRegistry(List.of(factories));
    }

    /**
     * Makes a registry with one factory more.
     *
     * @param factory makes the interceptor that is nearest to the application
     * @return a new registry; this one stays as it is
     */
    public InterceptorRegistry with(InterceptorFactory factory) {
        List<InterceptorFactory> more = new ArrayList<>(factories);
        more.add(Objects.requireNonNull(factory, "factory"));
        return new InterceptorRegistry(more);
    }

    /**
     * Builds a chain: one interceptor that binds through all of them. A member that throws where a stream is bound leaves it
     * bound nowhere: those that it was bound at are told that it is unbound. Where a stream is unbound, everyone is told,
     * whatever others throw. The first failure is thrown then, the others are suppressed in it. A member that throws where the
     * way of RTCP is bound leaves a chain that can only be closed.
     *
     * @param peerConnectionId names the peer connection
     * @return the chain; closing it closes its members, nearest to the application first, and logs what they throw
     */
    @Override
    public Interceptor newInterceptor(String peerConnectionId) {
        List<Interceptor> members = new ArrayList<>(factories.size());
        try {
            for (InterceptorFactory factory : factories) {
                members.add(Objects.requireNonNull(
                        factory.newInterceptor(peerConnectionId), "factory made no interceptor"));
            }
        } catch (RuntimeException e) {
            new InterceptorChain(members).close();
            throw e;
        }
        return new InterceptorChain(members);
    }
}

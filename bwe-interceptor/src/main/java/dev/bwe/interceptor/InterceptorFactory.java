package dev.bwe.interceptor;

/** Makes one interceptor for each peer connection. Called from any thread. */
@FunctionalInterface
public interface InterceptorFactory {
    /**
     * Makes an interceptor, which shares no state of a peer connection with others.
     *
     * @param peerConnectionId names the peer connection, for logs and listeners; unique among those alive
     * @return a new interceptor
     */
    Interceptor newInterceptor(String peerConnectionId);
}

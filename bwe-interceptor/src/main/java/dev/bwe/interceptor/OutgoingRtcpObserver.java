package dev.bwe.interceptor;

/**
 * An {@link Interceptor} that sees the RTCP that the application side sends without wrapping its writer. A chain that an
 * {@link InterceptorRegistry} has built calls it for each compound that passes its place, before the compound goes on towards the
 * network, if the interceptor implements this interface too.
 *
 * <p>An interceptor that only needs to look implements this instead of wrapping in {@link Interceptor#bindRtcpWriter}: the
 * method may then return the writer it was given, and the RTCP that the interceptor writes itself is not shown to it.
 * {@link dev.bwe.interceptor.estimate.BweInterceptor} learns in this way when sender reports went out.
 *
 * <p>Threads: like an {@link RtcpWriter}, from any thread and from several at once. What the method throws is logged, and the
 * compound goes on.
 */
public interface OutgoingRtcpObserver {
    /**
     * Sees a compound that the application side sends.
     *
     * @param buffer holds the compound; must stay unchanged, and is valid during the call only
     * @param offset the place of its first byte in the buffer
     * @param length its length in bytes
     */
    void onOutgoingRtcp(byte[] buffer, int offset, int length);
}

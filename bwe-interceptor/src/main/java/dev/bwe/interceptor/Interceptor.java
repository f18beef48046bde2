package dev.bwe.interceptor;

/**
 * Sees, changes, drops or adds the RTP and RTCP packets of one peer connection.
 *
 * <p>Each {@code bind} method is given the reader or writer of the neighbour nearer to the network and returns the one for the neighbour
 * nearer to the application: the same object if the interceptor does not need the packets, or one that wraps it. The default methods
 * pass everything through, so an interceptor implements only what it changes. The contract follows Pion's interceptors.
 *
 * <p>A stream's SSRC may be bound again before it is unbound, after a renegotiation. The new information then replaces the old one, also
 * for readers and writers made before, and one unbind ends the stream. An unbind with other information than the last bind's is
 * ignored: {@code bind(A)}, {@code bind(B)}, {@code unbind(A)} with the same SSRC leaves B bound, in whatever order negotiations end.
 *
 * <p>Invalid packets are passed on unchanged.
 *
 * <p>Threads: {@code bind}, {@code unbind} and {@code close} may be called from any thread, also while packets flow. The packets of one
 * stream come one at a time. Packets of different streams, and RTCP, may come on different threads unless the owner of the chain
 * says otherwise.
 *
 * <p>Errors: see the package documentation.
 */
public interface Interceptor extends AutoCloseable {
    /**
     * Binds a stream that the remote peer sends, or updates it after a renegotiation if its SSRC is bound already.
     *
     * @param info   describes the stream
     * @param reader reads the stream's packets as they come from the network
     * @return the reader for the application side
     */
    default RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
        return reader;
    }

    /**
     * Unbinds a stream that the remote peer sent. Its readers are no longer used; if they are, they pass packets on.
     *
     * @param info the information that the stream was last bound with; the call is ignored if it was bound with other information
     *             or is not bound
     */
    default void unbindRemoteStream(StreamInfo info) {}

    /**
     * Binds a stream that the local peer sends, or updates it after a renegotiation if its SSRC is bound already.
     *
     * @param info   describes the stream
     * @param writer writes the stream's packets towards the network
     * @return the writer for the application side
     */
    default RtpWriter bindLocalStream(StreamInfo info, RtpWriter writer) {
        return writer;
    }

    /**
     * Unbinds a stream that the local peer sent. Its writers are no longer used; if they are, they pass packets on.
     *
     * @param info the information that the stream was last bound with; the call is ignored if it was bound with other information
     *             or is not bound
     */
    default void unbindLocalStream(StreamInfo info) {}

    /**
     * Binds incoming RTCP, once per peer connection.
     *
     * @param reader reads RTCP compounds as they come from the network
     * @return the reader for the application side
     */
    default RtcpReader bindRtcpReader(RtcpReader reader) {
        return reader;
    }

    /**
     * Binds outgoing RTCP, once per peer connection. An interceptor may keep the writer to send RTCP of its own.
     *
     * @param writer writes RTCP compounds towards the network
     * @return the writer for the application side
     */
    default RtcpWriter bindRtcpWriter(RtcpWriter writer) {
        return writer;
    }

    /** Closes the interceptor: its timers stop, and it sends nothing more. Idempotent, and must not throw. */
    @Override
    default void close() {}
}

package dev.bwe.interceptor;

/**
 * Sees, changes, drops or adds the RTP and RTCP packets of one peer connection.
 *
 * <p>Each {@code bind} method is given the neighbour that is nearer to the network and returns what the neighbour nearer to the
 * application shall use: the same object to stay out of the way, or one that wraps it. Every method has a default that passes
 * through, so an interceptor implements only what it changes. The shape is that of Pion's interceptors.
 *
 * <p>A stream's SSRC may be bound again before it is unbound, with what was negotiated anew: the new information takes the place
 * of the old one, also for readers and writers that were made before, and one unbind ends it. An unbind tells which bind it
 * belongs to by the information: it is ignored where the SSRC has been bound with other information since, so that
 * {@code bind(A)}, {@code bind(B)}, {@code unbind(A)} with the same SSRC leaves B bound in whatever order negotiations end.
 *
 * <p>Packets that are not valid are packets too: they are passed on as they are, for whoever is behind to judge.
 *
 * <p>Threads: {@code bind}, {@code unbind} and {@code close} may come from any thread, also while packets flow. Packets of one
 * stream come one at a time; packets of different streams, and RTCP, may come on different threads unless the owner of the chain
 * says otherwise.
 */
public interface Interceptor extends AutoCloseable {
    /**
     * A stream that the remote peer sends begins, or, where its SSRC is bound already, was negotiated anew.
     *
     * @param info   what is known of the stream
     * @param reader yields the stream's packets as they come from the network
     * @return the reader that the application side shall read from
     */
    default RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
        return reader;
    }

    /**
     * A stream that the remote peer sent has ended; its readers are not used any more, and pass packets on if they are.
     *
     * @param info the information that the stream was last bound with; nothing happens if that was other information, or if the
     *             stream is not bound
     */
    default void unbindRemoteStream(StreamInfo info) {}

    /**
     * A stream that the local peer sends begins, or, where its SSRC is bound already, was negotiated anew.
     *
     * @param info   what is known of the stream
     * @param writer takes the stream's packets towards the network
     * @return the writer that the application side shall write to
     */
    default RtpWriter bindLocalStream(StreamInfo info, RtpWriter writer) {
        return writer;
    }

    /**
     * A stream that the local peer sent has ended; its writers are not used any more, and pass packets on if they are.
     *
     * @param info the information that the stream was last bound with; nothing happens if that was other information, or if the
     *             stream is not bound
     */
    default void unbindLocalStream(StreamInfo info) {}

    /**
     * Binds the way of incoming RTCP, once per peer connection.
     *
     * @param reader yields RTCP compounds as they come from the network
     * @return the reader that the application side shall read from
     */
    default RtcpReader bindRtcpReader(RtcpReader reader) {
        return reader;
    }

    /**
     * Binds the way of outgoing RTCP, once per peer connection. An interceptor may keep the writer to send RTCP of its own.
     *
     * @param writer takes RTCP compounds towards the network
     * @return the writer that the application side shall write to
     */
    default RtcpWriter bindRtcpWriter(RtcpWriter writer) {
        return writer;
    }

    /** Ends the interceptor: timers stop, nothing is sent any more. Idempotent, never throws. */
    @Override
    default void close() {}
}

package dev.bwe.interceptor;

/**
 * Sees, changes, drops or adds the RTP and RTCP packets of one peer connection.
 *
 * <p>Each {@code bind} method is given the neighbour that is nearer to the network and returns what the neighbour nearer to the
 * application shall use: the same object to stay out of the way, or one that wraps it. Every method has a default that passes
 * through, so an interceptor implements only what it changes. The shape is that of Pion's interceptors.
 *
 * <p>Threads: {@code bind}, {@code unbind} and {@code close} may come from any thread, also while packets flow. Packets of one
 * stream come one at a time; packets of different streams, and RTCP, may come on different threads unless the owner of the chain
 * says otherwise.
 */
public interface Interceptor extends AutoCloseable {
    /**
     * A stream that the remote peer sends begins.
     *
     * @param info   what is known of the stream
     * @param reader yields the stream's packets as they come from the network
     * @return the reader that the application side shall read from
     */
    default RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
        return reader;
    }

    /**
     * A stream that the remote peer sent has ended; its reader is not used any more.
     *
     * @param info the information that the stream was bound with
     */
    default void unbindRemoteStream(StreamInfo info) {
    }

    /**
     * A stream that the local peer sends begins.
     *
     * @param info   what is known of the stream
     * @param writer takes the stream's packets towards the network
     * @return the writer that the application side shall write to
     */
    default RtpWriter bindLocalStream(StreamInfo info, RtpWriter writer) {
        return writer;
    }

    /**
     * A stream that the local peer sent has ended; its writer is not used any more.
     *
     * @param info the information that the stream was bound with
     */
    default void unbindLocalStream(StreamInfo info) {
    }

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
    default void close() {
    }
}

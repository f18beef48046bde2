package dev.bwe.interceptor.bench;

import java.io.IOException;

/** Many sessions that take packets; the packets carry the same times and sizes for every implementation. */
interface Load extends AutoCloseable {
    /** Payload and padding of each packet in bytes. */
    int PAYLOAD_LENGTH = 200;

    int SSRC = 5;

    /**
     * Feeds one packet.
     *
     * @param session  the session's number, from 0
     * @param nowUs    the time at which the packet arrives and is processed, in microseconds
     * @param sendTime the absolute send time, 6.18 fixed point
     */
    void packet(int session, long nowUs, int sendTime) throws IOException;

    /** Starts to record what the load records about itself. */
    void startRecording();

    /** Returns the id of the thread that works beside the caller's, or of the caller's where there is none. */
    long otherThreadId();

    /** Returns how late each recorded REMB was, in microseconds and ascending order. */
    long[] latenessUs();

    @Override
    void close();
}

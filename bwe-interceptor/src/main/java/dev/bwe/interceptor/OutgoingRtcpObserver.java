package dev.bwe.interceptor;

/**
 * An interceptor that sees outgoing RTCP without standing in its way: its {@link Interceptor#bindRtcpWriter} returns the writer it was
 * given, and the chain shows it what goes through there.
 */
public interface OutgoingRtcpObserver {
    /** Shows a compound that the application side sends; the bytes are valid during the call and must stay as they are. */
    void onOutgoingRtcp(byte[] buffer, int offset, int length);
}

package dev.bwe.core;

/** Sends a REMB (receiver estimated maximum bitrate, draft-alvestrand-rmcat-remb) to the remote peer. */
@FunctionalInterface
public interface RembSender {
    /**
     * Sends a REMB.
     *
     * @param nowUs      the time in microseconds
     * @param bitrateBps what the remote peer may send at most, in bit/s
     * @param ssrcs      the streams that it applies to, ascending; empty where a limit of the application's own is told. Valid
     *                   during the call only
     */
    void sendRemb(long nowUs, long bitrateBps, SsrcList ssrcs);
}

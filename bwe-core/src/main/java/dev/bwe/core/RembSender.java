package dev.bwe.core;

/** Sends a REMB (receiver estimated maximum bitrate, draft-alvestrand-rmcat-remb) to the sender of the media. */
@FunctionalInterface
public interface RembSender {
    /**
     * Sends a REMB.
     *
     * @param nowUs      the time in microseconds
     * @param bitrateBps the bitrate that the sender of the media must not exceed, in bit/s
     * @param ssrcs      the streams that the bitrate applies to, ascending; empty for a bound of the application's own. Valid
     *                   during the call only
     */
    void sendRemb(long nowUs, long bitrateBps, SsrcList ssrcs);
}

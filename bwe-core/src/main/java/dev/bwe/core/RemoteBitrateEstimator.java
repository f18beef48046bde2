package dev.bwe.core;

import dev.bwe.core.delay.DelayDetector;
import dev.bwe.core.rate.AimdRateControl;
import dev.bwe.core.state.BandwidthUsage;

/** One of the two estimators of libwebrtc's receive side: what {@link BandwidthEstimator} needs of it. */
sealed interface RemoteBitrateEstimator permits AbsSendTimeEstimator, RtpTimestampEstimator {
    /** No call of {@link #process} is wanted. */
    long NO_DELAY = -1;

    /** Takes a packet; true if the estimate was updated. */
    boolean onPacket(PacketInfo packet);

    /** Does what is due by time rather than by packet; true if the estimate was updated. */
    boolean process(long nowUs);

    /** In how many microseconds after the last call of {@link #process} the next one is due, or {@link #NO_DELAY}. */
    long processDelayUs();

    void removeStream(int ssrc);

    /** The estimate in bit/s without upper limit, or 0 while there is none or no stream. */
    long estimateBps();

    long incomingRateBps(long timeUs);

    BandwidthUsage usage();

    AimdRateControl rateControl();

    SsrcList ssrcs();

    /** The detector behind {@link #usage}, or that of the last packet's stream. */
    DelayDetector detector();

    /** How often groups were compared so far. */
    long comparisons();

    int probePackets();

    /** The bit rate of the probe that the last packet completed, or {@link dev.bwe.core.delay.ProbeDetector#NO_PROBE}. */
    long probeBps();
}

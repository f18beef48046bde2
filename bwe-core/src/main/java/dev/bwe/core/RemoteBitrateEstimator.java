package dev.bwe.core;

import dev.bwe.core.delay.DelayDetector;
import dev.bwe.core.delay.ProbeDetector;
import dev.bwe.core.rate.AimdRateControl;
import dev.bwe.core.rate.RateStatistics;
import dev.bwe.core.rate.TimeUnits;
import dev.bwe.core.state.BandwidthUsage;

/**
 * One of the two estimators of libwebrtc's receive side, as {@link BandwidthEstimator} uses it. Here is what both have in common:
 * the streams, the incoming rate, and the rate control.
 *
 * <p>Reference: libwebrtc at 3710345e71ad, {@code modules/remote_bitrate_estimator/include/remote_bitrate_estimator.h}.
 */
abstract sealed class RemoteBitrateEstimator permits AbsSendTimeEstimator, RtpTimestampEstimator {
    /** The value of {@link #processDelayUs()} if no call of {@link #process} is needed. */
    static final long NO_DELAY = -1;

    final StreamTable streams = new StreamTable();
    final RateStatistics incoming = new RateStatistics();
    final AimdRateControl rateControl;
    /** Number of comparisons of packet groups so far. */
    long comparisons;

    RemoteBitrateEstimator(EstimatorConfig config) {
        rateControl = config.newRateControl();
    }

    /** Takes a packet. Returns true if it updated the estimate. */
    abstract boolean onPacket(PacketInfo packet);

    /** Does what is due by time rather than by packet. Returns true if it updated the estimate. */
    abstract boolean process(long nowUs);

    /** Returns the time from the last call of {@link #process} to the next one in microseconds, or {@link #NO_DELAY}. */
    abstract long processDelayUs();

    /** Removes a stream. An unknown one is ignored. */
    abstract void removeStream(int ssrc);

    /** Returns the congestion state. */
    abstract BandwidthUsage usage();

    /** Returns the detector behind {@link #usage}, or that of the stream of the last packet. */
    abstract DelayDetector detector();

    /** Returns the number of packets among which probes are being searched. */
    int probePackets() {
        return 0;
    }

    /** Returns the bitrate of the probe that the last packet completed, in bit/s, or {@link ProbeDetector#NO_PROBE}. */
    long probeBps() {
        return ProbeDetector.NO_PROBE;
    }

    /** Returns the estimate in bit/s without upper bound, or 0 if there is none or no stream. */
    final long estimateBps() {
        return rateControl.isValid() && streams.size() > 0 ? rateControl.bitrateBps() : 0;
    }

    /** Returns the incoming rate in bit/s, or {@link RateStatistics#NO_RATE}. Changes nothing. */
    final long incomingRateBps(long timeUs) {
        return incoming.peekRate(TimeUnits.toMs(timeUs));
    }

    /** Returns the rate control. */
    final AimdRateControl rateControl() {
        return rateControl;
    }

    /** Returns the streams that the estimate covers: a view. */
    final SsrcList ssrcs() {
        return streams.ascending();
    }

    /** Returns the number of comparisons of packet groups so far. */
    final long comparisons() {
        return comparisons;
    }
}

package dev.bwe.core;

import dev.bwe.core.state.BandwidthUsage;
import dev.bwe.core.state.RateControlState;

/**
 * Everything that goes into the estimate at one moment, for dashboards and for people who debug. Immutable.
 *
 * @param estimateBps           the estimate in bit/s as it is reported, 0 while there is none
 * @param usage                 the congestion state
 * @param offset                how fast the delay grows: with the Kalman filter what a queue explains of it, in ms per packet
 *                              group; with the trendline the line's slope, in ms per ms
 * @param incomingRateBps       what comes in, in bit/s; -1 where there is too little to tell
 * @param threshold             what the delay's trend is compared with, in ms
 * @param deltas                packet groups that the filter has compared since it began anew, counted up to 1000
 * @param variance              variance of the delay variation that nothing explains, in ms squared; 0 with the trendline
 * @param slope                 growth of the delay that the groups' sizes explain, in ms per byte; 0 with the trendline
 * @param rateControlBps        the rate control's own figure in bit/s, also while it is no estimate yet
 * @param valid                 whether that figure is an estimate
 * @param rateControlState      what the rate control does with it
 * @param linkCapacityKbps      the rate in kbit/s at which the path was last found full; -1 where none is known
 * @param linkCapacityDeviation how much that varied, as variance in kbit/s relative to the rate
 * @param probePackets          packets that are being looked at for probes
 * @param streams               streams that the estimate covers
 * @param trend                 the delay's trend as it is compared with the threshold, in ms
 * @param comparisons           packet groups compared so far
 * @param timestampSource       which timestamps are in use, {@link TimestampSource#ABS_SEND_TIME} or
 *                              {@link TimestampSource#RTP_TIMESTAMP}. With the latter offset, threshold, deltas, variance, slope
 *                              and trend are those of the stream that the last packet belongs to
 * @param packetsWithoutSendTime packets in a row that came without absolute send time, as {@link TimestampSource#AUTOMATIC}
 *                              counts them
 * @param rttUs                 the round-trip time that the rate control reckons with, in microseconds
 * @param minBitrateBps         below what the estimate does not fall, in bit/s
 * @param maxBitrateBps         above what no estimate is reported, in bit/s
 */
public record EstimatorSnapshot(
        long estimateBps,
        BandwidthUsage usage,
        double offset,
        long incomingRateBps,
        double threshold,
        int deltas,
        double variance,
        double slope,
        long rateControlBps,
        boolean valid,
        RateControlState rateControlState,
        double linkCapacityKbps,
        double linkCapacityDeviation,
        int probePackets,
        int streams,
        double trend,
        long comparisons,
        TimestampSource timestampSource,
        int packetsWithoutSendTime,
        long rttUs,
        long minBitrateBps,
        long maxBitrateBps) {}

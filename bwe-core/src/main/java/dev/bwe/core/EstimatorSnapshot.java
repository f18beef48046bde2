package dev.bwe.core;

import dev.bwe.core.state.BandwidthUsage;
import dev.bwe.core.state.RateControlState;

/**
 * The state behind an estimate at one moment, for dashboards and debugging. Immutable.
 *
 * @param estimateBps           the estimate in bit/s as it is reported; 0 if there is none
 * @param usage                 the congestion state
 * @param offset                the growth of the delay: with the Kalman filter the part that a queue explains, in ms per packet
 *                              group; with the trendline the slope of the line, in ms per ms
 * @param incomingRateBps       the incoming rate in bit/s; -1 if there are too few packets for a rate
 * @param threshold             the value that the trend is compared with, in ms
 * @param deltas                comparisons of packet groups since the last reset of the filter, counted up to 1000
 * @param variance              variance of the delay variation that nothing explains, in ms squared; 0 with the trendline
 * @param slope                 growth of the delay that the sizes of the groups explain, in ms per byte; 0 with the trendline
 * @param rateControlBps        the value of the rate control in bit/s, also while it is not a valid estimate
 * @param valid                 whether that value is a valid estimate
 * @param rateControlState      the state of the rate control
 * @param linkCapacityKbps      the rate in kbit/s at which the path was overused; -1 if none is known
 * @param linkCapacityDeviation the variance of that rate relative to it, in kbit/s
 * @param probePackets          packets among which probes are being searched
 * @param streams               number of streams that the estimate covers
 * @param trend                 the trend of the delay, which is compared with the threshold, in ms
 * @param comparisons           comparisons of packet groups so far
 * @param timestampSource       the timestamps in use, {@link TimestampSource#ABS_SEND_TIME} or
 *                              {@link TimestampSource#RTP_TIMESTAMP}. With the latter offset, threshold, deltas, variance, slope
 *                              and trend are those of the stream of the last packet
 * @param packetsWithoutSendTime packets in a row without absolute send time, as {@link TimestampSource#AUTOMATIC} counts
 *                              them
 * @param rttUs                 the round-trip time that the rate control uses, in microseconds
 * @param minBitrateBps         the lower bound of the estimate, in bit/s
 * @param maxBitrateBps         the upper bound of the reported estimate, in bit/s
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

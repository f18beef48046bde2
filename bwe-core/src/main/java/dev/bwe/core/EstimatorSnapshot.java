package dev.bwe.core;

/**
 * Everything that goes into the estimate at one moment, for dashboards and for people who debug. Immutable.
 *
 * @param estimateBps           the estimate in bit/s, 0 while there is none
 * @param usage                 the congestion state
 * @param offset                growth of the delay that a queue explains, in ms per packet group
 * @param incomingRateBps       what comes in, in bit/s; -1 where there is too little to tell
 * @param threshold             what the delay's trend is compared with, in ms
 * @param deltas                packet groups that the filter has compared, counted up to 1000
 * @param variance              variance of the delay variation that nothing explains, in ms squared
 * @param slope                 growth of the delay that the groups' sizes explain, in ms per byte
 * @param rateControlBps        the rate control's own figure in bit/s, also while it is no estimate yet
 * @param valid                 whether that figure is an estimate
 * @param rateControlState      what the rate control does with it
 * @param linkCapacityKbps      the rate in kbit/s at which the path was last found full; -1 where none is known
 * @param linkCapacityDeviation how much that varied, as variance in kbit/s relative to the rate
 * @param probePackets          packets that are being looked at for probes
 * @param streams               streams that the estimate covers
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
        int streams) {
}

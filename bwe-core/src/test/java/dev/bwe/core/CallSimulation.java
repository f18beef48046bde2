package dev.bwe.core;

import dev.bwe.core.state.BandwidthUsage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeSet;

/**
 * A call in virtual time: a sender that spaces its packets evenly at the rate of the last REMB it got, at least 50 a second, a
 * bottleneck, and the receiver's estimator and throttle. Rates are bit/s, times microseconds.
 */
final class CallSimulation {
    private static final int MAX_PAYLOAD_BYTES = 1_100;
    private static final long MAX_GAP_US = 20_000;
    private static final int HEADER_BYTES = 40;
    private static final long START_BPS = 300_000;

    private final BottleneckLink link;
    private final BandwidthEstimator estimator;
    private final RembSchedule throttle = RembSchedule.likeLibwebrtc(this::onRemb);
    private final PacketInfo packet = new PacketInfo();
    private final int streams;
    private final Deque<long[]> feedback = new ArrayDeque<>();
    private final TreeSet<Integer> ssrcsInRembs = new TreeSet<>();
    private LossBasedFlow competitor;

    private long nowUs = 100_000_000;
    private long rateBps = START_BPS;
    private long maxRateBps = Long.MAX_VALUE;
    private long sentPackets;
    private long deliveredBytes;
    private long maxQueueUs;
    private int overuses;

    CallSimulation(BottleneckLink link, EstimatorConfig config, int streams) {
        this.link = link;
        this.streams = streams;
        estimator = new BandwidthEstimator(config);
        estimator.setListener(new EstimateListener() {
            @Override
            public void onUsageChange(long us, BandwidthUsage before, BandwidthUsage usage) {
                overuses += usage == BandwidthUsage.OVERUSING ? 1 : 0;
            }

            @Override
            public void onEstimate(long us, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs) {
                throttle.onEstimate(us, bitrateBps, ssrcs);
            }
        });
    }

    /** Adds a transfer that begins now. */
    LossBasedFlow compete() {
        competitor = new LossBasedFlow(link, nowUs);
        return competitor;
    }

    /** Sets the upper bound of the rate of the sender. */
    void setMaxRate(long bps) {
        maxRateBps = bps;
    }

    void run(long us) {
        maxQueueUs = 0;
        for (long endUs = nowUs + us; nowUs < endUs; ) {
            while (competitor != null && competitor.nextUs() <= nowUs) {
                competitor.send();
            }
            while (!feedback.isEmpty() && feedback.peek()[0] <= nowUs) {
                rateBps = feedback.remove()[1];
            }
            long bps = Math.min(rateBps, maxRateBps);
            int payloadBytes = (int) Math.min(bps * MAX_GAP_US / 8_000_000, MAX_PAYLOAD_BYTES);
            send(payloadBytes);
            nowUs += payloadBytes * 8_000_000L / bps;
        }
    }

    private void send(int payloadBytes) {
        maxQueueUs = Math.max(maxQueueUs, link.queueUs(nowUs));
        long arrivalUs = link.send(nowUs, payloadBytes + HEADER_BYTES);
        if (arrivalUs == BottleneckLink.DROPPED) {
            return;
        }
        while (estimator.nextDeadlineUs() <= arrivalUs) {
            estimator.process(estimator.nextDeadlineUs());
        }
        estimator.onPacket(packet.arrivalUs(arrivalUs)
                .nowUs(arrivalUs)
                .absSendTime(AbsSendTime.fromUs(nowUs))
                .rtpTimestamp((int) (nowUs * 9 / 100))
                .payloadSize(payloadBytes)
                .ssrc((int) (sentPackets++ % streams)));
        deliveredBytes += payloadBytes + HEADER_BYTES;
    }

    private void onRemb(long us, long bitrateBps, SsrcList ssrcs) {
        feedback.add(new long[] {us + link.propagationUs(), bitrateBps});
        for (int i = 0; i < ssrcs.size(); i++) {
            ssrcsInRembs.add(ssrcs.get(i));
        }
    }

    BandwidthEstimator estimator() {
        return estimator;
    }

    long rateBps() {
        return rateBps;
    }

    long nowUs() {
        return nowUs;
    }

    long sentPackets() {
        return sentPackets;
    }

    long deliveredBytes() {
        return deliveredBytes;
    }

    /** Returns the longest wait of a packet during the last run. */
    long maxQueueUs() {
        return maxQueueUs;
    }

    int overuses() {
        return overuses;
    }

    TreeSet<Integer> ssrcsInRembs() {
        return ssrcsInRembs;
    }
}

package dev.bwe.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.state.BandwidthUsage;
import dev.bwe.core.state.RateControlState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

public class BandwidthEstimatorTest {
    private final BandwidthEstimator estimator = new BandwidthEstimator();
    private final PacketInfo packet = new PacketInfo();
    private final List<Long> heard = new ArrayList<>();

    BandwidthEstimatorTest() {
        estimator.setListener((nowUs, bitrateBps, usage, ssrcs) -> heard.add(bitrateBps));
    }

    @Test
    void ignoresPacketWithoutAbsSendTimeEntirely() {
        probes(4, 7);
        EstimatorSnapshot before = estimator.snapshot(30_000);

        assertFalse(estimator.onPacket(packet.reset()
                .arrivalUs(9_000_000)
                .nowUs(9_000_000)
                .payloadSize(1000)
                .ssrc(99)));
        assertEquals(before, estimator.snapshot(30_000));
        assertArrayEquals(new int[] {7}, estimator.ssrcs().toArray());
    }

    @Test
    void takesAbsSendTimeOfZeroForAnOrdinaryOne() {
        estimator.onPacket(packet.absSendTime(0).payloadSize(1000).ssrc(0));

        assertArrayEquals(new int[] {0}, estimator.ssrcs().toArray());
    }

    @Test
    void tellsListenerWhatItTellsCaller() {
        assertFalse(probes(4, 7));
        assertEquals(List.of(), heard);
        assertEquals(0, estimator.estimateBps());

        assertTrue(probe(4, 7));
        assertEquals(List.of(801_000L), heard);
        assertEquals(801_000, estimator.estimateBps());
        assertEquals(BandwidthUsage.NORMAL, estimator.usage());
        assertEquals(RateControlState.INCREASE, estimator.rateControlState());
    }

    @Test
    void tellsListenerTheTimeOfProcessingAndTheStreams() {
        List<String> calls = new ArrayList<>();
        estimator.setListener((nowUs, bitrateBps, usage, ssrcs) ->
                calls.add(nowUs + " " + usage + " " + ssrcs.size() + " " + ssrcs.get(0)));
        for (int i = 0; i < 5; i++) {
            estimator.onPacket(packet.arrivalUs(i * 10_000)
                    .nowUs(i * 10_000 + 3)
                    .absSendTime(send24(i * 10_000))
                    .payloadSize(1000)
                    .ssrc(7));
        }

        assertEquals(List.of("40003 NORMAL 1 7"), calls);
    }

    @Test
    void tellsListenerTheLow32BitsAsTheReferenceDoes() {
        for (int i = 0; i < 5; i++) {
            long us = i * 10_000L;
            estimator.onPacket(packet.arrivalUs(us)
                    .nowUs(us)
                    .absSendTime(send24(us))
                    .payloadSize(10_000_000)
                    .ssrc(7));
        }

        assertEquals(8_000_001_000L, estimator.estimateBps());
        assertEquals(List.of(8_000_001_000L - (1L << 32)), heard);
    }

    @Test
    void tellsListenerOfProbeWithoutTheEstimatesLimits() {
        estimator.setMaxBitrateBps(500_000);
        List<String> calls = listen();
        probes(5, 7);

        assertEquals(List.of("probe 40000 800000", "estimate 500000"), calls);
    }

    @Test
    void tellsListenerOfEachChangeOfTheCongestionState() {
        Bottleneck bottleneck = new Bottleneck(estimator);
        List<String> changes = listen();
        bottleneck.runUntilDecrease();
        bottleneck.drainAndRun(1_000_000);
        changes.removeIf(call -> !call.startsWith("usage"));

        assertEquals("usage NORMAL OVERUSING", changes.get(0));
        assertEquals("NORMAL", changes.get(changes.size() - 1).split(" ")[2]);
        for (int i = 1; i < changes.size(); i++) {
            assertEquals(
                    changes.get(i - 1).split(" ")[2], changes.get(i).split(" ")[1], "state before " + changes.get(i));
        }
    }

    @Test
    void estimateIsToldEvenIfListenerThrowsBefore() {
        estimator.setListener(new EstimateListener() {
            @Override
            public void onProbe(long nowUs, long bitrateBps) {
                throw new IllegalStateException("probe");
            }

            @Override
            public void onEstimate(long nowUs, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs) {
                heard.add(bitrateBps);
            }
        });
        probes(4, 7);

        assertThrows(IllegalStateException.class, () -> probe(4, 7));
        assertEquals(List.of(801_000L), heard);
    }

    @Test
    void groupSpanDecidesWhatIsSentTogether() {
        assertTrue(comparisons(EstimatorConfig.builder()) > 40, "groups of one packet by default");
        assertEquals(0, comparisons(EstimatorConfig.builder().groupSpanUs(50_000)), 20);
    }

    @Test
    void burstSpanDecidesHowLongPacketsThatArriveTogetherAreOne() {
        assertEquals(8, burstComparisons(EstimatorConfig.builder()), 1);
        assertEquals(248, burstComparisons(EstimatorConfig.builder().burstSpanUs(0)));
        assertEquals(17, burstComparisons(EstimatorConfig.builder().burstSpanUs(50_000)), 1);
    }

    @Test
    void burstGapDecidesWhatArrivesTogether() {
        assertEquals(248, burstComparisons(EstimatorConfig.builder().burstGapUs(3_999)));
        assertEquals(8, burstComparisons(EstimatorConfig.builder().burstGapUs(4_000)), 1);
    }

    @Test
    void worksWithoutListener() {
        estimator.setListener(null);
        probes(5, 7);

        assertEquals(801_000, estimator.estimateBps());
        assertEquals(List.of(), heard);
    }

    @Test
    void isDoneWithThePacketWhenListenerThrows() {
        estimator.setListener((nowUs, bitrateBps, usage, ssrcs) -> {
            throw new IllegalStateException("listener");
        });
        probes(4, 7);

        assertThrows(IllegalStateException.class, () -> probe(4, 7));
        assertEquals(801_000, estimator.estimateBps());
        assertFalse(probe(5, 7), "no second update within 200 ms");
    }

    @Test
    void hasNoEstimateWhenAllStreamsAreRemoved() {
        probes(5, 7);
        estimator.removeStream(7);

        assertEquals(0, estimator.estimateBps());
        assertEquals(801_000, estimator.snapshot(0).rateControlBps());
    }

    @Test
    void beginsAnewAfterResetWithTheSameListener() {
        probes(5, 7);
        estimator.reset();
        assertEquals(0, estimator.estimateBps());
        assertEquals(0, estimator.ssrcs().size());
        assertEquals(new BandwidthEstimator().snapshot(0), estimator.snapshot(0));

        probes(5, 7);
        assertEquals(List.of(801_000L, 801_000L), heard);
    }

    @Test
    void lookingAtIncomingRateChangesNothing() {
        probes(5, 7);
        long rate = estimator.incomingRateBps(40_000);
        assertEquals(976_000, rate, 1_000);
        assertEquals(-1, estimator.incomingRateBps(100_000_000));

        assertEquals(rate, estimator.incomingRateBps(40_000));
    }

    @Test
    void ignoresNegativeRoundTripTime() {
        assertEquals(grownAfterOveruse(0), grownAfterOveruse(0, -100_000));
        assertTrue(
                grownAfterOveruse(0) > grownAfterOveruse(600_000),
                "a shorter round trip lets the estimate grow faster");
    }

    @Test
    void takesRoundTripTimeAsLongAsThereIs() {
        assertEquals(grownAfterOveruse(Integer.MAX_VALUE * 1000L), grownAfterOveruse(Long.MAX_VALUE));
    }

    @Test
    void assumesConfiguredRoundTripTimeUntilOneIsReported() {
        EstimatorConfig config = EstimatorConfig.builder().initialRttUs(600_000).build();

        assertEquals(grownAfterOveruse(600_000), grownAfterOveruse(new Bottleneck(new BandwidthEstimator(config))));
    }

    @Test
    void forgetsStreamsAfterConfiguredTimeout() {
        BandwidthEstimator impatient = new BandwidthEstimator(
                EstimatorConfig.builder().streamTimeoutUs(500_000).build());
        impatient.onPacket(packet.reset().absSendTime(0).payloadSize(100).ssrc(1));
        impatient.onPacket(packet.reset()
                .absSendTime(0)
                .payloadSize(100)
                .ssrc(2)
                .arrivalUs(500_001)
                .nowUs(500_001));

        assertArrayEquals(new int[] {2}, impatient.ssrcs().toArray());
    }

    @Test
    void backsOffByConfiguredFactor() {
        Bottleneck gentle = new Bottleneck(new BandwidthEstimator(
                EstimatorConfig.builder().backoffFactor(0.95).build()));
        Bottleneck normal = new Bottleneck(new BandwidthEstimator());
        gentle.runUntilDecrease();
        normal.runUntilDecrease();

        long incoming = gentle.estimator.incomingRateBps(gentle.nowUs);
        assertEquals(incoming, normal.estimator.incomingRateBps(normal.nowUs));
        assertEquals(Math.round(incoming * 0.95) - 5_000, gentle.estimator.estimateBps());
        assertEquals(Math.round(incoming * 0.85) - 5_000, normal.estimator.estimateBps());
    }

    @Test
    void neverFallsBelowConfiguredFloor() {
        Bottleneck bottleneck = new Bottleneck(new BandwidthEstimator(
                EstimatorConfig.builder().minBitrateBps(900_000).build()));
        bottleneck.runUntilDecrease();

        assertEquals(900_000, bottleneck.estimator.estimateBps());
    }

    @Test
    void acceptsTimesOfAnyOrigin() {
        probes(5, 7, 0);
        BandwidthEstimator other = new BandwidthEstimator();
        other.setListener((nowUs, bitrateBps, usage, ssrcs) -> heard.add(bitrateBps));
        for (int i = 0; i < 5; i++) {
            long us = -50_000_000_000L + i * 10_000;
            other.onPacket(packet.arrivalUs(us)
                    .nowUs(us)
                    .absSendTime(send24(i * 10_000))
                    .payloadSize(1000)
                    .ssrc(7));
        }

        assertEquals(List.of(801_000L, 801_000L), heard);
    }

    private List<String> listen() {
        List<String> calls = new ArrayList<>();
        estimator.setListener(new EstimateListener() {
            @Override
            public void onProbe(long nowUs, long bitrateBps) {
                calls.add("probe " + nowUs + " " + bitrateBps);
            }

            @Override
            public void onUsageChange(long nowUs, BandwidthUsage before, BandwidthUsage usage) {
                calls.add("usage " + before + " " + usage);
            }

            @Override
            public void onEstimate(long nowUs, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs) {
                calls.add("estimate " + bitrateBps);
            }
        });
        return calls;
    }

    /** Packets that are sent and arrive 10 ms apart. */
    private static long comparisons(EstimatorConfig.Builder config) {
        return comparisons(config, 50, 10_000);
    }

    /** Packets that are sent 10 ms apart and arrive 4 ms apart, as a queue lets them go. */
    private static long burstComparisons(EstimatorConfig.Builder config) {
        return comparisons(config, 250, 4_000);
    }

    private static long comparisons(EstimatorConfig.Builder config, int packets, long arrivalGapUs) {
        BandwidthEstimator configured = new BandwidthEstimator(config.build());
        PacketInfo info = new PacketInfo();
        for (int i = 0; i < packets; i++) {
            configured.onPacket(info.arrivalUs(10_000_000 + i * arrivalGapUs)
                    .nowUs(10_000_000 + i * arrivalGapUs)
                    .absSendTime(send24(i * 10_000))
                    .payloadSize(1000)
                    .ssrc(7));
        }
        return configured.snapshot(0).comparisons();
    }

    private static long grownAfterOveruse(long... rttsUs) {
        Bottleneck bottleneck = new Bottleneck(new BandwidthEstimator());
        for (long rttUs : rttsUs) {
            bottleneck.estimator.onRtt(rttUs);
        }
        return grownAfterOveruse(bottleneck);
    }

    private static long grownAfterOveruse(Bottleneck bottleneck) {
        bottleneck.runUntilDecrease();
        bottleneck.drainAndRun(3_000_000);
        return bottleneck.estimator.estimateBps();
    }

    private boolean probes(int count, int ssrc) {
        return probes(count, ssrc, 0);
    }

    private boolean probes(int count, int ssrc, int from) {
        boolean updated = false;
        for (int i = from; i < from + count; i++) {
            updated |= probe(i, ssrc);
        }
        return updated;
    }

    private boolean probe(int index, int ssrc) {
        long us = index * 10_000L;
        return estimator.onPacket(packet.arrivalUs(us)
                .nowUs(us)
                .absSendTime(send24(us))
                .payloadSize(1000)
                .ssrc(ssrc));
    }

    public static int send24(long us) {
        return (int) ((us % 64_000_000 << 18) / 1_000_000);
    }

    /** Packets of 1000 bytes, sent 10 ms apart; the path delays each more than the one before until there is an overuse. */
    private static final class Bottleneck {
        private final BandwidthEstimator estimator;
        private final PacketInfo packet = new PacketInfo();
        private long sentUs;
        private long delayUs;
        private long nowUs;

        Bottleneck(BandwidthEstimator estimator) {
            this.estimator = estimator;
        }

        void runUntilDecrease() {
            for (int i = 0; i < 700; i++) {
                send(0);
            }
            for (long before = estimator.estimateBps(); estimator.estimateBps() >= before; ) {
                send(2_000);
                assertTrue(delayUs < 10_000_000, "no overuse is noticed");
            }
        }

        void drainAndRun(long us) {
            while (delayUs > 0) {
                send(-4_000);
            }
            for (long end = sentUs + us; sentUs < end; ) {
                send(0);
            }
        }

        private void send(long moreDelayUs) {
            sentUs += 10_000;
            delayUs += moreDelayUs;
            nowUs = sentUs + delayUs;
            estimator.onPacket(packet.arrivalUs(nowUs)
                    .nowUs(nowUs)
                    .absSendTime(send24(sentUs))
                    .payloadSize(1000)
                    .ssrc(1));
        }
    }
}

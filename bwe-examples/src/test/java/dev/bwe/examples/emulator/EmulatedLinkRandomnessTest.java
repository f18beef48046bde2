package dev.bwe.examples.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Statistical properties; bounds are four standard errors or wider, and the seed makes every run the same. */
class EmulatedLinkRandomnessTest {
    private static final long SEED = 20_260_101;
    private static final int PACKETS = 20_000;
    private static final long INTERVAL_US = 1_000;

    private static List<EmulatedLink.Delivery<Integer>> run(LinkProfile.Builder profile) {
        EmulatedLink<Integer> link = new EmulatedLink<>(
                profile.seed(SEED).capacityBps(CapacityStep.MAX_BPS).build());
        List<EmulatedLink.Delivery<Integer>> out = new ArrayList<>();
        for (int i = 0; i <= PACKETS; i++) {
            long nowUs = i == PACKETS ? Long.MAX_VALUE / 8 : i * INTERVAL_US;
            if (i < PACKETS) {
                link.offer(nowUs, 100, i);
            }
            for (EmulatedLink.Delivery<Integer> d = link.poll(nowUs); d != null; d = link.poll(nowUs)) {
                out.add(d);
            }
        }
        return out;
    }

    private static boolean[] lost(List<EmulatedLink.Delivery<Integer>> deliveries) {
        boolean[] lost = new boolean[PACKETS];
        Arrays.fill(lost, true);
        deliveries.forEach(d -> lost[d.payload()] = false);
        return lost;
    }

    private static void assertNear(double expected, double actual, double tolerance) {
        assertEquals(expected, actual, tolerance, "seed " + SEED);
    }

    @Test
    void neverReordersWithJitterUnlessAllowed() {
        List<EmulatedLink.Delivery<Integer>> deliveries =
                run(LinkProfile.builder().jitter(30_000, JitterShape.UNIFORM));
        for (int i = 0; i < PACKETS; i++) {
            assertEquals(i, deliveries.get(i).payload(), "seed " + SEED);
        }
    }

    @Test
    void reordersWithJitterWhereAllowed() {
        List<EmulatedLink.Delivery<Integer>> deliveries =
                run(LinkProfile.builder().jitter(30_000, JitterShape.UNIFORM).allowReordering(true));
        int overtaken = 0;
        for (int i = 1; i < PACKETS; i++) {
            overtaken += deliveries.get(i).payload() < deliveries.get(i - 1).payload() ? 1 : 0;
        }
        assertEquals(PACKETS, deliveries.size());
        assertTrue(overtaken > PACKETS / 4, "only " + overtaken + " of " + PACKETS + " out of order, seed " + SEED);
    }

    @Test
    void handsOutReorderedPacketsByTheirDeliveryTime() {
        List<EmulatedLink.Delivery<Integer>> deliveries =
                run(LinkProfile.builder().jitter(30_000, JitterShape.UNIFORM).allowReordering(true));
        for (int i = 1; i < PACKETS; i++) {
            long before = deliveries.get(i - 1).deliveryUs();
            long after = deliveries.get(i).deliveryUs();
            assertTrue(before <= after, before + " us was followed by " + after + " us, seed " + SEED);
        }
    }

    @Test
    void spreadsUniformJitterEvenly() {
        double[] jitter = jitterOf(JitterShape.UNIFORM);
        assertNear(15_000, mean(jitter), 250);
        assertNear(30_000 / Math.sqrt(12), deviation(jitter), 150);
    }

    @Test
    void gathersNormalJitterAroundHalfTheMaximum() {
        double[] jitter = jitterOf(JitterShape.TRUNCATED_NORMAL);
        assertNear(15_000, mean(jitter), 150);
        // Cutting at three sigmas leaves 0.9866 of the deviation.
        assertNear(0.9866 * 5_000, deviation(jitter), 110);
    }

    private static double[] jitterOf(JitterShape shape) {
        double[] jitter =
                run(LinkProfile.builder().delayUs(40_000).jitter(30_000, shape).allowReordering(true)).stream()
                        .mapToDouble(d -> d.deliveryUs() - d.departureUs() - 40_000)
                        .toArray();
        for (double us : jitter) {
            assertTrue(us >= 0 && us <= 30_000, us + " us, seed " + SEED);
        }
        return jitter;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double deviation(double[] values) {
        double mean = mean(values);
        return Math.sqrt(Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow());
    }

    @Test
    void losesTheConfiguredShareOfPackets() {
        double ratio = 1 - run(LinkProfile.builder().loss(0.1)).size() / (double) PACKETS;
        assertNear(0.1, ratio, 4 * Math.sqrt(0.1 * 0.9 / PACKETS));
    }

    @Test
    void losesInBurstsOfTheConfiguredMeanLength() {
        boolean[] lost = lost(run(LinkProfile.builder().burstLoss(new BurstLoss(0.02, 0.25, 1))));
        int losses = 0;
        int bursts = 0;
        for (int i = 0; i < PACKETS; i++) {
            losses += lost[i] ? 1 : 0;
            bursts += lost[i] && (i == 0 || !lost[i - 1]) ? 1 : 0;
        }
        // Lengths are geometric with mean 4 and deviation sqrt(12); a burst begins every 1/0.02 + 4 packets.
        assertNear(4, losses / (double) bursts, 4 * Math.sqrt(12.0 / bursts));
        assertNear(PACKETS / 54.0, bursts, 4 * Math.sqrt(PACKETS / 54.0));
    }

    @Test
    void losesOnlyTheConfiguredShareOfABurst() {
        boolean[] all = lost(run(LinkProfile.builder().burstLoss(new BurstLoss(0.5, 0.5, 1))));
        boolean[] half = lost(run(LinkProfile.builder().burstLoss(new BurstLoss(0.5, 0.5, 0.5))));
        assertNear(0.5, share(all), 0.03);
        assertNear(0.25, share(half), 0.03);
    }

    private static double share(boolean[] lost) {
        int n = 0;
        for (boolean one : lost) {
            n += one ? 1 : 0;
        }
        return n / (double) lost.length;
    }

    @Test
    void leavesTheLossPatternAloneWhenJitterIsSwitchedOn() {
        boolean[] still = lost(run(LinkProfile.builder().loss(0.1)));
        boolean[] jittery = lost(run(LinkProfile.builder().loss(0.1).jitter(30_000, JitterShape.UNIFORM)));
        assertArrayEquals(still, jittery, "seed " + SEED);
    }
}

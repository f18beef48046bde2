package dev.bwe.examples.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmulatedLinkTest {
    private static final long MBIT = 1_000_000;

    private static LinkProfile.Builder oneMbit() {
        return LinkProfile.builder().capacityBps(MBIT);
    }

    private static EmulatedLink<Integer> started(LinkProfile.Builder profile) {
        EmulatedLink<Integer> link = new EmulatedLink<>(profile.build());
        link.startSchedule(0);
        return link;
    }

    private static List<EmulatedLink.Delivery<Integer>> drain(EmulatedLink<Integer> link, long nowUs) {
        List<EmulatedLink.Delivery<Integer>> out = new ArrayList<>();
        for (EmulatedLink.Delivery<Integer> d = link.poll(nowUs); d != null; d = link.poll(nowUs)) {
            out.add(d);
        }
        return out;
    }

    private static List<Long> times(List<EmulatedLink.Delivery<Integer>> deliveries) {
        return deliveries.stream().map(EmulatedLink.Delivery::deliveryUs).toList();
    }

    private static List<Integer> numbers(List<EmulatedLink.Delivery<Integer>> deliveries) {
        return deliveries.stream().map(EmulatedLink.Delivery::payload).toList();
    }

    @Test
    void deliversAfterSerialisationAndPropagation() {
        EmulatedLink<Integer> link = started(oneMbit().delayUs(50_000));
        link.offer(1_000, 1250, 0);
        assertNull(link.poll(60_999));
        assertEquals(61_000, link.poll(61_000).deliveryUs());
    }

    @Test
    void serialisesBackToBackPacketsOneAfterTheOther() {
        EmulatedLink<Integer> link = started(oneMbit().delayUs(5_000));
        for (int i = 0; i < 3; i++) {
            link.offer(0, 1250, i);
        }
        assertEquals(List.of(15_000L, 25_000L, 35_000L), times(drain(link, 100_000)));
    }

    @Test
    void countsTheOverheadOfEveryPacketOnTheWire() {
        EmulatedLink<Integer> link = started(oneMbit().overheadBytes(LinkProfile.UDP_IPV4_OVERHEAD_BYTES));
        link.offer(0, 97, 0);
        EmulatedLink.Delivery<Integer> delivery = link.poll(1_000);
        assertEquals(1_000, delivery.deliveryUs());
        assertEquals(97, delivery.payloadBytes());
        assertEquals(125, link.snapshot(1_000).deliveredBytes());
    }

    @Test
    void keepsTheExactRateWherePacketsDoNotLastWholeMicroseconds() {
        EmulatedLink<Integer> link =
                started(LinkProfile.builder().capacityBps(3 * MBIT).queueLimitBytes(1 << 30));
        for (int i = 0; i < 3000; i++) {
            link.offer(0, 1201, i);
        }
        List<Long> times = times(drain(link, 60_000_000));
        assertEquals((3000L * 1201 * 8 + 2) / 3, times.get(2999));
    }

    @Test
    void keepsTheExactRateWhereSeveralPacketsFitIntoAMicrosecond() {
        EmulatedLink<Integer> link =
                started(LinkProfile.builder().capacityBps(CapacityStep.MAX_BPS).queueLimitBytes(1 << 30));
        for (int i = 0; i < 10_000; i++) {
            link.offer(0, 100, i);
        }
        assertEquals(800, times(drain(link, 1_000)).get(9_999));
    }

    @Test
    void appliesACapacityChangeToTheRestOfThePacketInTransmission() {
        EmulatedLink<Integer> link = started(oneMbit().thenCapacityBps(4_000, MBIT / 2));
        link.offer(0, 1250, 0);
        // 4000 bits in the first 4 ms, the other 6000 bits at half the rate.
        assertEquals(List.of(16_000L), times(drain(link, 100_000)));
    }

    @Test
    void appliesACapacityChangeToPacketsThatWait() {
        EmulatedLink<Integer> link = started(oneMbit().thenCapacityBps(10_000, 2 * MBIT));
        for (int i = 0; i < 3; i++) {
            link.offer(0, 1250, i);
        }
        assertEquals(List.of(10_000L, 15_000L, 20_000L), times(drain(link, 100_000)));
    }

    @Test
    void foreseesTheNextDeliveryAcrossCapacityChanges() {
        EmulatedLink<Integer> link =
                started(oneMbit().delayUs(7).thenCapacityBps(4_000, 0).thenCapacityBps(50_000, 2 * MBIT));
        link.offer(0, 1250, 0);
        assertEquals(53_007, link.nextEventUs());
        assertEquals(53_007, link.poll(53_007).deliveryUs());
        assertEquals(EmulatedLink.NEVER, link.nextEventUs());
    }

    @Test
    void holdsTheFirstCapacityUntilTheScheduleStarts() {
        EmulatedLink<Integer> link =
                new EmulatedLink<>(oneMbit().thenCapacityBps(1_000, 2 * MBIT).build());
        link.offer(500_000, 1250, 0);
        assertEquals(510_000, link.poll(600_000).deliveryUs());
        assertEquals(-1, link.snapshot(600_000).scheduleUs());

        link.startSchedule(700_000);
        assertEquals(MBIT, link.snapshot(700_999).capacityBps());
        assertEquals(2 * MBIT, link.snapshot(701_000).capacityBps());
        assertEquals(1_000, link.snapshot(701_000).scheduleUs());
    }

    @Test
    void dropsWhatDoesNotFitIntoAQueueLimitedInBytes() {
        EmulatedLink<Integer> link = started(oneMbit().queueLimitBytes(2_500));
        boolean[] accepted = new boolean[5];
        for (int i = 0; i < 5; i++) {
            accepted[i] = link.offer(0, 1000, i);
        }
        // One in transmission, two in the queue; 500 bytes are left for a smaller one.
        assertEquals(
                List.of(true, true, true, false, false),
                List.of(accepted[0], accepted[1], accepted[2], accepted[3], accepted[4]));
        assertTrue(link.offer(0, 500, 5));
        assertEquals(2, link.snapshot(0).queueDrops());
        assertEquals(2_000, link.snapshot(0).queueDropBytes());
    }

    @Test
    void limitsAQueueGivenAsTimeByTheCapacityOfTheMoment() {
        EmulatedLink<Integer> link = started(oneMbit().queueLimitUs(100_000).thenCapacityBps(1_000_000, MBIT / 2));
        assertEquals(1 + 12, acceptedOf(link, 0, 40));
        drain(link, 900_000);
        assertEquals(1 + 6, acceptedOf(link, 1_000_000, 40));
    }

    private static int acceptedOf(EmulatedLink<Integer> link, long nowUs, int packets) {
        int accepted = 0;
        for (int i = 0; i < packets; i++) {
            accepted += link.offer(nowUs, 1000, i) ? 1 : 0;
        }
        return accepted;
    }

    @Test
    void sendsNothingWhileDownShedsAtTheTailAndDrainsInOrderAfterwards() {
        EmulatedLink<Integer> link = started(
                oneMbit().queueLimitUs(100_000).thenCapacityBps(1_000_000, 0).thenCapacityBps(3_000_000, MBIT));
        for (int i = 0; i < 200; i++) {
            link.offer(1_000_000 + i * 10_000L, 1000, i);
        }
        assertEquals(List.of(), drain(link, 2_999_999));
        assertEquals(13, link.snapshot(2_999_999).queuedPackets());
        assertEquals(187, link.snapshot(2_999_999).queueDrops());
        assertEquals(1_999_999, link.snapshot(2_999_999).queueDelayUs());

        List<EmulatedLink.Delivery<Integer>> drained = drain(link, 4_000_000);
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), numbers(drained));
        assertEquals(3_008_000, drained.get(0).deliveryUs());
        assertEquals(3_104_000, drained.get(12).deliveryUs());
    }

    @Test
    void saysHowLongAPacketWouldWaitNow() {
        EmulatedLink<Integer> link = started(oneMbit());
        assertEquals(0, link.snapshot(0).queueDelayUs());
        link.offer(0, 1250, 0);
        link.offer(0, 1250, 1);
        assertEquals(17_000, link.snapshot(3_000).queueDelayUs());
    }

    @Test
    void startsAnIdleLinkAtTheTimeOfThePacketNotBefore() {
        EmulatedLink<Integer> link = started(oneMbit());
        link.offer(0, 1250, 0);
        link.offer(5_000_000_000L, 1250, 1);
        assertEquals(List.of(10_000L, 5_000_010_000L), times(drain(link, 6_000_000_000L)));
    }

    @Test
    void treatsATimeThatRunsBackwardsAsTheLatestSeen() {
        EmulatedLink<Integer> link = started(oneMbit());
        link.offer(20_000, 1250, 0);
        link.offer(1_000, 1250, 1);
        assertEquals(List.of(30_000L, 40_000L), times(drain(link, 100_000)));
    }

    @Test
    void accountsForEveryPacketAtEveryMoment() {
        EmulatedLink<Integer> link = started(oneMbit()
                .delayUs(30_000)
                .jitter(20_000, JitterShape.UNIFORM)
                .loss(0.1)
                .burstLoss(new BurstLoss(0.05, 0.3, 0.8))
                .queueLimitBytes(6_000)
                .thenCapacityBps(500_000, MBIT / 4)
                .thenCapacityBps(1_500_000, 3 * MBIT));
        for (int i = 0; i < 500; i++) {
            link.offer(i * 5_000L, 200 + i, i);
            drain(link, i * 5_000L);
            LinkSnapshot s = link.snapshot(i * 5_000L);
            assertEquals(
                    s.offeredPackets(),
                    s.deliveredPackets() + s.droppedPackets() + s.queuedPackets() + s.inFlightPackets(),
                    s::toString);
            assertEquals(
                    s.offeredBytes(),
                    s.deliveredBytes() + s.droppedBytes() + s.queuedBytes() + s.inFlightBytes(),
                    s::toString);
        }
        drain(link, 60_000_000);
        LinkSnapshot end = link.snapshot(60_000_000);
        assertEquals(500, end.deliveredPackets() + end.droppedPackets());
        assertTrue(end.queueDrops() > 0 && end.randomLosses() > 0 && end.burstLosses() > 0, end::toString);
    }

    @Test
    void givesEqualResultsForEqualSeedsOnly() {
        List<EmulatedLink.Delivery<Integer>> first = impaired(7);
        assertEquals(first, impaired(7));
        assertNotEquals(first, impaired(8));
    }

    private static List<EmulatedLink.Delivery<Integer>> impaired(long seed) {
        EmulatedLink<Integer> link = started(oneMbit()
                .seed(seed)
                .jitter(30_000, JitterShape.TRUNCATED_NORMAL)
                .loss(0.05)
                .burstLoss(new BurstLoss(0.02, 0.5, 1)));
        for (int i = 0; i < 300; i++) {
            link.offer(i * 10_000L, 1000, i);
        }
        return drain(link, 100_000_000);
    }

    @Test
    void doesNotRememberDeliveredPackets() {
        EmulatedLink<Integer> link = started(oneMbit());
        link.offer(0, 100, 0);
        drain(link, 1_000_000);
        LinkSnapshot s = link.snapshot(1_000_000);
        assertFalse(s.queuedPackets() + s.inFlightPackets() > 0, s::toString);
    }
}

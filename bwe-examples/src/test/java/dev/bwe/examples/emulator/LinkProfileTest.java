package dev.bwe.examples.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LinkProfileTest {
    private static void assertRejected(String message, Executable setting) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, setting).getMessage());
    }

    @Test
    void namesOptionValueAndRangeOfWhatItRejects() {
        LinkProfile.Builder b = LinkProfile.builder();
        assertRejected("capacity (bit/s) = -1: must be from 0 to 10000000000", () -> b.capacityBps(-1));
        assertRejected("delay (us) = 60000001: must be from 0 to 60000000", () -> b.delayUs(60_000_001));
        assertRejected("jitter (us) = -5: must be from 0 to 60000000", () -> b.jitter(-5, JitterShape.UNIFORM));
        assertRejected("loss = 1.5: must be a probability from 0 to 1", () -> b.loss(1.5));
        assertRejected("loss = NaN: must be a probability from 0 to 1", () -> b.loss(Double.NaN));
        assertRejected("queue limit (bytes) = 0: must be from 1 to 1073741824", () -> b.queueLimitBytes(0));
        assertRejected("queue limit (us) = 0: must be from 1 to 60000000", () -> b.queueLimitUs(0));
        assertRejected("overhead (bytes) = 1001: must be from 0 to 1000", () -> b.overheadBytes(1001));
        assertRejected(
                "burst loss leave = 0.0: must be above 0, or a burst would never end", () -> new BurstLoss(0.1, 0, 1));
    }

    @Test
    void rejectsCapacityStepsOutOfOrder() {
        LinkProfile.Builder b = LinkProfile.builder().capacityBps(1).thenCapacityBps(10, 2);
        assertRejected(
                "capacity step time (us) = 10: must be above 10, the time of the step before",
                () -> b.thenCapacityBps(10, 3));
    }

    @Test
    void isNotChangedByItsBuilderAfterwards() {
        LinkProfile.Builder b = LinkProfile.builder().capacityBps(1_000);
        LinkProfile profile = b.build();
        b.capacityBps(2_000);
        assertEquals(1_000, new EmulatedLink<Integer>(profile).snapshot(0).capacityBps());
    }
}

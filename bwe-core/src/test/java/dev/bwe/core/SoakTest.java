package dev.bwe.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call of 24 hours at 50 packets a second: 4.3 million packets, 1,350 wraps of the absolute send time. */
class SoakTest {
    private static final int HOURS = 24;
    private static final long HOUR_US = 3_600_000_000L;
    private static final long CAPACITY_BPS = 480_000;
    private static final long MAX_LEAK_BYTES = 1 << 20;

    @Test
    @Timeout(60)
    void staysInBoundsForADay() {
        CallSimulation call =
                new CallSimulation(new BottleneckLink(CAPACITY_BPS, 25_000, 10_000_000), EstimatorConfig.defaults(), 2);
        call.run(HOUR_US);
        long heapBefore = liveHeap();
        long secondHourBytes = 0;
        for (int hour = 2; hour <= HOURS; hour++) {
            long bytesBefore = call.deliveredBytes();
            int overusesBefore = call.overuses();
            call.run(HOUR_US);
            long bytes = call.deliveredBytes() - bytesBefore;
            secondHourBytes = hour == 2 ? bytes : secondHourBytes;
            String figures = "hour " + hour + ": " + bytes * 8 / 3600 + " bit/s, queue up to " + call.maxQueueUs()
                    + " us, " + (call.overuses() - overusesBefore) + " overuses";
            assertEquals(0.9 * CAPACITY_BPS, bytes * 8 / 3600.0, 0.1 * CAPACITY_BPS, figures);
            assertTrue(call.maxQueueUs() < 50_000, figures);
            assertEquals(secondHourBytes, bytes, 0.02 * secondHourBytes, "drift, " + figures);
        }
        long leak = liveHeap() - heapBefore;

        assertTrue(leak < MAX_LEAK_BYTES, "live heap grew by " + leak + " bytes");
        assertTrue(call.sentPackets() > 4_300_000, call.sentPackets() + " packets");
    }

    private static long liveHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}

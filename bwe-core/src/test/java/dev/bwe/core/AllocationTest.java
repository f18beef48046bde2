package dev.bwe.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.state.BandwidthUsage;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A packet allocates no memory once the tables of the estimator have the size that the traffic needs. */
class AllocationTest {
    private static final MethodHandle ALLOCATED_BYTES = allocatedBytesOfCurrentThread();

    @ParameterizedTest
    @CsvSource({
        "ABS_SEND_TIME, KALMAN, 1",
        "ABS_SEND_TIME, KALMAN, 1000",
        "ABS_SEND_TIME, TRENDLINE, 1",
        "RTP_TIMESTAMP, KALMAN, 1",
        "RTP_TIMESTAMP, KALMAN, 10",
        "AUTOMATIC, TRENDLINE, 1000"
    })
    void allocatesNothingPerPacket(TimestampSource source, DelayDetectorType detector, int streams) throws Throwable {
        Traffic traffic = new Traffic(
                EstimatorConfig.builder()
                        .timestampSource(source)
                        .delayDetector(detector)
                        .build(),
                streams);
        traffic.run(200_000);
        int updatesBefore = traffic.updates;
        int overusesBefore = traffic.overuses;

        // Work of the JVM on the thread itself, such as the change to newly compiled code, allocates in some
        // rounds.
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5 && least > 0; round++) {
            long before = (long) ALLOCATED_BYTES.invokeExact();
            traffic.run(100_000);
            least = Math.min(least, (long) ALLOCATED_BYTES.invokeExact() - before);
        }

        assertEquals(0, least, "bytes for 100,000 packets");
        assertTrue(traffic.updates - updatesBefore > 100, "updates " + (traffic.updates - updatesBefore));
        assertTrue(traffic.overuses - overusesBefore > 10, "overuses " + (traffic.overuses - overusesBefore));
    }

    @Test
    void anIdleEstimatorIsSmall() throws Throwable {
        newlyAllocated();

        assertTrue(newlyAllocated() < 4_096, newlyAllocated() + " bytes");
    }

    private static long newlyAllocated() throws Throwable {
        long before = (long) ALLOCATED_BYTES.invokeExact();
        BandwidthEstimator estimator = new BandwidthEstimator();
        long allocated = (long) ALLOCATED_BYTES.invokeExact() - before;
        assertEquals(0, estimator.estimateBps());
        return allocated;
    }

    /* The module of the tests does not read the one that has this bean, and an ordinary reflective call would allocate. */
    private static MethodHandle allocatedBytesOfCurrentThread() {
        try {
            Object bean = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            Class<?> type = Class.forName("com.sun.management.ThreadMXBean");
            return MethodHandles.publicLookup()
                    .findVirtual(type, "getCurrentThreadAllocatedBytes", MethodType.methodType(long.class))
                    .bindTo(bean);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM does not report the allocations of threads", e);
        }
    }

    /** 1000 packets a second in pairs over a path whose queue fills and drains every 8 s. */
    private static final class Traffic {
        private final BandwidthEstimator estimator;
        private final RembSchedule throttle = RembSchedule.likeLibwebrtc(this::onRemb);
        private final PacketInfo packet = new PacketInfo();
        private final int streams;
        private long packets;
        private int updates;
        private int overuses;
        private long ssrcSum;

        Traffic(EstimatorConfig config, int streams) {
            this.streams = streams;
            estimator = new BandwidthEstimator(config);
            estimator.setListener(this::onEstimate);
        }

        void run(int count) {
            for (int i = 0; i < count; i++) {
                long sentUs = packets / 2 * 2_000;
                long phaseUs = sentUs % 8_000_000;
                long delayUs = Math.max(0, phaseUs < 4_000_000 ? phaseUs / 10 : 400_000 - (phaseUs - 4_000_000) / 4);
                long arrivalUs = sentUs + delayUs;
                packet.reset()
                        .arrivalUs(arrivalUs)
                        .nowUs(arrivalUs)
                        .absSendTime(BandwidthEstimatorTest.send24(sentUs))
                        .rtpTimestamp((int) (sentUs * 9 / 100))
                        .payloadSize(1000)
                        .ssrc((int) (packets % streams) * 0x9E3779B1);
                if (estimator.nextDeadlineUs() <= arrivalUs) {
                    estimator.process(arrivalUs);
                }
                estimator.onPacket(packet);
                packets++;
            }
        }

        private void onEstimate(long nowUs, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs) {
            updates++;
            overuses += usage == BandwidthUsage.OVERUSING ? 1 : 0;
            throttle.onEstimate(nowUs, bitrateBps, ssrcs);
        }

        private void onRemb(long nowUs, long bitrateBps, SsrcList ssrcs) {
            for (int i = 0; i < ssrcs.size(); i++) {
                ssrcSum += ssrcs.get(i);
            }
        }
    }
}

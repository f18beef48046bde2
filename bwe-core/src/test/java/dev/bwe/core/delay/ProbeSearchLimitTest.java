package dev.bwe.core.delay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.BandwidthEstimatorTest;
import dev.bwe.core.PacketInfo;
import java.lang.ref.Reference;
import org.junit.jupiter.api.Test;

/** A long start without usable probes: the number of stored packets has a limit, the search for clusters has none. */
class ProbeSearchLimitTest {
    private static final int MORE_THAN_KEPT = 3_000;
    private static final int SIZE = 1_200;

    private final ProbeDetector detector = new ProbeDetector();
    private int sendUs;
    private long arrivalUs = 1_000_000;

    @Test
    void longClusterIsOneClusterStill() {
        send(MORE_THAN_KEPT, 500);

        assertEquals(MORE_THAN_KEPT, detector.packets());
    }

    @Test
    void probeBehindLongClusterIsFoundAsTheReferenceFindsIt() {
        send(MORE_THAN_KEPT, 4_000);

        assertEquals(SIZE * 8_000_000L / 4_000, send(1, 4_000));
    }

    @Test
    void searchBeginsAnewWhenTheClockGoesBackBehindLongCluster() {
        send(MORE_THAN_KEPT, 500);
        arrivalUs -= 10_000_000;
        send(1, 500);

        assertEquals(0, detector.packets());
        send(1, 4_000);
        assertEquals(SIZE * 8_000_000L / 4_000, send(6, 4_000));
    }

    @Test
    void searchGoesOnWhenTheClockGoesBackBehindShortCluster() {
        send(100, 500);
        arrivalUs -= 10_000_000;
        send(1, 500);

        assertEquals(100, detector.packets(), "all but the oldest");
    }

    @Test
    void estimatorAtTenMegabitIsSmallBeforeItsFirstEstimate() {
        int count = 500;
        BandwidthEstimator[] estimators = new BandwidthEstimator[count];
        estimators[0] = atTenMegabit();
        long before = usedBytes();
        for (int i = 0; i < count; i++) {
            estimators[i] = atTenMegabit();
        }
        long each = (usedBytes() - before) / count;
        Reference.reachabilityFence(estimators);

        assertTrue(each < 40 * 1024, each + " bytes each");
    }

    /** Returns the result for the last of several packets with given spacings of their send and arrival times. */
    private long send(int packets, int spacingUs) {
        long bps = ProbeDetector.NO_PROBE;
        for (int i = 0; i < packets; i++) {
            bps = detector.add(sendUs, arrivalUs, SIZE, 0);
            sendUs += spacingUs;
            arrivalUs += spacingUs;
        }
        return bps;
    }

    private static BandwidthEstimator atTenMegabit() {
        BandwidthEstimator estimator = new BandwidthEstimator();
        PacketInfo packet = new PacketInfo();
        for (long timeUs = 0; timeUs < 4_900_000; timeUs += 960) {
            estimator.onPacket(packet.arrivalUs(timeUs)
                    .nowUs(timeUs)
                    .absSendTime(BandwidthEstimatorTest.send24(timeUs))
                    .payloadSize(SIZE)
                    .ssrc(1));
        }
        return estimator;
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}

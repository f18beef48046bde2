package dev.bwe.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * The packets of libwebrtc's own tests of its abs-send-time estimator, and the last update that libwebrtc itself gives for them.
 * Tests that adapt what they send to the estimate are covered by their recordings in the reference traces.
 */
class LibwebrtcScenarioTest {
    private static final long NONE = 0;
    private static final int SEND_TIME_MASK = (1 << 24) - 1;

    private final BandwidthEstimator estimator = new BandwidthEstimator();
    private final PacketInfo packet = new PacketInfo();
    private long clockMs = 100_000;
    private long sentMs;
    private int sent24;
    private int updates;
    private long lastUpdateBps;

    LibwebrtcScenarioTest() {
        estimator.setListener((nowUs, bitrateBps, usage, ssrcs) -> {
            updates++;
            lastUpdateBps = bitrateBps;
        });
    }

    @Test
    void initialBehavior() {
        assertEquals(0, estimator.estimateBps());
        clockMs += 2_000;
        for (int i = 0; i < 253; i++) {
            if (i == 2) {
                assertEquals(0, updates, "updates after two packets");
            }
            regular(1200);
        }
        assertEquals(698_099, lastUpdateBps);
        assertEquals(698_099, estimator.estimateBps());

        estimator.removeStream(1);
        assertEquals(0, estimator.estimateBps());
    }

    @Test
    void rateIncreaseReordering() {
        for (int i = 0; i < 253; i++) {
            regular(1200);
        }
        assertEquals(698_099, lastUpdateBps);

        int step = send24(20);
        for (int i = 0; i < 10; i++) {
            clockMs += 40;
            sent24 += 2 * step;
            feed(clockMs, sent24, 1000, 1);
            feed(clockMs, sent24 - step, 1000, 1);
        }
        assertEquals(698_099, estimator.estimateBps());
    }

    @Test
    void testTimestampGrouping() {
        sent24 = 16_515_066;
        for (int i = 0; i <= 300; i++) {
            regular(1000);
        }
        assertTrue(lastUpdateBps >= 400_000, "before: " + lastUpdateBps);

        int tick = 3;
        int restOfTwentyMs = 5_199;
        for (int burst = 0; burst < 100; burst++) {
            for (int i = 0; i < 15; i++) {
                feed(clockMs, sent24, 100, 1);
                sent24 += tick;
                clockMs++;
            }
            sent24 += restOfTwentyMs;
            clockMs += 10;
        }
        assertEquals(342_480, lastUpdateBps);
    }

    @Test
    void testShortTimeoutAndWrap() {
        silence(35_000);

        assertEquals(351_110, lastUpdateBps);
    }

    @Test
    void testLongTimeoutAndWrap() {
        silence(640_000);

        assertEquals(351_110, lastUpdateBps);
    }

    @Test
    void testProcessAfterTimeout() {
        feed(clockMs, 0, 1000, 0);
        clockMs += 2_001;

        assertEquals(0, estimator.estimateBps());
        assertEquals(0, updates);
    }

    @Test
    void testProbeDetection() {
        probes(5, 10, 10, 1000);
        probes(5, 5, 5, 1000);

        assertEquals(1_601_000, lastUpdateBps);
    }

    @Test
    void testProbeDetectionNonPacedPackets() {
        for (int i = 0; i < 5; i++) {
            clockMs += 5;
            feed(clockMs, send24(clockMs), 1000, 0);
            clockMs += 5;
            packet.arrivalUs((clockMs - 5) * 1000)
                    .nowUs(clockMs * 1000)
                    .absSendTime(send24(clockMs - 5))
                    .payloadSize(100);
            estimator.onPacket(packet);
        }

        assertEquals(801_000, lastUpdateBps);
    }

    @Test
    void testProbeDetectionTooHighBitrate() {
        probes(5, 10, 10, 1000);
        probes(5, 5, 8, 1000);

        assertEquals(801_000, lastUpdateBps);
    }

    @Test
    void testProbeDetectionSlightlyFasterArrival() {
        probes(5, 10, 5, 1000);

        assertEquals(801_000, lastUpdateBps);
    }

    @Test
    void testProbeDetectionFasterArrival() {
        probes(5, 10, 1, 1000);

        assertEquals(NONE, lastUpdateBps);
    }

    @Test
    void testProbeDetectionSlowerArrival() {
        probes(5, 5, 7, 1000);

        assertEquals(1_143_857, lastUpdateBps);
    }

    @Test
    void testProbeDetectionSlowerArrivalHighBitrate() {
        probes(5, 1, 2, 1000);

        assertEquals(4_001_000, lastUpdateBps);
    }

    @Test
    void probingIgnoresSmallPackets() {
        probes(5, 10, 10, 200);
        assertEquals(NONE, lastUpdateBps);

        probes(5, 10, 10, 1000);
        assertEquals(801_000, lastUpdateBps);
    }

    /** 30 s of traffic, silence, and then packets that arrive at half the pace they were sent at. */
    private void silence(int silenceMs) {
        for (int i = 0; i < 3_000; i++) {
            feed(clockMs, sent24, 1000, 1);
            clockMs += 10;
            sent24 += send24(10);
        }
        long before = estimator.estimateBps();
        clockMs += silenceMs;
        sent24 += send24(silenceMs);
        for (int i = 0; i < 21; i++) {
            feed(clockMs, sent24, 1000, 1);
            clockMs += 20;
            sent24 += send24(10);
        }
        assertTrue(estimator.estimateBps() < before, estimator.estimateBps() + " is not less than " + before);
    }

    private void probes(int count, int sendSpacingMs, int arrivalSpacingMs, int size) {
        for (int i = 0; i < count; i++) {
            clockMs += arrivalSpacingMs;
            sentMs += sendSpacingMs;
            feed(clockMs, send24(sentMs), size, 0);
        }
    }

    private void regular(int size) {
        feed(clockMs, sent24, size, 1);
        clockMs += 20;
        sent24 += send24(20);
    }

    private void feed(long arrivalMs, int sendTime, int size, int ssrc) {
        packet.arrivalUs(arrivalMs * 1000)
                .nowUs(arrivalMs * 1000)
                .absSendTime(sendTime & SEND_TIME_MASK)
                .payloadSize(size)
                .ssrc(ssrc);
        estimator.onPacket(packet);
    }

    /** Rounded, as those tests have it. */
    private static int send24(long ms) {
        return (int) (((ms << 18) + 500) / 1000) & SEND_TIME_MASK;
    }
}

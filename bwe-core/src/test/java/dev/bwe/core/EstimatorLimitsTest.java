package dev.bwe.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Initial, minimum and maximum bitrate. Five probes of 1000 bytes, 10 ms apart, make an estimate of 801 kbit/s. */
class EstimatorLimitsTest {
    private static final long MEASURED_BPS = 801_000;

    private final List<Long> heard = new ArrayList<>();
    private final PacketInfo packet = new PacketInfo();
    private long nowUs;

    @Test
    void reportsNothingBeforeMeasurementByDefault() {
        BandwidthEstimator estimator = estimator(EstimatorConfig.builder());
        feed(estimator, 4);

        assertEquals(0, estimator.estimateBps());
    }

    @Test
    void reportsInitialBitrateUntilMeasured() {
        BandwidthEstimator estimator = estimator(EstimatorConfig.builder().initialBitrateBps(300_000));
        assertEquals(300_000, estimator.estimateBps());
        feed(estimator, 4);
        assertEquals(300_000, estimator.snapshot(0).estimateBps());

        feed(estimator, 1);
        assertEquals(MEASURED_BPS, estimator.estimateBps());
    }

    @Test
    void tellsListenerOnlyOfWhatIsMeasured() {
        feed(estimator(EstimatorConfig.builder().initialBitrateBps(300_000)), 5);

        assertEquals(List.of(MEASURED_BPS), heard);
    }

    @Test
    void reportsInitialBitrateAgainAfterReset() {
        BandwidthEstimator estimator = estimator(EstimatorConfig.builder().initialBitrateBps(300_000));
        feed(estimator, 5);
        estimator.reset();

        assertEquals(300_000, estimator.estimateBps());
    }

    @Test
    void limitsSetMeanwhileApplyToInitialBitrate() {
        BandwidthEstimator estimator = estimator(EstimatorConfig.builder().initialBitrateBps(300_000));
        estimator.setMaxBitrateBps(200_000);
        assertEquals(200_000, estimator.estimateBps());

        estimator.setMaxBitrateBps(EstimatorConfig.NO_MAX_BITRATE);
        estimator.setMinBitrateBps(400_000);
        assertEquals(400_000, estimator.estimateBps());
    }

    @Test
    void reportsNoMoreThanMaximumButMeasuresOn() {
        BandwidthEstimator estimator = estimator(EstimatorConfig.builder().maxBitrateBps(500_000));
        feed(estimator, 5);

        assertEquals(500_000, estimator.estimateBps());
        assertEquals(List.of(500_000L), heard);
        assertEquals(MEASURED_BPS, estimator.snapshot(0).rateControlBps());
    }

    @Test
    void maximumCanBeChangedWhileRunning() {
        BandwidthEstimator estimator = estimator(EstimatorConfig.builder());
        feed(estimator, 5);
        estimator.setMaxBitrateBps(100_000);
        assertEquals(100_000, estimator.estimateBps());

        estimator.setMaxBitrateBps(EstimatorConfig.NO_MAX_BITRATE);
        assertEquals(MEASURED_BPS, estimator.estimateBps());
    }

    @Test
    void minimumCanBeChangedWhileRunning() {
        BandwidthEstimator estimator = estimator(EstimatorConfig.builder());
        feed(estimator, 5);
        estimator.setMinBitrateBps(2_000_000);

        assertEquals(2_000_000, estimator.estimateBps());
    }

    @Test
    void minimumSetBeforeMeasurementHolds() {
        BandwidthEstimator estimator = estimator(EstimatorConfig.builder());
        estimator.setMinBitrateBps(2_000_000);
        assertEquals(0, estimator.estimateBps());

        feed(estimator, 5);
        assertEquals(2_000_000 + 1_000, heard.get(0), 1_000);
    }

    @Test
    void limitsSetMeanwhileSurviveResetAndChangeOfTimestamps() {
        BandwidthEstimator estimator = estimator(EstimatorConfig.builder().timestampSource(TimestampSource.AUTOMATIC));
        estimator.setMinBitrateBps(2_000_000);
        estimator.setMaxBitrateBps(3_000_000);
        feed(estimator, 5);
        assertEquals(2_000_000 + 1_000, estimator.estimateBps(), 1_000);

        estimator.reset();
        assertEquals(
                "2000000 3000000",
                estimator.snapshot(0).minBitrateBps() + " "
                        + estimator.snapshot(0).maxBitrateBps());
    }

    @Test
    void refusesMinimumAboveMaximumWhileRunning() {
        BandwidthEstimator estimator =
                estimator(EstimatorConfig.builder().minBitrateBps(50_000).maxBitrateBps(200_000));

        assertEquals(
                "minBitrateBps 200001 is outside 1000 to 200000 (maxBitrateBps)",
                assertThrows(IllegalArgumentException.class, () -> estimator.setMinBitrateBps(200_001))
                        .getMessage());
        assertEquals(
                "maxBitrateBps 49999 is outside 50000 to 9223372036854775807 (from minBitrateBps)",
                assertThrows(IllegalArgumentException.class, () -> estimator.setMaxBitrateBps(49_999))
                        .getMessage());
        assertEquals(
                "50000 200000",
                estimator.snapshot(0).minBitrateBps() + " "
                        + estimator.snapshot(0).maxBitrateBps());
    }

    private BandwidthEstimator estimator(EstimatorConfig.Builder config) {
        BandwidthEstimator estimator = new BandwidthEstimator(config.build());
        estimator.setListener((nowUs, bitrateBps, usage, ssrcs) -> heard.add(bitrateBps));
        return estimator;
    }

    private void feed(BandwidthEstimator estimator, int packets) {
        for (int i = 0; i < packets; i++) {
            estimator.onPacket(packet.arrivalUs(nowUs)
                    .nowUs(nowUs)
                    .absSendTime(AbsSendTime.fromUs(nowUs))
                    .payloadSize(1000)
                    .ssrc(7));
            nowUs += 10_000;
        }
    }
}

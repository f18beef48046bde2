package dev.bwe.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class EstimatorConfigTest {
    @Test
    void defaultsAreLibwebrtcs() {
        assertValues(EstimatorConfig.defaults(), 2_000_000, 0.85, 5_000, 200_000);
    }

    @Test
    void takesTheEndsOfEachRange() {
        assertValues(
                EstimatorConfig.builder()
                        .streamTimeoutUs(100_000)
                        .backoffFactor(0.5)
                        .minBitrateBps(1_000)
                        .initialRttUs(0)
                        .build(),
                100_000,
                0.5,
                1_000,
                0);
        assertValues(
                EstimatorConfig.builder()
                        .streamTimeoutUs(3_600_000_000L)
                        .backoffFactor(0.99)
                        .minBitrateBps(1_000_000_000)
                        .initialRttUs(60_000_000)
                        .build(),
                3_600_000_000L,
                0.99,
                1_000_000_000,
                60_000_000);
    }

    @Test
    void refusesStreamTimeoutOutOfRange() {
        assertRefused(
                "streamTimeoutUs 99999 is outside 100000 to 3600000000", builder -> builder.streamTimeoutUs(99_999));
        assertRefused(
                "streamTimeoutUs 3600000001 is outside 100000 to 3600000000",
                builder -> builder.streamTimeoutUs(3_600_000_001L));
    }

    @Test
    void refusesBackoffFactorOutOfRange() {
        assertRefused("backoffFactor 0.49 is outside 0.5 to 0.99", builder -> builder.backoffFactor(0.49));
        assertRefused("backoffFactor 1.0 is outside 0.5 to 0.99", builder -> builder.backoffFactor(1));
        assertRefused("backoffFactor NaN is outside 0.5 to 0.99", builder -> builder.backoffFactor(Double.NaN));
    }

    @Test
    void refusesMinimumBitrateOutOfRange() {
        assertRefused("minBitrateBps 999 is outside 1000 to 1000000000", builder -> builder.minBitrateBps(999));
        assertRefused(
                "minBitrateBps 1000000001 is outside 1000 to 1000000000",
                builder -> builder.minBitrateBps(1_000_000_001));
    }

    @Test
    void refusesInitialRoundTripTimeOutOfRange() {
        assertRefused("initialRttUs -1 is outside 0 to 60000000", builder -> builder.initialRttUs(-1));
        assertRefused("initialRttUs 60000001 is outside 0 to 60000000", builder -> builder.initialRttUs(60_000_001));
    }

    @Test
    void everythingElseIsUnsetByDefault() {
        EstimatorConfig config = EstimatorConfig.defaults();

        assertEquals(EstimatorConfig.NO_INITIAL_BITRATE, config.initialBitrateBps());
        assertEquals(EstimatorConfig.NO_MAX_BITRATE, config.maxBitrateBps());
        assertEquals(TimestampSource.ABS_SEND_TIME, config.timestampSource());
        assertEquals(DelayDetectorType.KALMAN, config.delayDetector());
        assertEquals("5000 5000 100000", config.groupSpanUs() + " " + config.burstGapUs() + " " + config.burstSpanUs());
    }

    @Test
    void aBuilderFromAConfigurationHoldsAllItsValues() throws ReflectiveOperationException {
        EstimatorConfig config = EstimatorConfig.builder()
                .timestampSource(TimestampSource.AUTOMATIC)
                .delayDetector(DelayDetectorType.TRENDLINE)
                .groupSpanUs(6_000)
                .burstGapUs(7_000)
                .burstSpanUs(8_000)
                .streamTimeoutUs(900_000)
                .backoffFactor(0.75)
                .initialBitrateBps(300_000)
                .minBitrateBps(200_000)
                .maxBitrateBps(400_000)
                .initialRttUs(50_000)
                .build();
        EstimatorConfig copy = config.toBuilder().build();

        for (Method getter : EstimatorConfig.class.getDeclaredMethods()) {
            boolean option = Modifier.isPublic(getter.getModifiers())
                    && !Modifier.isStatic(getter.getModifiers())
                    && !getter.getName().equals("toBuilder");
            if (option) {
                assertEquals(getter.invoke(config), getter.invoke(copy), getter.getName());
                assertNotEquals(getter.invoke(EstimatorConfig.defaults()), getter.invoke(copy), getter.getName());
            }
        }
    }

    @Test
    void takesInitialBitrateAtBothLimits() {
        EstimatorConfig.Builder builder =
                EstimatorConfig.builder().minBitrateBps(100_000).maxBitrateBps(200_000);

        assertEquals(100_000, builder.initialBitrateBps(100_000).build().initialBitrateBps());
        assertEquals(200_000, builder.initialBitrateBps(200_000).build().initialBitrateBps());
        assertEquals(
                300_000,
                builder.initialBitrateBps(0)
                        .minBitrateBps(300_000)
                        .maxBitrateBps(300_000)
                        .build()
                        .maxBitrateBps());
    }

    @Test
    void refusesInitialBitrateOutsideTheLimits() {
        String limits = " is outside 100000 to 200000 (minBitrateBps to maxBitrateBps)";
        assertRefused("initialBitrateBps 99999" + limits, builder -> limited(builder.initialBitrateBps(99_999)));
        assertRefused("initialBitrateBps 200001" + limits, builder -> limited(builder.initialBitrateBps(200_001)));
        assertRefused("initialBitrateBps -1" + limits, builder -> limited(builder.initialBitrateBps(-1)));
    }

    @Test
    void refusesMinimumBitrateAboveMaximum() {
        assertRefused(
                "minBitrateBps 200001 is outside 1000 to 200000 (maxBitrateBps)",
                builder -> built(builder.maxBitrateBps(200_000).minBitrateBps(200_001)));
    }

    @Test
    void refusesMaximumBitrateOutOfRange() {
        assertRefused(
                "maxBitrateBps 999 is outside 1000 to 9223372036854775807", builder -> builder.maxBitrateBps(999));
    }

    @Test
    void refusesSpansOutOfRange() {
        assertRefused("groupSpanUs 999 is outside 1000 to 100000", builder -> builder.groupSpanUs(999));
        assertRefused("groupSpanUs 100001 is outside 1000 to 100000", builder -> builder.groupSpanUs(100_001));
        assertRefused("burstGapUs -1 is outside 0 to 100000", builder -> builder.burstGapUs(-1));
        assertRefused("burstGapUs 100001 is outside 0 to 100000", builder -> builder.burstGapUs(100_001));
        assertRefused("burstSpanUs -1 is outside 0 to 1000000", builder -> builder.burstSpanUs(-1));
        assertRefused("burstSpanUs 1000001 is outside 0 to 1000000", builder -> builder.burstSpanUs(1_000_001));
    }

    @Test
    void refusesNoDetectorAndNoSource() {
        assertThrows(NullPointerException.class, () -> EstimatorConfig.builder().delayDetector(null));
        assertThrows(NullPointerException.class, () -> EstimatorConfig.builder().timestampSource(null));
    }

    @Test
    void refusedValueLeavesBuilderAsItWas() {
        EstimatorConfig.Builder builder = EstimatorConfig.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.minBitrateBps(0));

        assertEquals(5_000, builder.build().minBitrateBps());
    }

    private static EstimatorConfig.Builder limited(EstimatorConfig.Builder builder) {
        return built(builder.minBitrateBps(100_000).maxBitrateBps(200_000));
    }

    private static EstimatorConfig.Builder built(EstimatorConfig.Builder builder) {
        builder.build();
        return builder;
    }

    private static void assertRefused(String message, UnaryOperator<EstimatorConfig.Builder> option) {
        EstimatorConfig.Builder builder = EstimatorConfig.builder();
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> option.apply(builder))
                        .getMessage());
    }

    private static void assertValues(EstimatorConfig config, long timeoutUs, double backoff, long minBps, long rttUs) {
        assertEquals(timeoutUs, config.streamTimeoutUs(), "streamTimeoutUs");
        assertEquals(backoff, config.backoffFactor(), "backoffFactor");
        assertEquals(minBps, config.minBitrateBps(), "minBitrateBps");
        assertEquals(rttUs, config.initialRttUs(), "initialRttUs");
    }
}

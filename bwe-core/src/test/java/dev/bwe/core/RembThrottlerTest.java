package dev.bwe.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RembThrottlerTest {
    private static final SsrcList STREAMS = Ssrcs.of(1, 2, 3);

    private final List<String> sent = new ArrayList<>();
    private final RembSchedule throttler = RembSchedule.likeLibwebrtc(
            (nowUs, bitrateBps, ssrcs) -> sent.add(nowUs + " " + bitrateBps + " " + Arrays.toString(ssrcs.toArray())));

    @Test
    void sendsFirstEstimateAtOnce() {
        throttler.onEstimate(0, 12345, STREAMS);

        assertSent("0 12345 [1, 2, 3]");
    }

    @Test
    void sendsLittleLowerEstimateOnlyWhenLastRembIsOld() {
        throttler.onEstimate(0, 12346, STREAMS);
        throttler.onEstimate(100_000, 12345, STREAMS);
        throttler.onEstimate(201_000, 12345, STREAMS);

        assertSent("0 12346 [1, 2, 3]", "201000 12345 [1, 2, 3]");
    }

    @Test
    void sendsMuchLowerEstimateAtOnce() {
        throttler.onEstimate(0, 2345, STREAMS);
        throttler.onEstimate(1_000, 1234, STREAMS);

        assertSent("0 2345 [1, 2, 3]", "1000 1234 [1, 2, 3]");
    }

    @Test
    void sendsHigherEstimateOnlyWhenLastRembIsOld() {
        throttler.onEstimate(0, 1234, STREAMS);
        throttler.onEstimate(100_000, 2345, STREAMS);
        throttler.onEstimate(201_000, 2345, STREAMS);

        assertSent("0 1234 [1, 2, 3]", "201000 2345 [1, 2, 3]");
    }

    @Test
    void takesExactlyTwoHundredMillisecondsForOld() {
        throttler.onEstimate(0, 1000, STREAMS);
        throttler.onEstimate(199_999, 1000, STREAMS);
        throttler.onEstimate(200_000, 1001, STREAMS);

        assertSent("0 1000 [1, 2, 3]", "200000 1001 [1, 2, 3]");
    }

    @Test
    void tellsLimitBeforeAnyEstimate() {
        throttler.setMaxBitrate(1234, 0, STREAMS);

        assertSent("0 1234 []");
    }

    @Test
    void limitsEstimatesButStaysSilentWhenLastRembIsBelow() {
        throttler.onEstimate(0, 1234, STREAMS);
        throttler.setMaxBitrate(4567, 1_000, STREAMS);
        throttler.onEstimate(201_000, 5678, STREAMS);

        assertSent("0 1234 [1, 2, 3]", "201000 4567 [1, 2, 3]");
    }

    @Test
    void tellsLimitAtOnceWhenLastRembIsAbove() {
        throttler.onEstimate(0, 5000, STREAMS);
        throttler.setMaxBitrate(4567, 1_000, STREAMS);

        assertSent("0 5000 [1, 2, 3]", "1000 4567 []");
    }

    @Test
    void tellsLimitWhenLastRembIsOld() {
        throttler.onEstimate(0, 1234, STREAMS);
        throttler.setMaxBitrate(4567, 200_000, STREAMS);

        assertSent("0 1234 [1, 2, 3]", "200000 4567 []");
    }

    @Test
    void tellingLimitDoesNotDelayEstimates() {
        throttler.setMaxBitrate(4567, 0, STREAMS);
        throttler.onEstimate(1_000, 1234, STREAMS);

        assertSent("0 4567 []", "1000 1234 [1, 2, 3]");
    }

    @Test
    void comparesWithUnlimitedEstimate() {
        throttler.setMaxBitrate(1000, 0, STREAMS);
        throttler.onEstimate(1_000, 9000, STREAMS);
        throttler.onEstimate(2_000, 2000, STREAMS);

        assertSent("0 1000 []", "1000 1000 [1, 2, 3]", "2000 1000 [1, 2, 3]");
    }

    @Test
    void truncatesWhenItComparesWithThreePerCent() {
        assertEquals(List.of("0 104 [1, 2, 3]", "1 101 [1, 2, 3]"), pair(104, 101));
        assertEquals(List.of("0 1000 [1, 2, 3]", "1 971 [1, 2, 3]"), pair(1000, 971));
        assertEquals(List.of("0 1000 [1, 2, 3]"), pair(1000, 972));
    }

    @Test
    void refusesNegativeLimit() {
        assertThrows(IllegalArgumentException.class, () -> throttler.setMaxBitrate(-1, 0, STREAMS));
    }

    private static List<String> pair(long first, long second) {
        RembThrottlerTest other = new RembThrottlerTest();
        other.throttler.onEstimate(0, first, STREAMS);
        other.throttler.onEstimate(1, second, STREAMS);
        return other.sent;
    }

    private void assertSent(String... expected) {
        assertEquals(List.of(expected), sent);
    }
}

package dev.bwe.core.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LinkCapacityEstimatorTest {
    private final LinkCapacityEstimator capacity = new LinkCapacityEstimator();

    @Test
    void excludesNothingBeforeTheFirstSample() {
        assertFalse(capacity.hasEstimate());
        assertEquals(Long.MAX_VALUE, capacity.upperBps());
        assertEquals(0, capacity.lowerBps());
    }

    @Test
    void takesFirstSampleInWholeKilobits() {
        capacity.sample(100_500);

        assertEquals(101.0, capacity.kbps());
        assertEquals(101_000, capacity.bps());
    }

    @Test
    void allowsThreeDeviationsAroundTheEstimate() {
        capacity.sample(1_000_000);

        // 3 * sqrt(0.4 * 1000) = 60 kbit/s, and a little more for the single-precision 0.4
        assertEquals(1_060_000, capacity.upperBps(), 1);
        assertEquals(940_000, capacity.lowerBps(), 1);
    }

    @Test
    void movesByATwentiethOfTheDifference() {
        capacity.sample(1_000_000);
        capacity.sample(2_000_000);

        assertEquals(1050.0, capacity.kbps());
    }

    @Test
    void boundsTheDeviationAbove() {
        capacity.sample(1_000_000);
        capacity.sample(9_000_000);

        assertEquals(2.5, capacity.deviation());
    }

    @Test
    void boundsTheDeviationBelowWithTheSinglePrecisionConstant() {
        assertEquals(0.4, capacity.deviation());
        capacity.sample(1_000_000);

        assertEquals(0.4000000059604645, capacity.deviation());
    }

    @Test
    void keepsTheDeviationWhenTheEstimateIsCleared() {
        capacity.sample(1_000_000);
        capacity.sample(9_000_000);
        capacity.clear();

        assertFalse(capacity.hasEstimate());
        assertEquals(2.5, capacity.deviation());
    }

    @Test
    void aCapacityOfZeroIsAnEstimate() {
        capacity.sample(0);

        assertTrue(capacity.hasEstimate());
        assertEquals(0, capacity.lowerBps());
    }
}

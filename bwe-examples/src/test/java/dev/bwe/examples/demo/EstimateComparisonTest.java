package dev.bwe.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EstimateComparisonTest {
    private final EstimateComparison comparison = new EstimateComparison();

    @Test
    void weighsDifferencesByTheTimeTheyLast() {
        comparison.setBwe(0, 1_000);
        comparison.setLibwebrtc(0, 1_000);
        comparison.setBwe(3_000_000, 1_200);

        assertEquals(0.05, comparison.meanDifference(4_000_000), 1e-12);
    }

    @Test
    void countsNoTimeInWhichOneIsUnknown() {
        comparison.setBwe(1_000_000, 500);
        comparison.setLibwebrtc(5_000_000, 1_000);

        assertEquals(2_000_000, comparison.comparedUs(7_000_000));
        assertEquals(0.5, comparison.meanDifference(7_000_000), 1e-12);
    }

    @Test
    void isNoNumberWhileNothingIsCompared() {
        comparison.setBwe(0, 500);

        assertTrue(Double.isNaN(comparison.meanDifference(1_000_000)));
    }

    @Test
    void countsDifferencesInBothDirections() {
        comparison.setLibwebrtc(0, 1_000);
        comparison.setBwe(0, 900);
        comparison.setBwe(1_000_000, 1_100);

        assertEquals(0.1, comparison.meanDifference(2_000_000), 1e-12);
    }
}

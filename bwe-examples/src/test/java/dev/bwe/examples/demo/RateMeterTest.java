package dev.bwe.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RateMeterTest {
    private final RateMeter meter = new RateMeter();

    @Test
    void hasNoRateWithTheFirstReading() {
        assertEquals(-1, meter.add(1_000_000, 500));
    }

    @Test
    void tellsUnitsPerSecond() {
        meter.add(1_000_000, 500);

        assertEquals(1_000, meter.add(1_250_000, 750));
    }

    @Test
    void forgetsWhatIsOlderThanItsWindow() {
        meter.add(0, 0);
        meter.add(1_000_000, 1_000_000);
        meter.add(1_400_000, 1_000_400);

        assertEquals(1_000, meter.add(1_900_000, 1_000_900));
    }
}

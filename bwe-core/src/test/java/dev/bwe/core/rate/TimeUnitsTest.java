package dev.bwe.core.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeUnitsTest {
    @ParameterizedTest
    @CsvSource({"1499, 1", "1500, 2", "-500, 0", "-501, -1", "-1500, -1", "-1501, -2", "0, 0"})
    void roundsToNearestMillisecondWithTiesUpward(long us, long ms) {
        assertEquals(ms, TimeUnits.toMs(us));
    }
}

package dev.bwe.core.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected texts are what C's {@code printf("%.17g")} prints. */
class DoubleTextTest {
    @ParameterizedTest
    @CsvSource({
        "0.0, 0",
        "-0.0, -0",
        "1.0, 1",
        "-1.0, -1",
        "12.5, 12.5",
        "0.1, 0.10000000000000001",
        "0.3, 0.29999999999999999",
        "-2.5, -2.5",
        "0.0001, 0.0001",
        "0.00001, 1.0000000000000001e-05",
        "0.00012345678901234567, 0.00012345678901234567",
        "123456789.125, 123456789.125",
        "1e16, 10000000000000000",
        "99999999999999984.0, 99999999999999984",
        "1e17, 1e+17",
        "123456789012345680.0, 1.2345678901234568e+17",
        "9007199254740993.0, 9007199254740992",
        "1e22, 1e+22",
        "1e23, 9.9999999999999992e+22",
        "1.7976931348623157E308, 1.7976931348623157e+308",
        "2.2250738585072014E-308, 2.2250738585072014e-308",
        "4.9E-324, 4.9406564584124654e-324",
        "1e-100, 1e-100",
        "0.40000000596046448, 0.40000000596046448",
        "NaN, nan",
        "Infinity, inf",
        "-Infinity, -inf",
    })
    void printsAsCDoes(double value, String expected) {
        assertEquals(expected, text(value));
    }

    @ParameterizedTest
    @CsvSource({"1234567890123456.25, 1234567890123456.2", "1234567890123456.75, 1234567890123456.8"})
    void roundsTiesToEven(double value, String expected) {
        assertEquals(expected, text(value));
    }

    @Test
    void tellsAllDoublesApart() {
        long seed = 20260101;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertEquals(value, Double.parseDouble(text(value)), "seed " + seed + ", value " + i);
            }
        }
    }

    private static String text(double value) {
        StringBuilder out = new StringBuilder();
        DoubleText.append(out, value);
        return out.toString();
    }
}

package dev.bwe.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AbsSendTimeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 3",
        "2, 7",
        "262143, 999996",
        "262144, 1000000",
        "8388607, 31999996",
        "8388608, 32000000",
        "16777215, 63999996",
        "16777216, 0",
        "-1, 63999996",
    })
    void convertsToMicroseconds(int value, long us) {
        assertEquals(us, AbsSendTime.toUs(value));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "3, 0",
        "4, 1",
        "999999, 262143",
        "1000000, 262144",
        "31999999, 8388607",
        "32000000, 8388608",
        "63999999, 16777215",
        "64000000, 0",
        "64000004, 1",
        "86400000000, 0",
        "-1, 16777215",
        "-64000000, 0",
        "9223372036854775807, 14359149",
        "-9223372036854775808, 2418066",
    })
    void convertsFromMicroseconds(long us, int value) {
        assertEquals(value, AbsSendTime.fromUs(us));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0, 1, 1",
        "1, 0, -1",
        "16777215, 0, 1",
        "0, 16777215, -1",
        "16777000, 200, 416",
        "200, 16777000, -416",
        "0, 8388607, 8388607",
        "8388607, 0, -8388607",
        "0, 8388608, -8388608",
        "8388608, 0, -8388608",
        "0, 8388609, -8388607",
        "8388609, 0, 8388607",
        "12582912, 4194303, 8388607",
        "12582912, 4194304, -8388608",
    })
    void difference(int from, int to, int difference) {
        assertEquals(difference, AbsSendTime.difference(from, to));
    }

    @ParameterizedTest
    @CsvSource({
        "16777215, 0, 3",
        "0, 16777215, -4",
        "16515072, 262144, 2000000",
        "262144, 16515072, -2000000",
        "0, 8388607, 31999996",
        "0, 8388608, -32000000",
    })
    void differenceInMicroseconds(int from, int to, long us) {
        assertEquals(us, AbsSendTime.differenceUs(from, to));
    }
}

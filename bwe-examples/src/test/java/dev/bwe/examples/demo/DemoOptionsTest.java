package dev.bwe.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoOptionsTest {
    @Test
    void hasDefaults() {
        assertEquals(new DemoOptions(60, 1, Path.of("bwe-out"), true), DemoOptions.parse());
    }

    @Test
    void takesEachOption() {
        assertEquals(
                new DemoOptions(90, -7, Path.of("x/y"), false),
                DemoOptions.parse("--no-terminal", "--seconds", "90", "--out", "x/y", "--seed", "-7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"29", "3601", "1e3", "", "99999999999999999999"})
    void namesTheOptionTheValueAndWhatIsAllowed(String seconds) {
        String message = assertThrows(IllegalArgumentException.class, () -> DemoOptions.parse("--seconds", seconds))
                .getMessage();

        assertEquals("--seconds is " + seconds + ", must be a whole number from 30 to 3600", message);
    }

    @Test
    void refusesUnknownOptionsAndMissingValues() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> DemoOptions.parse("--fast"))
                .getMessage()
                .contains("--fast"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> DemoOptions.parse("--out"))
                .getMessage()
                .contains("--out"));
    }
}

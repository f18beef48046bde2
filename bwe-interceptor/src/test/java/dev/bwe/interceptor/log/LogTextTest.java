package dev.bwe.interceptor.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LogTextTest {
    @Test
    void ordinaryNamesStayTheSame() {
        String name = "call-17 of alice@example.org";
        assertSame(name, LogText.of(name));
        assertEquals("Gespräch 通話 \uD83D\uDCDE", LogText.of("Gespräch 通話 \uD83D\uDCDE"));
    }

    @Test
    void nothingBeginsALineMovesTheCursorOrHidesText() {
        assertEquals("a\\u000d\\u000aERROR b", LogText.of("a\r\nERROR b"));
        assertEquals("\\u001b[2Ja", LogText.of("\u001b[2Ja"));
        assertEquals("\\u0000\\u0009\\u007f\\u0085\\u009b", LogText.of("\u0000\t\u007f\u0085\u009b"));
        assertEquals("\\u2028\\u2029\\u202e\\u200b\\ufeff", LogText.of("\u2028\u2029\u202e\u200b\ufeff"));
        assertEquals("\\ud800x\\udc00", LogText.of("\ud800x\udc00"));
        assertEquals("\\udb40\\udc41", LogText.of("\udb40\udc41"));
    }

    @Test
    void differentNamesStayDifferent() {
        assertEquals("a\\\\u000a", LogText.of("a\\u000a"));
        assertEquals("a\\u000a", LogText.of("a\n"));
    }

    @Test
    void aLongNameIsCut() {
        String text = LogText.of("x".repeat(5_000_000));
        assertEquals("x".repeat(LogText.MAX_LENGTH) + "... (5000000 characters)", text);
        assertSame("", LogText.of(""));
        String exact = "y".repeat(LogText.MAX_LENGTH);
        assertSame(exact, LogText.of(exact));
        assertTrue(LogText.of("\n".repeat(300)).length() < 6 * LogText.MAX_LENGTH + 30, "length");
    }
}

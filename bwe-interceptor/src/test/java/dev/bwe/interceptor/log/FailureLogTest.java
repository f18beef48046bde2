package dev.bwe.interceptor.log;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FailureLogTest {
    private final RecordingLogger logger = new RecordingLogger();
    private final FailureLog log = new FailureLog(logger, "call\n1", "the listener");

    @Test
    void theFirstFailureIsAWarningAndLaterOnesAreForDebugging() {
        log.report(new IllegalStateException("one"));
        log.report(new StackOverflowError("two"));
        log.report(new IllegalStateException("three"));
        assertEquals(3, logger.lines.size());
        assertTrue(logger.lines.get(0).startsWith("WARN call\\u000a1: the listener failed"), logger.lines.get(0));
        assertTrue(logger.lines.get(0).endsWith("IllegalStateException: one"), logger.lines.get(0));
        assertTrue(logger.lines.get(1).startsWith("DEBUG "), logger.lines.get(1));
        assertTrue(logger.lines.get(2).startsWith("DEBUG "), logger.lines.get(2));
    }

    @Test
    void aLoggerThatFailsStopsNothing() {
        logger.failure = new IllegalStateException("on purpose");
        assertDoesNotThrow(() -> log.report(new StackOverflowError("on purpose")));
    }
}

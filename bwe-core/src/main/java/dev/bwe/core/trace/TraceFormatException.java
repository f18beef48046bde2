package dev.bwe.core.trace;

import java.io.IOException;

/** A line of a trace can't be understood. The message says what is wrong with it, in words, without the line's number. */
public final class TraceFormatException extends IOException {
    private static final long serialVersionUID = 1;

    private final int lineNumber;

    /**
     * Makes an exception.
     *
     * @param lineNumber which line, 1 for the first
     * @param problem    what is wrong with it
     */
    public TraceFormatException(int lineNumber, String problem) {
        super(problem);
        this.lineNumber = lineNumber;
    }

    /**
     * Tells which line it is.
     *
     * @return 1 for the first
     */
    public int lineNumber() {
        return lineNumber;
    }
}

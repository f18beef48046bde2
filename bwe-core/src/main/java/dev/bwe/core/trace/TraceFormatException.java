package dev.bwe.core.trace;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Thrown if a line of a trace is malformed. The message describes the problem, without the line number. */
public final class TraceFormatException extends IOException {
    private static final long serialVersionUID = 1;

    private final int lineNumber;

    /**
     * Creates an exception.
     *
     * @param lineNumber number of the line, 1 for the first
     * @param problem    the problem
     */
    public TraceFormatException(int lineNumber, @Nullable String problem) {
        super(problem);
        this.lineNumber = lineNumber;
    }

    /**
     * Returns the number of the line.
     *
     * @return 1 for the first
     */
    public int lineNumber() {
        return lineNumber;
    }
}

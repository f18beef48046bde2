package dev.bwe.core.trace;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Splits text into lines of a bounded length and lines into columns, without an object for either. */
final class TraceLines {
    static final int MAX_LINE_LENGTH = 1000;
    private static final int MAX_QUOTED_LENGTH = 40;

    private final Reader reader;
    private final char[] buffer = new char[1 << 14];
    private int position;
    private int filled;

    private final char[] line = new char[MAX_LINE_LENGTH];
    private int length;
    private int lineNumber;

    private final int[] starts = new int[MAX_LINE_LENGTH];
    private final int[] ends = new int[MAX_LINE_LENGTH];
    private int columns;

    TraceLines(Reader reader) {
        this.reader = reader;
    }

    /** Goes to the next line that is neither blank nor a comment. Returns false if there is none. */
    boolean next() throws IOException {
        while (readLine()) {
            split();
            if (columns > 0 && line[starts[0]] != '#') {
                return true;
            }
        }
        return false;
    }

    int lineNumber() {
        return lineNumber;
    }

    int columns() {
        return columns;
    }

    boolean columnIs(int column, String word) {
        int start = starts[column];
        if (ends[column] - start != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (line[start + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    boolean startsWithLetter() {
        return Character.isLetter(line[starts[0]]);
    }

    /** Parses a column as a whole number from 0 to {@code max}, which is at most 10^18. */
    long number(int column, String name, long max) throws TraceFormatException {
        return number(column, name, 0, max);
    }

    /** Parses a column as a whole number from {@code min}, 0 or less, to {@code max}, at most 10^18. */
    long number(int column, String name, long min, long max) throws TraceFormatException {
        boolean negative = line[starts[column]] == '-';
        int first = starts[column] + (negative ? 1 : 0);
        if (!isDigits(first, ends[column])) {
            throw malformed(name + " " + quoted(column) + " is not a whole number");
        }
        if (negative && min == 0) {
            throw outside(column, name, min, max);
        }
        long limit = negative ? -min : max;
        long value = 0;
        for (int i = first; i < ends[column]; i++) {
            int digit = line[i] - '0';
            if (value > limit / 10 || value * 10 + digit > limit) {
                throw outside(column, name, min, max);
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    String text(int column) {
        return new String(line, starts[column], ends[column] - starts[column]);
    }

    /** Returns the text of a column in quotes, shortened, with control characters replaced. */
    String quoted(int column) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = starts[column]; i < ends[column]; i++) {
            if (i - starts[column] == MAX_QUOTED_LENGTH) {
                text.append("...");
                break;
            }
            text.append(Character.isISOControl(line[i]) ? '?' : line[i]);
        }
        return text.append('"').toString();
    }

    TraceFormatException malformed(@Nullable String problem) {
        return new TraceFormatException(lineNumber, problem);
    }

    private TraceFormatException outside(int column, String name, long min, long max) {
        String value = quoted(column);
        String allowed = max == 0 ? " is not 0" : " is outside " + min + " to " + max;
        return malformed(name + " " + value.substring(1, value.length() - 1) + allowed);
    }

    private boolean isDigits(int from, int to) {
        for (int i = from; i < to; i++) {
            if (line[i] < '0' || line[i] > '9') {
                return false;
            }
        }
        return from < to;
    }

    private boolean readLine() throws IOException {
        length = 0;
        boolean any = false;
        while (true) {
            if (position == filled) {
                position = 0;
                filled = Math.max(reader.read(buffer), 0);
                if (filled == 0) {
                    if (any) {
                        lineNumber++;
                    }
                    return any;
                }
            }
            char c = buffer[position++];
            any = true;
            if (c == '\n') {
                lineNumber++;
                return true;
            }
            if (length == MAX_LINE_LENGTH) {
                lineNumber++;
                throw malformed("longer than " + MAX_LINE_LENGTH + " characters");
            }
            line[length++] = c;
        }
    }

    private void split() {
        columns = 0;
        int i = 0;
        while (true) {
            while (i < length && isBlank(line[i])) {
                i++;
            }
            if (i == length) {
                return;
            }
            starts[columns] = i;
            while (i < length && !isBlank(line[i])) {
                i++;
            }
            ends[columns++] = i;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }
}

package dev.bwe.interceptor.log;

/**
 * Makes text from outside, such as the name of a peer connection, safe for a log: it stays on its line, can't move a terminal's
 * cursor and can't hide what follows.
 */
public final class LogText {
    /** The maximum number of characters of a text; the rest is replaced by its length. */
    public static final int MAX_LENGTH = 200;

    private LogText() {}

    /**
     * Escapes control characters, line separators, invisible format characters, lone surrogates and backslashes as in Java source.
     *
     * @param text any text
     * @return the same text if nothing in it had to be escaped
     */
    public static String of(String text) {
        int end = Math.min(text.length(), MAX_LENGTH);
        int safe = 0;
        while (safe < end && isPlain(text.charAt(safe))) {
            safe++;
        }
        if (safe == text.length()) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(end + 32).append(text, 0, safe);
        int next = safe;
        while (next < end) {
            int codePoint = text.codePointAt(next);
            appendEscaped(escaped, codePoint);
            next += Character.charCount(codePoint);
        }
        if (next < text.length()) {
            escaped.append("... (").append(text.length()).append(" characters)");
        }
        return escaped.toString();
    }

    private static boolean isPlain(char character) {
        return character >= ' ' && character < 0x7F && character != '\\';
    }

    private static void appendEscaped(StringBuilder escaped, int codePoint) {
        if (codePoint == '\\') {
            escaped.append("\\\\");
        } else if (isInvisible(codePoint)) {
            for (char unit : Character.toChars(codePoint)) {
                escaped.append(String.format("\\u%04x", (int) unit));
            }
        } else {
            escaped.appendCodePoint(codePoint);
        }
    }

    private static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}

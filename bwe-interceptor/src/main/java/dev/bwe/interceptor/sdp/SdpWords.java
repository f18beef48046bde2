package dev.bwe.interceptor.sdp;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Splits values of description lines into words and reads numbers. Any run of blanks and tabs separates words. */
final class SdpWords {
    private static final Pattern BLANKS = Pattern.compile("[ \t]+");

    private SdpWords() {}

    /** Returns the words of a trimmed text; the only word of an empty text is empty. */
    static String[] of(String text) {
        return BLANKS.split(text);
    }

    /** Returns at most {@code limit} words of a trimmed text; the last one is all the rest. */
    static String[] of(String text, int limit) {
        return BLANKS.split(text, limit);
    }

    /** Reads an unsigned 32-bit number. */
    static OptionalInt unsigned(String digits) {
        try {
            return OptionalInt.of(Integer.parseUnsignedInt(digits));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /** Reads a number from {@code min} to {@code max}; anything else yields {@code otherwise}. */
    static int number(String digits, int min, int max, int otherwise) {
        try {
            int number = Integer.parseInt(digits);
            return number >= min && number <= max ? number : otherwise;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}

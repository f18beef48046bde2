package dev.bwe.core.trace;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Formats a double as C's {@code printf("%.17g")} does: up to 17 significant digits of its exact value, which distinguish any two
 * doubles, without trailing zeros.
 */
final class DoubleText {
    private static final int DIGITS = 17;
    private static final MathContext ROUNDING = new MathContext(DIGITS, RoundingMode.HALF_EVEN);
    /** Below this exponent the scientific form is used. */
    private static final int MIN_PLAIN_EXPONENT = -4;
    /** Up to this magnitude whole numbers have at most 17 digits, all of them exact. */
    private static final long MAX_EXACT = 1L << 53;

    private DoubleText() {}

    static void append(StringBuilder out, double value) {
        if (value == (long) value && Math.abs(value) <= MAX_EXACT && !isNegativeZero(value)) {
            out.append((long) value);
        } else if (Double.isNaN(value)) {
            out.append("nan");
        } else {
            if (Double.doubleToRawLongBits(value) < 0) {
                out.append('-');
            }
            appendMagnitude(out, Math.abs(value));
        }
    }

    private static boolean isNegativeZero(double value) {
        return value == 0 && Double.doubleToRawLongBits(value) < 0;
    }

    private static void appendMagnitude(StringBuilder out, double value) {
        if (value == 0) {
            out.append('0');
            return;
        }
        if (Double.isInfinite(value)) {
            out.append("inf");
            return;
        }
        BigDecimal rounded = new BigDecimal(value).round(ROUNDING).stripTrailingZeros();
        String digits = rounded.unscaledValue().toString();
        int exponent = digits.length() - 1 - rounded.scale();
        if (exponent < MIN_PLAIN_EXPONENT || exponent >= DIGITS) {
            appendScientific(out, digits, exponent);
        } else {
            appendPlain(out, digits, exponent);
        }
    }

    private static void appendPlain(StringBuilder out, String digits, int exponent) {
        if (exponent < 0) {
            out.append("0.").append("0".repeat(-exponent - 1)).append(digits);
            return;
        }
        int whole = exponent + 1;
        if (digits.length() <= whole) {
            out.append(digits).append("0".repeat(whole - digits.length()));
        } else {
            out.append(digits, 0, whole).append('.').append(digits, whole, digits.length());
        }
    }

    private static void appendScientific(StringBuilder out, String digits, int exponent) {
        out.append(digits.charAt(0));
        if (digits.length() > 1) {
            out.append('.').append(digits, 1, digits.length());
        }
        out.append('e').append(exponent < 0 ? '-' : '+');
        int magnitude = Math.abs(exponent);
        if (magnitude < 10) {
            out.append('0');
        }
        out.append(magnitude);
    }
}

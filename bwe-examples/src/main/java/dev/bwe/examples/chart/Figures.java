package dev.bwe.examples.chart;

import java.util.Locale;

/** Converts the figures of a run to the units of charts, and to text that is the same in every locale. */
final class Figures {
    private static final double US_PER_SECOND = 1e6;
    private static final double US_PER_MS = 1e3;
    private static final double BPS_PER_MBPS = 1e6;

    private Figures() {}

    static double seconds(long us) {
        return us / US_PER_SECOND;
    }

    /** Returns milliseconds, or NaN for an unknown figure, which a chart leaves out. */
    static double ms(long us) {
        return us == RunSample.UNKNOWN ? Double.NaN : us / US_PER_MS;
    }

    /** Returns megabits per second, or NaN for an unknown figure. */
    static double mbps(long bps) {
        return bps == RunSample.UNKNOWN ? Double.NaN : bps / BPS_PER_MBPS;
    }

    /** Returns frames per second, or NaN for an unknown figure. */
    static double frames(double perSecond) {
        return perSecond == RunSample.UNKNOWN ? Double.NaN : perSecond;
    }

    /** Returns a value with a number of decimals, or the given text for NaN. */
    static String text(double value, int decimals, String unknown) {
        return Double.isNaN(value) ? unknown : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}

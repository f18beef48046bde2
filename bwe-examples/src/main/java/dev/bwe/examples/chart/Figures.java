package dev.bwe.examples.chart;

import java.util.Locale;

/** The figures of a run as text, the same in every locale. */
final class Figures {
    private static final double US_PER_SECOND = 1e6;
    private static final double US_PER_MS = 1e3;
    private static final double BPS_PER_MBPS = 1e6;

    private Figures() {}

    static double seconds(long us) {
        return us / US_PER_SECOND;
    }

    /** Milliseconds, or not a number for the unknown, which a chart leaves out. */
    static double ms(long us) {
        return us == RunSample.UNKNOWN ? Double.NaN : us / US_PER_MS;
    }

    /** Megabits per second, or not a number for the unknown. */
    static double mbps(long bps) {
        return bps == RunSample.UNKNOWN ? Double.NaN : bps / BPS_PER_MBPS;
    }

    /** Frames per second, or not a number for the unknown. */
    static double frames(double perSecond) {
        return perSecond == RunSample.UNKNOWN ? Double.NaN : perSecond;
    }

    /** A value with a number of decimals, or what stands for the unknown. */
    static String text(double value, int decimals, String unknown) {
        return Double.isNaN(value) ? unknown : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}

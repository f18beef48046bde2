package dev.bwe.core.delay;

/**
 * The minimum of the values in a window. The window is searched only when the minimum has left it; among equal values the search
 * takes the newest, which stays longest. A queue of candidates would cost an unpredictable branch for each value.
 *
 * <p>Reference: libwebrtc at 3710345e71ad, {@code modules/remote_bitrate_estimator/overuse_estimator.cc}: {@code
 * OveruseEstimator::UpdateMinFramePeriod}. Specification: receive-side-gcc, section 5 step 1.
 */
final class SlidingMinimum {
    private final double[] values;
    private int size;
    private int next;
    private int minimumAt;
    private double minimum;

    SlidingMinimum(int window) {
        values = new double[window];
    }

    void reset() {
        size = 0;
        next = 0;
    }

    /** Adds a value and returns the minimum of it and the {@code window - 1} values before it. */
    double add(double value) {
        int at = next;
        next = at + 1 < values.length ? at + 1 : 0;
        if (size < values.length) {
            size++;
        }
        values[at] = value;
        if (size == 1 || value <= minimum) {
            minimumAt = at;
            minimum = value;
        } else if (at == minimumAt) {
            search();
        }
        return minimum;
    }

    /** Searches from the newest value back to the oldest. The window is full: only then can a value have left it. */
    private void search() {
        int newest = next == 0 ? values.length - 1 : next - 1;
        int best = newest;
        for (int i = newest - 1; i >= 0; i--) {
            if (values[i] < values[best]) {
                best = i;
            }
        }
        for (int i = values.length - 1; i > newest; i--) {
            if (values[i] < values[best]) {
                best = i;
            }
        }
        minimumAt = best;
        minimum = values[best];
    }
}

package dev.bwe.core.delay;

/**
 * The minimum of the last so many values. It is looked for anew only when it has left the window, and then the last of equal ones
 * is taken, which stays longest; a queue of candidates would cost every value an unpredictable branch.
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

    /** Adds a value and tells the minimum of it and the {@code window - 1} values before it. */
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

    /** From the newest value back to the oldest: the window is full when one leaves it. */
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

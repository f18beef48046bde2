package dev.bwe.core;

/** The minimum of the last so many values, at a constant cost per value: values that a later, smaller one outlives are forgotten. */
final class SlidingMinimum {
    private final int window;
    private final double[] values;
    private final long[] positions;
    private int head;
    private int size;
    private long added;

    SlidingMinimum(int window) {
        this.window = window;
        values = new double[window];
        positions = new long[window];
    }

    void reset() {
        head = 0;
        size = 0;
        added = 0;
    }

    /** Adds a value and tells the minimum of it and the {@code window - 1} values before it. */
    double add(double value) {
        if (size > 0 && positions[head] <= added - window) {
            head = next(head);
            size--;
        }
        while (size > 0 && values[at(size - 1)] >= value) {
            size--;
        }
        int end = at(size);
        values[end] = value;
        positions[end] = added++;
        size++;
        return values[head];
    }

    private int at(int offset) {
        int index = head + offset;
        return index < window ? index : index - window;
    }

    private int next(int index) {
        return index + 1 < window ? index + 1 : 0;
    }
}

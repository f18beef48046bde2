package dev.bwe.examples.demo;

import java.util.List;

/**
 * The successive capacities of the demo's link, each for the same time. Immutable.
 *
 * @param capacitiesBps bits per second on the wire
 * @param phaseUs       duration of each, in microseconds
 */
record LinkPhases(List<Long> capacitiesBps, long phaseUs) {
    /** Copies the list. */
    LinkPhases {
        capacitiesBps = List.copyOf(capacitiesBps);
    }

    /** Returns phases of 2.0, 0.7 and 1.5 Mbit/s. libwebrtc sends VGA video with at most some 1.7 Mbit/s. */
    static LinkPhases overSeconds(int seconds) {
        List<Long> capacities = List.of(2_000_000L, 700_000L, 1_500_000L);
        return new LinkPhases(capacities, seconds * 1_000_000L / capacities.size());
    }

    int count() {
        return capacitiesBps.size();
    }

    long capacityBps(int phase) {
        return capacitiesBps.get(phase);
    }

    long startUs(int phase) {
        return phase * phaseUs;
    }

    long endUs(int phase) {
        return startUs(phase + 1);
    }

    /** Returns true if a phase has less capacity than the one before. */
    boolean isDrop(int phase) {
        return phase > 0 && capacityBps(phase) < capacityBps(phase - 1);
    }

    /** Returns true if a phase has more capacity than the one before. */
    boolean isRise(int phase) {
        return phase > 0 && capacityBps(phase) > capacityBps(phase - 1);
    }
}

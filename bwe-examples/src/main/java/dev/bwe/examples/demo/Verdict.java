package dev.bwe.examples.demo;

import dev.bwe.examples.chart.RunSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The verdict on a run: whether media flowed, whether the sender came under each lower capacity in time, and whether it used enough of
 * each capacity.
 *
 * @param good  true if all of this holds
 * @param lines the findings as text
 */
record Verdict(boolean good, List<String> lines) {
    /** How long after a drop the sender may send more than the link carries, in microseconds. */
    static final long REACTION_US = 5_000_000;
    /** How much of a phase's end counts for its use, in microseconds. */
    static final long JUDGED_US = 5_000_000;
    /** The share of the capacity that must be used there. */
    static final double UTILISATION = 0.6;
    /** A sender that grows by some per cent a second needs a phase of this length, in microseconds, to reach a higher capacity. */
    static final long GROWTH_US = 20_000_000;
    /** Fewer decoded frames a second, on average, are no video. */
    private static final double MIN_FRAMES_PER_SECOND = 5;

    /** Copies the list. */
    Verdict {
        lines = List.copyOf(lines);
    }

    /**
     * Judges a run.
     *
     * @param phases        the link's capacities
     * @param samples       the run's samples in order of time
     * @param framesDecoded decoded frames of the whole run
     */
    static Verdict of(LinkPhases phases, List<RunSample> samples, long framesDecoded) {
        List<String> lines = new ArrayList<>();
        double seconds = phases.endUs(phases.count() - 1) / 1e6;
        boolean flowed = framesDecoded >= MIN_FRAMES_PER_SECOND * seconds;
        lines.add(mark(flowed)
                + text(
                        " media %s: %d frames decoded, %.1f a second",
                        flowed ? "flowed" : "did not flow", framesDecoded, framesDecoded / seconds));
        boolean good = flowed;
        for (int phase = 0; phase < phases.count(); phase++) {
            if (phases.isDrop(phase)) {
                good &= reaction(phases, phase, samples, lines);
            }
            good &= utilisation(phases, phase, samples, lines);
        }
        return new Verdict(good, lines);
    }

    private static boolean reaction(LinkPhases phases, int phase, List<RunSample> samples, List<String> lines) {
        long capacity = phases.capacityBps(phase);
        for (RunSample sample : samples) {
            long sinceUs = sample.timeUs() - phases.startUs(phase);
            if (sinceUs > 0 && sinceUs <= REACTION_US && sample.sentBps() >= 0 && sample.sentBps() <= capacity) {
                lines.add(mark(true)
                        + text(" sender came under %s %.1f s after the drop", mbps(capacity), sinceUs / 1e6));
                return true;
            }
        }
        lines.add(mark(false)
                + text(" sender did not come under %s within %.0f s of the drop", mbps(capacity), REACTION_US / 1e6));
        return false;
    }

    private static boolean utilisation(LinkPhases phases, int phase, List<RunSample> samples, List<String> lines) {
        double sum = 0;
        int count = 0;
        for (RunSample sample : samples) {
            long toEndUs = phases.endUs(phase) - sample.timeUs();
            if (toEndUs >= 0 && toEndUs < JUDGED_US && sample.sentBps() >= 0) {
                sum += Math.min(sample.sentBps(), phases.capacityBps(phase));
                count++;
            }
        }
        double share = count == 0 ? 0 : sum / count / phases.capacityBps(phase);
        if (phases.isRise(phase) && phases.phaseUs() < GROWTH_US) {
            lines.add(text(
                    "       sender used %.0f %% of %s at the end of its phase, which is too short for a verdict",
                    100 * share, mbps(phases.capacityBps(phase))));
            return true;
        }
        boolean used = share >= UTILISATION;
        lines.add(mark(used)
                + text(
                        " sender used %.0f %% of %s at the end of its phase (%.0f %% required)",
                        100 * share, mbps(phases.capacityBps(phase)), 100 * UTILISATION));
        return used;
    }

    private static String mark(boolean good) {
        return good ? "ok    " : "FAILED";
    }

    private static String mbps(long bps) {
        return text("%.1f Mbit/s", bps / 1e6);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}

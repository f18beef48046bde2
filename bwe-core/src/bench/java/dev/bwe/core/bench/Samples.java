package dev.bwe.core.bench;

import java.util.Arrays;

/** What a benchmark gave: a figure per iteration of all its forks, and the bytes it allocated. */
final class Samples {
    private double[] scores = {};
    private double bytes;

    void add(double score) {
        scores = Arrays.copyOf(scores, scores.length + 1);
        scores[scores.length - 1] = score;
        Arrays.sort(scores);
    }

    void allocated(double bytesPerOperation) {
        bytes = Math.max(bytes, bytesPerOperation);
    }

    double median() {
        int half = scores.length / 2;
        return scores.length % 2 == 1 ? scores[half] : (scores[half - 1] + scores[half]) / 2;
    }

    double least() {
        return scores[0];
    }

    double most() {
        return scores[scores.length - 1];
    }

    /** The most that a fork has allocated per operation. */
    double bytes() {
        return bytes;
    }
}

package dev.bwe.core.bench;

import java.util.Arrays;

/** The results of a benchmark: a figure for each iteration of all its forks, and the allocated bytes. */
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

    /** Returns the maximum of the forks of the bytes allocated per operation. */
    double bytes() {
        return bytes;
    }
}

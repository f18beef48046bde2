package dev.bwe.examples.chart;

import java.util.ArrayList;
import java.util.List;

/** Made-up runs for tests: an estimate that climbs towards a capacity of 1.0, 2.5, 0.6 and again 1.0 Mbit/s. */
final class Runs {
    private Runs() {}

    static List<RunSample> synthetic() {
        List<RunSample> samples = new ArrayList<>();
        double estimate = 300_000;
        double sent = 300_000;
        for (int i = 0; i <= 200; i++) {
            double s = i * 0.5;
            long link = s < 40 ? 1_000_000 : s < 60 ? 2_500_000 : s < 80 ? 600_000 : 1_000_000;
            estimate = estimate > link ? 0.85 * link : Math.min(link * 1.02, estimate * 1.04);
            sent += (estimate - sent) * 0.3;
            samples.add(new RunSample(
                    i * 500_000L,
                    link,
                    Math.round(estimate),
                    i < 6 ? RunSample.UNKNOWN : Math.round(estimate * 0.99),
                    Math.round(estimate * 0.97),
                    Math.round(sent),
                    i < 4 ? RunSample.UNKNOWN : 30 - i % 3,
                    Math.max(0, Math.round((sent - link * 0.97) * 0.8))));
        }
        return samples;
    }
}

package dev.bwe.core.trace;

import static dev.bwe.core.trace.ReferenceTraces.assertSameLines;
import static dev.bwe.core.trace.ReferenceTraces.read;
import static dev.bwe.core.trace.ReferenceTraces.replay;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.DelayDetectorType;
import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.EstimatorSnapshot;
import dev.bwe.core.PacketInfo;
import java.io.IOException;
import java.io.Reader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With the trendline as delay detector, the estimator gives the results of libwebrtc's trendline with the same packet groups. The
 * state after each delta is equal to the last bit, since the trendline uses basic operations only.
 */
class TrendlineReferenceTest {
    private static final EstimatorConfig TRENDLINE =
            EstimatorConfig.builder().delayDetector(DelayDetectorType.TRENDLINE).build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "capacity_drop",
                "capacity_ramp",
                "clock_drift",
                "clock_jump",
                "const_overuse",
                "const_under",
                "cross_burst",
                "edges",
                "fuzz",
                "high_rate",
                "jitter",
                "loss_reorder",
                "low_rate",
                "multi_ssrc",
                "probe_fuzz",
                "probe_hard",
                "probe_none",
                "probe_ok",
                "rtt_additive",
                "silence_gaps",
                "tiny_rate",
                "trend_edges",
                "trend_fuzz",
                "wrap_10min"
            })
    void answersTraceAsReferenceDoes(String name) throws IOException {
        assertSameLines(read("trendline/" + name), replay("traces/" + name, TraceReplay.Output.UPDATES, TRENDLINE));
        assertSameLines(read("debug/" + name + ".trendline-deltas"), deltas("traces/" + name));
    }

    /** A line for each comparison of two packet groups: {@code arrival_ms trend modified_trend threshold state}. */
    private static String deltas(String trace) throws IOException {
        StringBuilder lines = new StringBuilder();
        BandwidthEstimator estimator = new BandwidthEstimator(TRENDLINE);
        try (Reader text = ReferenceTraces.open(trace)) {
            TraceReader reader = new TraceReader(text);
            while (true) {
                switch (reader.next()) {
                    case PACKET -> feed(estimator, reader.packet(), lines);
                    case RTT -> estimator.onRtt(reader.value() * 1000);
                    case REMOVE -> estimator.removeStream((int) reader.value());
                    case RESET -> estimator.reset();
                    case MAX, PROCESS -> {}
                    case END -> {
                        return lines.toString();
                    }
                }
            }
        }
    }

    private static void feed(BandwidthEstimator estimator, PacketInfo packet, StringBuilder lines) {
        long before = estimator.snapshot(packet.arrivalUs()).comparisons();
        estimator.onPacket(packet);
        EstimatorSnapshot state = estimator.snapshot(packet.arrivalUs());
        if (state.comparisons() == before) {
            return;
        }
        lines.append(Math.floorDiv(packet.arrivalUs() + 500, 1000L)).append(' ');
        DoubleText.append(lines, state.offset());
        lines.append(' ');
        DoubleText.append(lines, state.trend());
        lines.append(' ');
        DoubleText.append(lines, state.threshold());
        lines.append(' ').append(state.usage().ordinal()).append('\n');
    }
}

package dev.bwe.core.trace;

import static dev.bwe.core.trace.ReferenceTraces.assertSameLines;
import static dev.bwe.core.trace.ReferenceTraces.assertSameState;
import static dev.bwe.core.trace.ReferenceTraces.read;
import static dev.bwe.core.trace.ReferenceTraces.replay;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The estimator gives libwebrtc's results: every update, every REMB, and the state after each packet. */
class ReferenceTraceTest {
    private static final Set<Integer> REAL_COLUMNS = Set.of(3, 5, 7, 8, 12, 15);

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
                "wrap_10min"
            })
    void answersTraceAsReferenceDoes(String name) throws IOException {
        assertSameLines(read("expected/" + name), replay("traces/" + name, TraceReplay.Output.UPDATES));
        assertSameLines(read("expected/" + name + ".remb"), replay("traces/" + name, TraceReplay.Output.REMBS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CapacityDropOneStream", "CapacityDropPosOffsetChange", "CapacityDropThirteenStreamsWrap",
                        "CapacityDropTwoStreamsWrap",
                "InitialBehavior", "ProbingIgnoresSmallPackets", "RateIncreaseReordering", "TestProbeDetection",
                "TestProbeDetectionNonPacedPackets", "TestProbeDetectionSlowerArrival", "TestShortTimeoutAndWrap",
                        "TestTimestampGrouping"
            })
    void answersPacketsOfLibwebrtcsUnitTestAsReferenceDoes(String name) throws IOException {
        assertSameLines(read("fixtures/expected/" + name), replay("fixtures/" + name, TraceReplay.Output.UPDATES));
        assertSameLines(
                read("fixtures/expected/" + name + ".remb"), replay("fixtures/" + name, TraceReplay.Output.REMBS));
        assertSameState(
                read("debug/" + name + ".every"), replay("fixtures/" + name, TraceReplay.Output.EVERY), REAL_COLUMNS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clock_jump", "edges", "jitter", "probe_none"})
    void isInSameStateAsReferenceAfterEachPacket(String name) throws IOException {
        assertSameState(
                read("debug/" + name + ".every"), replay("traces/" + name, TraceReplay.Output.EVERY), REAL_COLUMNS);
    }
}

package dev.bwe.core.trace;

import static dev.bwe.core.trace.ReferenceTraces.assertSameLines;
import static dev.bwe.core.trace.ReferenceTraces.assertSameState;
import static dev.bwe.core.trace.ReferenceTraces.read;
import static dev.bwe.core.trace.ReferenceTraces.replay;

import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.TimestampSource;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without absolute send times, or with them on some packets only, the estimator gives libwebrtc's results. */
class RtpTimestampReferenceTest {
    private static final EstimatorConfig RTP_TIMESTAMP = config(TimestampSource.RTP_TIMESTAMP);
    private static final EstimatorConfig AUTOMATIC = config(TimestampSource.AUTOMATIC);
    private static final Set<Integer> REAL_COLUMNS = Set.of(4, 5);

    @ParameterizedTest
    @ValueSource(strings = {"s_const", "s_drop", "s_edges", "s_fuzz", "s_lag", "s_low"})
    void answersRtpTimestampsAsReferenceDoes(String name) throws IOException {
        assertSameLines(
                read("rtp-timestamp/expected/" + name), replay(trace(name), TraceReplay.Output.UPDATES, RTP_TIMESTAMP));
        assertSameState(
                read("debug/" + name + ".every"),
                replay(trace(name), TraceReplay.Output.EVERY, RTP_TIMESTAMP),
                REAL_COLUMNS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s_const", "s_drop", "s_edges", "s_fuzz", "s_lag", "s_low", "s_switch"})
    void choosesEstimatorAsReferenceDoes(String name) throws IOException {
        assertSameLines(
                read("rtp-timestamp/expected/" + name + ".rsc"),
                replay(trace(name), TraceReplay.Output.EVERY, AUTOMATIC));
        assertSameLines(
                read("rtp-timestamp/expected/" + name + ".rsc-remb"),
                replay(trace(name), TraceReplay.Output.REMBS, AUTOMATIC));
    }

    private static String trace(String name) {
        return "rtp-timestamp/traces/" + name;
    }

    private static EstimatorConfig config(TimestampSource source) {
        return EstimatorConfig.builder().timestampSource(source).build();
    }
}

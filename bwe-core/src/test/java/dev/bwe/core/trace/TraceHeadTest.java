package dev.bwe.core.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bwe.core.DelayDetectorType;
import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.TimestampSource;
import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceHeadTest {
    private static final EstimatorConfig UNUSUAL = EstimatorConfig.builder()
            .timestampSource(TimestampSource.AUTOMATIC)
            .delayDetector(DelayDetectorType.TRENDLINE)
            .groupSpanUs(7_000)
            .burstGapUs(3_000)
            .burstSpanUs(60_000)
            .streamTimeoutUs(1_100_000)
            .backoffFactor(0.7)
            .minBitrateBps(400_000)
            .maxBitrateBps(1_500_000)
            .initialBitrateBps(500_000)
            .initialRttUs(90_000)
            .build();

    @Test
    void readsBackWhatItHasWritten() throws IOException {
        TraceReader reader = reader(TraceHead.of(UNUSUAL, 700_000, 1_200_000));

        assertEquals(TraceReader.Entry.END, reader.next());
        assertEquals(TraceHead.of(UNUSUAL, 700_000, 1_200_000), text(reader));
    }

    @Test
    void writesEachOptionInItsUnit() {
        assertEquals("""
                config timestampSource AUTOMATIC
                config delayDetector TRENDLINE
                config groupSpanUs 7000
                config burstGapUs 3000
                config burstSpanUs 60000
                config streamTimeoutUs 1100000
                config backoffFactor 0.7
                config initialBitrateBps 500000
                config minBitrateBps 400000
                config maxBitrateBps 1500000
                config initialRttUs 90000
                config rembIntervalUs 700000
                config maxRembBitrateBps 1200000
                config timer RECORDED
                """, TraceHead.of(UNUSUAL, 700_000, 1_200_000));
    }

    @Test
    void readsBackThatThereAreNoLimits() throws IOException {
        String head = TraceHead.of(EstimatorConfig.defaults(), 0, Long.MAX_VALUE);
        TraceReader reader = reader(head);
        reader.next();

        assertEquals(EstimatorConfig.NO_MAX_BITRATE, reader.config().maxBitrateBps());
        assertEquals(Long.MAX_VALUE, reader.head().maxRembBitrateBps());
        assertEquals(head, text(reader));
    }

    @Test
    void whatIsNotNamedIsAsInLibwebrtcAndTheTimerIdeal() throws IOException {
        TraceReader reader = reader("config backoffFactor 0.9\n1 2 3 4\n");
        assertNull(reader.config());
        reader.next();

        assertEquals(
                TraceHead.estimatorLines(
                        EstimatorConfig.builder().backoffFactor(0.9).build()),
                TraceHead.estimatorLines(reader.config()));
        assertEquals(false, reader.head().timerRecorded());
    }

    @Test
    void sourceDecidesOnTheFormat() throws IOException {
        TraceReader reader = reader("# recorded\nconfig timestampSource RTP_TIMESTAMP\n1000 2 -3 4 5 6\n");

        assertEquals(TraceReader.Entry.PACKET, reader.next());
        assertEquals(-3, reader.packet().transmissionOffset());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "config ; 1 column, but this line has 3: config NAME VALUE",
                "config minBitrateBps 6000 7 ; 4 columns, but this line has 3: config NAME VALUE",
                "config minBitrate 6000 ; \"minBitrate\" is not an option",
                "config initialRttUs 1 ; \"initialRttUs\" is configured twice",
                "config minBitrateBps 999 ; minBitrateBps 999 is outside 1000 to 1000000000",
                "config minBitrateBps -5 ; minBitrateBps -5 is outside 0 to 1000000000000000",
                "config minBitrateBps - ; minBitrateBps \"-\" is not a whole number",
                "config maxBitrateBps 99999999999999999999 ; maxBitrateBps 99999999999999999999 is outside 0 to 1000000000000000",
                "config streamTimeoutUs 2s ; streamTimeoutUs \"2s\" is not a whole number",
                "config groupSpanUs 1 ; groupSpanUs 1 is outside 1000 to 100000",
                "config burstGapUs 100001 ; burstGapUs 100001 is outside 0 to 100000",
                "config burstSpanUs 1000001 ; burstSpanUs 1000001 is outside 0 to 1000000",
                "config backoffFactor NaN ; backoffFactor \"NaN\" is not a number between 0 and 1",
                "config backoffFactor 0.85d ; backoffFactor \"0.85d\" is not a number between 0 and 1",
                "config backoffFactor 0.3 ; backoffFactor 0.3 is outside 0.5 to 0.99",
                "config delayDetector kalman ; delayDetector \"kalman\" is not one of KALMAN, TRENDLINE",
                "config timestampSource GPS ; timestampSource \"GPS\" is not one of ABS_SEND_TIME, RTP_TIMESTAMP, AUTOMATIC",
                "config timer 1 ; timer \"1\" is not one of RECORDED, IDEAL",
                "config rembIntervalUs 0 ; rembIntervalUs 0 is outside 1000 to 3600000000",
                "config maxRembBitrateBps x ; maxRembBitrateBps \"x\" is not a whole number",
            })
    void saysWhatIsWrong(String line, String problem) {
        TraceReader reader = reader("config initialRttUs 9\n" + line + "\n");

        TraceFormatException e = assertThrows(TraceFormatException.class, reader::next);
        assertEquals("2: " + problem, e.lineNumber() + ": " + e.getMessage());
    }

    @Test
    void saysWhatIsWrongWithOptionsTogether() {
        TraceReader reader = reader("config minBitrateBps 6000\nconfig maxBitrateBps 5000\n\n1 2 3 4\n");

        TraceFormatException e = assertThrows(TraceFormatException.class, reader::next);
        assertEquals(
                "2: minBitrateBps 6000 is outside 1000 to 5000 (maxBitrateBps)",
                e.lineNumber() + ": " + e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "RTP_TIMESTAMP, ABS_SEND_TIME, this trace has no RTP timestamps: timestampSource was ABS_SEND_TIME",
        "ABS_SEND_TIME, AUTOMATIC, this trace has RTP timestamps: timestampSource was AUTOMATIC"
    })
    void refusesFormatThatTheTraceDoesNotHave(TraceReader.Format format, TimestampSource source, String problem) {
        TraceReader reader = new TraceReader(new StringReader("config timestampSource " + source + "\n"), format);

        assertEquals(
                problem, assertThrows(TraceFormatException.class, reader::next).getMessage());
    }

    private static String text(TraceReader reader) {
        return TraceHead.of(
                reader.config(), reader.head().rembIntervalUs(), reader.head().maxRembBitrateBps());
    }

    private static TraceReader reader(String text) {
        return new TraceReader(new StringReader(text));
    }
}

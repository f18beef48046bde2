package dev.bwe.core.delay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.state.BandwidthUsage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected figures are those of libwebrtc's trendline estimator (at 3710345e71ad), equal to the last bit. */
class TrendlineEstimatorTest {
    private final TrendlineEstimator trendline = new TrendlineEstimator();

    /** The delay grows by a tenth: 2 ms with each group of 20 ms. */
    @ParameterizedTest
    @CsvSource({
        "1, 0, 0, 12.5, NORMAL",
        "2, 0, 0, 12.5, NORMAL",
        "3, 0, 0, 6, NORMAL",
        "4, 0, 0, 6, NORMAL",
        "19, 0, 0, 6, NORMAL",
        "20, 0.059120939723061615, 4.7296751778449293, 6, NORMAL",
        "21, 0.062299754841664549, 5.2331794066998221, 6, NORMAL",
        "22, 0.065160688448407167, 5.7341405834598307, 6, NORMAL",
        "23, 0.06773552869447555, 6.2316686398917502, 6.0443413776752806, NORMAL",
        "24, 0.070052884915937086, 6.7250769519299602, 6.1746341665876265, OVERUSING",
        "25, 0.072138505515252471, 7.2138505515252476, 6.3735401826646871, OVERUSING",
        "26, 0.074015564054636301, 7.6976186616821751, 6.6269688035486345, OVERUSING",
        "30, 0.079825247939883229, 9.5790297527859867, 7.9871816166445608, OVERUSING",
        "40, 0.087044393832274219, 13.927103013163876, 12.147197343198183, OVERUSING",
        "60, 0.090439233967485586, 21.705416152196541, 20.101402225891547, OVERUSING",
        "70, 0.090745261923621853, 21.778862861669246, 21.564332574042673, OVERUSING",
    })
    void followsGrowingDelay(int deltas, double trend, double modifiedTrend, double threshold, BandwidthUsage usage) {
        growBy(0.1, deltas);

        assertEquals(state(deltas, trend, modifiedTrend, threshold, usage), state());
    }

    @ParameterizedTest
    @CsvSource({"unit_ramp, 300", "unit_fuzz, 6060"})
    void answersEachDeltaAsReferenceDoes(String name, int atMost) throws IOException {
        int lines = 0;
        try (BufferedReader input = open(name + ".in.gz");
                BufferedReader expected = open(name + ".out.gz")) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                String[] delta = line.split(" ");
                trendline.update(Long.parseLong(delta[0]), Double.parseDouble(delta[1]), Long.parseLong(delta[2]));
                String[] answer = expected.readLine().split(" ");
                lines++;
                assertEquals(delta[2], answer[0], "arrival in line " + lines);
                assertEquals(
                        state(
                                Math.min(lines, 1000),
                                Double.parseDouble(answer[1]),
                                Double.parseDouble(answer[2]),
                                Double.parseDouble(answer[3]),
                                BandwidthUsage.values()[Integer.parseInt(answer[4])]),
                        state(),
                        "line " + lines);
            }
        }
        assertTrue(lines > atMost / 10 && lines <= atMost, lines + " lines");
    }

    @Test
    void fallingDelayIsUnderuse() {
        growBy(-0.1, 60);

        assertEquals(BandwidthUsage.UNDERUSING, trendline.usage());
    }

    @Test
    void steadyDelayIsNormalAgain() {
        growBy(0.1, 60);
        for (int i = 1; i <= 60; i++) {
            trendline.update(20, 20.0, 3_000 + 20 * i);
        }

        assertEquals(BandwidthUsage.NORMAL, trendline.usage());
    }

    @Test
    void saysNothingBeforeTwentyDeltasHoweverTheDelayGrows() {
        growBy(10, 19);

        assertEquals(BandwidthUsage.NORMAL, trendline.usage());
        assertEquals(0.0, trendline.trend());
    }

    @Test
    void thresholdDoesNotFollowSuddenJump() {
        growBy(0.0, 60);
        double before = trendline.threshold();
        trendline.update(2_000, 20.0, 4_000);

        assertTrue(trendline.modifiedTrend() > before + 15, "modified trend " + trendline.modifiedTrend());
        assertEquals(before, trendline.threshold());
    }

    @Test
    void keepsTrendWhileAllArriveAtOnce() {
        growBy(0.1, 60);
        for (int i = 0; i < 19; i++) {
            trendline.update(0, 20.0, 2_320);
        }
        double before = trendline.trend();
        trendline.update(0, 20.0, 2_320);

        assertEquals(before, trendline.trend());
    }

    @Test
    void isAsNewAfterReset() {
        growBy(0.3, 60);
        trendline.reset();
        assertEquals(state(0, 0, 0, 12.5, BandwidthUsage.NORMAL), state());

        growBy(0.1, 24);
        assertEquals(
                state(24, 0.070052884915937086, 6.7250769519299602, 6.1746341665876265, BandwidthUsage.OVERUSING),
                state());
    }

    private void growBy(double share, int deltas) {
        long arrivalDeltaMs = Math.round(20 * (1 + share));
        for (int i = 1; i <= deltas; i++) {
            trendline.update(arrivalDeltaMs, 20.0, 1000 + arrivalDeltaMs * i);
        }
    }

    private String state() {
        return state(
                trendline.deltas(),
                trendline.trend(),
                trendline.modifiedTrend(),
                trendline.threshold(),
                trendline.usage());
    }

    private static String state(
            int deltas, double trend, double modifiedTrend, double threshold, BandwidthUsage usage) {
        return deltas + " " + trend + " " + modifiedTrend + " " + threshold + " " + usage;
    }

    private static BufferedReader open(String file) throws IOException {
        return new BufferedReader(new InputStreamReader(
                new GZIPInputStream(TrendlineEstimatorTest.class.getResourceAsStream("/reference/trendline/" + file)),
                StandardCharsets.UTF_8));
    }
}

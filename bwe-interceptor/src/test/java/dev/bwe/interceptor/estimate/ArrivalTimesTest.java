package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.Attributes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrival times that can't be true do not reach the estimator. */
class ArrivalTimesTest {
    private static final long SECOND_US = 1_000_000;
    private static final long WINDOW_US = SECOND_US;

    private static Call call() {
        return new Call().bind(Call.video(5));
    }

    private static long fed(Call call) {
        return call.interceptor.statistics().packetsFed();
    }

    private static long impossible(Call call) {
        return call.interceptor.statistics().impossibleArrivalTimes();
    }

    /** The columns are those that the file's first line names. */
    private static List<Traffic.Packet> recorded() throws IOException {
        List<Traffic.Packet> packets = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(ArrivalTimesTest.class.getResourceAsStream("one-arrival-time-ahead.txt.gz")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] columns = line.split(" ");
                    packets.add(new Traffic.Packet(
                            5,
                            Integer.parseInt(columns[1]),
                            Long.parseLong(columns[0]),
                            Long.parseLong(columns[4]),
                            Integer.parseInt(columns[2])));
                }
            }
        }
        return packets;
    }

    @Test
    void oneArrivalTimeAnHourAheadDoesNotFreezeTheEstimate() throws IOException {
        Call call = call();
        long lowest = Long.MAX_VALUE;
        for (Traffic.Packet packet : recorded()) {
            call.receive(packet);
            if (packet.nowUs() > 80 * SECOND_US) {
                lowest = Math.min(lowest, call.interceptor.estimateBps());
            }
        }
        assertEquals(1, impossible(call));
        // The link carries 500 kbit/s at the end; with the time believed, the estimate never falls below 845 kbit/s.
        assertTrue(lowest < 500_000, "lowest " + lowest);
        assertTrue(call.interceptor.estimateBps() < 700_000, "estimate " + call.interceptor.estimateBps());
        assertTrue(call.interceptor.incomingRateBps() > 450_000, "rate " + call.interceptor.incomingRateBps());
    }

    /** The clock of the arrival times steps and, 15 s later, back; the bottleneck falls to 500 kbit/s in between. */
    @ParameterizedTest
    @ValueSource(longs = {10, -10, 3_600, -3_600, 3, -3, 1, -1})
    void estimatesAreRightAgainTwoWindowsAfterAStep(long stepSeconds) {
        Call right = call();
        Call stepped = call();
        long stepUs = 3_700 * SECOND_US;
        for (Traffic.Packet packet : Traffic.through(1_000_000, 1_500_000, 40, 5)) {
            long sinceUs = packet.arrivalUs();
            // Late enough that the clock is not below 0 after a step back.
            long arrivalUs = stepUs + packet.arrivalUs();
            long nowUs = stepUs + packet.nowUs();
            boolean off = sinceUs > 15 * SECOND_US && sinceUs < 30 * SECOND_US;
            byte[] bytes = Call.videoBytes(packet, Call.ABS_SEND_TIME_ID);
            right.receive(5, bytes, arrivalUs, nowUs);
            stepped.receive(5, bytes, off ? arrivalUs + stepSeconds * SECOND_US : arrivalUs, nowUs);
            if (off ? sinceUs > 15 * SECOND_US + 2 * WINDOW_US : sinceUs > 30 * SECOND_US + 2 * WINDOW_US) {
                assertNear(right.interceptor.incomingRateBps(), stepped.interceptor.incomingRateBps(), 5, sinceUs);
                assertNear(right.interceptor.estimateBps(), stepped.interceptor.estimateBps(), 25, sinceUs);
            }
        }
        assertEquals(fed(right), fed(stepped));
        assertEquals(0, impossible(right));
    }

    private static void assertNear(long expected, long actual, int percent, long atUs) {
        assertTrue(
                Math.abs(actual - expected) * 100 <= expected * percent,
                actual + " is not within " + percent + " % of " + expected + " at " + atUs + " us");
    }

    @Test
    void timesAtTheBoundsAreBelievedAndTimesBeyondThemAreCounted() {
        PacketIntake intake = new PacketIntake(() -> 0, null);
        long nowUs = 100 * SECOND_US;
        long lastUs = nowUs - 200;
        long none = Attributes.NO_ARRIVAL_TIME;
        assertEquals(nowUs, intake.arrivalUs(none, nowUs, lastUs));
        assertEquals(nowUs + 10_000, intake.arrivalUs(nowUs + 10_000, nowUs, lastUs));
        assertEquals(lastUs - 100_000, intake.arrivalUs(lastUs - 100_000, nowUs, lastUs));
        assertEquals(nowUs - 5 * SECOND_US, intake.arrivalUs(nowUs - 5 * SECOND_US, nowUs, none));
        assertEquals(0, intake.impossibleArrivalTimes());
        assertEquals(nowUs, intake.arrivalUs(nowUs + 10_001, nowUs, lastUs));
        assertEquals(nowUs, intake.arrivalUs(lastUs - 100_000 - 1, nowUs, lastUs));
        assertEquals(nowUs, intake.arrivalUs(nowUs - 5 * SECOND_US - 1, nowUs, none));
        assertEquals(nowUs, intake.arrivalUs(Long.MAX_VALUE, nowUs, none));
        assertEquals(4, intake.impossibleArrivalTimes());
    }
}

package dev.bwe.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.examples.chart.RunSample;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final LinkPhases PHASES = LinkPhases.overSeconds(60);
    private static final long FRAMES = 1800;

    /** A run in which the sent rate is a function of time. */
    private static List<RunSample> run(LongUnaryOperator sentBpsAtSecond) {
        List<RunSample> samples = new ArrayList<>();
        for (long us = 0; us <= 60_000_000; us += 200_000) {
            samples.add(new RunSample(us, 1, 1, 1, 1, sentBpsAtSecond.applyAsLong(us / 1_000_000), 30, 0));
        }
        return samples;
    }

    private static long capacityAt(long second) {
        return PHASES.capacityBps((int) Math.min(second / 20, 2));
    }

    @Test
    void aSenderThatUsesThreeQuartersOfEachCapacityIsGood() {
        Verdict verdict = Verdict.of(PHASES, run(s -> capacityAt(s) * 3 / 4), FRAMES);

        assertTrue(verdict.good(), verdict.lines()::toString);
        assertEquals(5, verdict.lines().size());
    }

    @Test
    void aSenderThatIgnoresTheDropIsBad() {
        Verdict verdict = Verdict.of(PHASES, run(s -> s < 26 ? 1_500_000 : capacityAt(s) * 3 / 4), FRAMES);

        assertFalse(verdict.good());
        assertEquals(
                1,
                verdict.lines().stream()
                        .filter(line -> line.startsWith("FAILED"))
                        .count(),
                verdict.lines()::toString);
        assertTrue(
                verdict.lines().toString().contains("did not come under 0.7 Mbit/s within 5 s"),
                verdict.lines()::toString);
    }

    @Test
    void aSenderThatReactsWithinFiveSecondsIsGoodAndTheTimeIsTold() {
        Verdict verdict = Verdict.of(PHASES, run(s -> s < 23 ? 1_500_000 : capacityAt(s) * 3 / 4), FRAMES);

        assertTrue(verdict.good(), verdict.lines()::toString);
        assertTrue(
                verdict.lines().toString().contains("came under 0.7 Mbit/s 3.0 s after the drop"),
                verdict.lines()::toString);
    }

    @Test
    void onlyTheLastFiveSecondsOfAPhaseCountForItsUse() {
        Verdict idleBefore = Verdict.of(PHASES, run(s -> s % 20 < 15 ? 100_000 : capacityAt(s) * 3 / 4), FRAMES);
        Verdict idleAtTheEnd = Verdict.of(PHASES, run(s -> s % 20 >= 15 ? 100_000 : capacityAt(s) * 3 / 4), FRAMES);

        assertTrue(idleBefore.good(), idleBefore.lines()::toString);
        assertFalse(idleAtTheEnd.good());
    }

    @Test
    void sendingMoreThanTheLinkCarriesDoesNotMakeUpForSendingLess() {
        Verdict verdict = Verdict.of(
                PHASES, run(s -> s >= 15 && s < 20 ? (s % 2 == 0 ? 4_000_000 : 0) : capacityAt(s) * 3 / 4), FRAMES);

        assertFalse(verdict.good(), verdict.lines()::toString);
    }

    @Test
    void withoutFramesItIsBadWhateverWasSent() {
        Verdict verdict = Verdict.of(PHASES, run(s -> capacityAt(s) * 3 / 4), 299);

        assertFalse(verdict.good());
        assertTrue(verdict.lines().get(0).contains("did not flow"), verdict.lines()::toString);
    }

    @Test
    void aPhaseTooShortToGrowInIsNotJudgedAfterARise() {
        LinkPhases brief = LinkPhases.overSeconds(57);
        List<RunSample> slowAtTheEnd = run(s -> s >= 38 ? 300_000 : s >= 19 ? 500_000 : 1_500_000);

        assertTrue(Verdict.of(brief, slowAtTheEnd, FRAMES).good());
        assertFalse(Verdict.of(PHASES, slowAtTheEnd, FRAMES).good());
    }
}

package dev.bwe.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExecutorTimerTest {
    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<String> ran = new ArrayList<>();
    private final ExecutorTimer timer = new ExecutorTimer(
            scheduler, () -> ran.add("soon"), () -> ran.add("later at " + scheduler.nowUs()));

    @Test
    void soonRunsAtOnceAndLaterAtItsTimeInMicroseconds() {
        assertTrue(timer.runSoon(), "soon");
        assertTrue(timer.runAfter(5_000), "later");
        scheduler.advanceTo(4_999);
        assertEquals(List.of("soon"), ran);
        scheduler.advanceTo(5_000);
        assertEquals(List.of("soon", "later at 5000"), ran);
    }

    @Test
    void aLaterRequestTakesThePlaceOfAnEarlierOne() {
        timer.runAfter(5_000);
        timer.runAfter(9_000);
        assertEquals(1, scheduler.pending());
        scheduler.advanceTo(20_000);
        assertEquals(List.of("later at 9000"), ran);
    }

    @Test
    void whatIsCancelledDoesNotRunAndCancellingNothingDoesNoHarm() {
        timer.cancel();
        timer.runAfter(5_000);
        timer.cancel();
        timer.cancel();
        assertEquals(0, scheduler.pending());
        timer.runAfter(6_000);
        scheduler.advanceTo(20_000);
        assertEquals(List.of("later at 6000"), ran);
    }

    @Test
    void anExecutorThatIsShutDownIsToldOf() {
        scheduler.shutdown();
        assertFalse(timer.runSoon(), "soon");
        assertFalse(timer.runAfter(0), "later");
        assertEquals(List.of(), ran);
    }
}

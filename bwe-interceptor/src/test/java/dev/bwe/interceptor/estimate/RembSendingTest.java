package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.RtcpWriter;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** REMBs go out through the bound writer when they are due. */
@Tag("PION-03")
class RembSendingTest {
    private static final long SECOND_US = 1_000_000;

    @Test
    void bindingReturnsTheSameWriter() {
        RtcpWriter writer = (buffer, offset, length, attributes) -> length;
        assertSame(writer, new Call().interceptor.bindRtcpWriter(writer));
    }

    @Test
    void sendsWithTheFirstEstimateAndThenEachSecond() {
        RembSession session = new RembSession(5);
        long first = 0;
        while (session.call.interceptor.estimateBps() == 0) {
            assertEquals(List.of(), session.rembs);
            first = session.run(session.call.nowUs() + 10_000, session.call.nowUs() + 20_000, 5) - 10_000;
        }
        assertEquals(
                List.of(first),
                session.rembs.stream().map(RembSession.Remb::timeUs).toList());
        session.run(first + 10_000, first + 61 * SECOND_US, 5);
        List<Long> times =
                session.rembs.stream().map(RembSession.Remb::timeUs).limit(60).toList();
        long firstUs = first;
        assertEquals(
                IntStream.range(0, 60).mapToObj(i -> firstUs + i * SECOND_US).toList(), times);
    }

    @Test
    void sendsAtTheConfiguredInterval() {
        RembSession session = new RembSession(
                BweInterceptorFactory.builder().measureRoundTripTime(false).rembIntervalUs(250_000), 5);
        session.run(0, 20 * SECOND_US, 5);
        long first = session.rembs.get(0).timeUs();
        assertEquals((20 * SECOND_US - first) / 250_000 + 1, session.rembs.size(), "REMBs since " + first);
    }

    @Test
    void sendsAtOnceWhenTheEstimateHasFallen() {
        RembSession session = new RembSession(5);
        Traffic.through(2_000_000, 3_000_000, 20, 5).forEach(session.call::receive);
        int early = 0;
        for (int i = 1; i < session.rembs.size(); i++) {
            RembSession.Remb before = session.rembs.get(i - 1);
            RembSession.Remb now = session.rembs.get(i);
            if (now.timeUs() - before.timeUs() < SECOND_US) {
                early++;
                assertTrue(now.bitrateBps() * 100 <= before.bitrateBps() * 97, "from " + before + " to " + now);
            }
        }
        assertTrue(early > 0, "none of " + session.rembs.size() + " REMBs was early");
    }

    @Test
    void aSecondWriterReplacesTheFirst() {
        RembSession session = new RembSession(5);
        int[] toSecond = new int[1];
        session.run(0, 8 * SECOND_US, 5);
        int before = session.call.written.size();
        session.call.interceptor.bindRtcpWriter((buffer, offset, length, attributes) -> {
            toSecond[0]++;
            return length;
        });
        session.run(8 * SECOND_US, 18 * SECOND_US, 5);
        assertEquals(before, session.call.written.size(), "written to the first");
        assertEquals(10, toSecond[0], "written to the second in 10 s");
        assertEquals(1, session.call.scheduler.pending(), "timers");
    }

    @Test
    void aWriteFailureIsCountedAndTheNextIntervalTriesAgain() {
        RembSession session = new RembSession(5);
        session.run(0, 8 * SECOND_US, 5);
        boolean[] fail = {true};
        session.call.interceptor.bindRtcpWriter((buffer, offset, length, attributes) -> {
            if (fail[0]) {
                throw new IOException("on purpose");
            }
            return length;
        });
        long sent = session.call.interceptor.statistics().rembsSent();
        session.run(8 * SECOND_US, 11 * SECOND_US, 5);
        assertEquals(3, session.call.interceptor.statistics().rembWriteFailures());
        fail[0] = false;
        session.run(11 * SECOND_US, 12 * SECOND_US, 5);
        assertEquals(sent + 1, session.call.interceptor.statistics().rembsSent());
    }

    @Test
    void nothingIsSentBeforeThereIsAnEstimateWhateverTheInitialBitrate() {
        RembSession session = new RembSession(
                BweInterceptorFactory.builder().measureRoundTripTime(false).initialBitrateBps(300_000), 5);
        session.run(0, 30_000, 5);
        session.call.scheduler.advanceTo(1_900_000);
        assertEquals(300_000, session.call.interceptor.estimateBps());
        assertEquals(List.of(), session.rembs);
    }

    @Test
    void closeStopsTheTimer() {
        RembSession session = new RembSession(5);
        long endUs = session.run(0, 8 * SECOND_US, 5);
        assertEquals(1, session.call.scheduler.pending(), "timers while open");
        int before = session.rembs.size();
        session.call.interceptor.close();
        session.call.interceptor.close();
        assertEquals(0, session.call.scheduler.pending(), "timers after close");
        session.call.scheduler.advanceTo(endUs + 10 * SECOND_US);
        assertEquals(before, session.rembs.size());
    }

    @Test
    void readingGoesOnWhenTheExecutorWasShutDown() {
        RembSession session = new RembSession(5);
        session.run(0, 8 * SECOND_US, 5);
        session.call.scheduler.shutdown();
        session.run(8 * SECOND_US, 20 * SECOND_US, 5);
        assertEquals(2_000, session.call.interceptor.statistics().packetsFed());
    }
}

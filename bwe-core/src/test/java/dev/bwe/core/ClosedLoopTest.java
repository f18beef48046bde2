package dev.bwe.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Senders follow the estimate. Scenarios and figures are those of libwebrtc's own tests, and its results for them. */
class ClosedLoopTest {
    private static final long START_BPS = 900_000;
    private static final long INITIAL_CAPACITY_BPS = 1_000_000;
    private static final long REDUCED_CAPACITY_BPS = 500_000;
    private static final int FRAME_MS = 33;

    private final SenderSimulation senders = new SenderSimulation();

    @Test
    void reachesHalfTheCapacityInTheReferencesNumberOfFrames() {
        senders.addStream(1, 300_000);
        senders.setCapacity(1_000_000);
        long bps = 30_000;
        int frames = 0;
        while (bps < 500_000) {
            if (senders.frame(bps) || senders.updated()) {
                bps = senders.latestBps();
            }
            frames++;
        }

        assertEquals("1237 frames, 500711 bit/s", frames + " frames, " + bps + " bit/s");
    }

    @ParameterizedTest(name = "{0} streams, arrival clock {1} ms off")
    @CsvSource({
        "1, 0, 633, 420218",
        "1, 30000, 267, 421720",
        "1, -30000, 267, 421720",
        "2, 0, 700, 420306",
        "3, 0, 633, 424651",
        "13, 0, 667, 420150",
        "19, 0, 667, 420415",
        "30, 0, 667, 419878"
    })
    void fallsBelowReducedCapacityInTime(int streams, long clockOffsetMs, long expectedMs, long expectedLastBps) {
        addStreams(streams);
        senders.setCapacity(INITIAL_CAPACITY_BPS);
        long bps = steadyState(10 * streams * 30);
        assertTrue(bps >= 850_000 && bps <= 1_050_000, "steady state " + bps);

        senders.shiftArrivalClock(clockOffsetMs);
        senders.setCapacity(REDUCED_CAPACITY_BPS);
        long droppedMs = senders.clockMs();
        long noticedMs = -1;
        for (int i = 0; i < 100 * streams; i++) {
            senders.frame(bps);
            if (noticedMs < 0 && senders.latestBps() <= REDUCED_CAPACITY_BPS) {
                noticedMs = senders.clockMs();
            }
            if (senders.updated()) {
                bps = senders.latestBps();
            }
        }

        assertEquals(expectedMs, noticedMs - droppedMs, FRAME_MS, "time until it is noticed");
        assertEquals(expectedLastBps, senders.latestBps(), "last update");
    }

    /** The first stream has half the rate; the others share the rest. */
    private void addStreams(int count) {
        if (count == 1) {
            senders.addStream(1, 300_000);
            return;
        }
        long shares = (long) count * (count - 1);
        senders.addStream(1, START_BPS / 2);
        for (int i = 1; i < count; i++) {
            senders.addStream(1 + i, (START_BPS * i + shares / 2) / shares);
        }
    }

    /** Runs until the estimate has come back above the capacity after the first overuse. */
    private long steadyState(int maxFrames) {
        long bps = START_BPS;
        boolean overuseSeen = false;
        for (int i = 0; i < maxFrames && !(overuseSeen && bps > INITIAL_CAPACITY_BPS); i++) {
            boolean overuse = senders.frame(bps);
            if (overuse) {
                assertTrue(
                        senders.latestBps() > 800_000 && senders.latestBps() < 1_100_000,
                        "overuse at " + senders.latestBps());
                overuseSeen = true;
            }
            if (overuse || senders.updated()) {
                bps = senders.latestBps();
            }
        }
        return bps;
    }
}

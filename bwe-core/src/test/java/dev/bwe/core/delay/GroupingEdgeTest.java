package dev.bwe.core.delay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Packets exactly on the border between two groups. RTP timestamps have ticks on the borders. */
class GroupingEdgeTest {
    private static final int MS = 90;
    private static final int GROUP_SPAN = 5 * MS;
    private static final int SIZE = 1_000;

    private final InterArrival groups = new InterArrival(TickClock.RTP_90_KHZ, 5_000, 5_000, 100_000);

    @Test
    void packetAtTheEndOfTheSpanBelongsToTheGroup() {
        feed(0, 0);
        feed(GROUP_SPAN, 20);

        assertFalse(feed(20 * MS, 40), "the second group only");
        assertTrue(feed(40 * MS, 60));
        assertEquals(20 * MS - GROUP_SPAN, groups.timestampDelta());
    }

    @Test
    void packetBehindTheEndOfTheSpanOpensAnother() {
        feed(0, 0);
        feed(GROUP_SPAN + 1, 20);

        assertTrue(feed(20 * MS, 40), "a third group");
    }

    @Test
    void packetHalfTheRangeAheadIsTakenForAnOldOne() {
        feed(0, 0);
        feed(Integer.MIN_VALUE, 20);
        feed(20 * MS, 40);

        assertTrue(feed(40 * MS, 60));
        assertEquals(20 * MS, groups.timestampDelta());
    }

    @Test
    void halfMillisecondCountsAsOne() {
        assertTrue(TickClock.RTP_90_KHZ.roundsToMore(MS / 2, 0));
        assertFalse(TickClock.RTP_90_KHZ.roundsToMore(MS / 2 - 1, 0));
        assertTrue(TickClock.RTP_90_KHZ.roundsToMore(4 * MS + MS / 2, 4));
        assertFalse(TickClock.RTP_90_KHZ.roundsToMore(4 * MS + MS / 2, 5));
    }

    @Test
    void burstGoesOnForPacketsThatArriveAtMostFiveMillisecondsApart() {
        feed(0, 0);
        feed(10 * MS, 5);

        assertFalse(feed(40 * MS, 40), "the second group only");
        assertTrue(feed(60 * MS, 60));
        assertEquals(30 * MS, groups.timestampDelta());
    }

    @Test
    void burstEndsWithPacketThatArrivesMoreThanFiveMillisecondsLater() {
        feed(0, 0);
        feed(10 * MS, 6);

        assertTrue(feed(40 * MS, 40), "a third group");
    }

    @Test
    void packetThatArrivesAsLateAsItWasSentBelongsToNoBurst() {
        feed(0, 0);
        feed(4 * MS, 2);
        feed(8 * MS, 6);

        assertTrue(feed(40 * MS, 40), "a third group");
    }

    private boolean feed(int timestamp, long arrivalMs) {
        return groups.feed(timestamp, arrivalMs, arrivalMs, SIZE);
    }
}

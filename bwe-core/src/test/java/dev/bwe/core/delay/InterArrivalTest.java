package dev.bwe.core.delay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scenarios and figures are those of libwebrtc's own unit tests; each runs with both kinds of sender timestamps. */
class InterArrivalTest {
    private static final long STEP_US = 20;
    private static final long NEW_GROUP_US = 5_020;
    private static final long GAP_MS = 6;
    private static final long NO_TOLERANCE = 0;

    /** The kinds of timestamps, and how microseconds become such a timestamp. */
    private enum Stamps {
        RTP(TickClock.RTP_90_KHZ, 47_721_858_827L, 1) {
            @Override
            int of(long us) {
                return (int) ((us * 90 + 500) / 1000);
            }
        },
        ABS_SEND_TIME(TickClock.ABS_SEND_TIME, 63_999_995L, 1 << 8) {
            @Override
            int of(long us) {
                return (int) (((us << 18) + 500_000) / 1_000_000 << 8);
            }
        };

        private final TickClock clock;
        private final long wrapUs;
        private final int resolution;

        Stamps(TickClock clock, long wrapUs, int resolution) {
            this.clock = clock;
            this.wrapUs = wrapUs;
            this.resolution = resolution;
        }

        abstract int of(long us);
    }

    private Stamps stamps;
    private InterArrival groups;
    private long arrivalMs = 17;

    @ParameterizedTest
    @EnumSource
    void comparesNothingBeforeThirdGroup(Stamps kind) {
        use(kind);
        assertNoDeltas(0, 1);
        arrivalMs += GAP_MS;
        assertNoDeltas(NEW_GROUP_US, 2);
    }

    @ParameterizedTest
    @EnumSource
    void comparesSecondGroupWithFirstWhenThirdBegins(Stamps kind) {
        use(kind);
        assertNoDeltas(0, 1);
        arrivalMs += GAP_MS;
        assertNoDeltas(NEW_GROUP_US, 2);
        arrivalMs += GAP_MS;
        assertDeltas(2 * NEW_GROUP_US, 1, NEW_GROUP_US, GAP_MS, 1, NO_TOLERANCE);
    }

    @ParameterizedTest
    @EnumSource
    void comparesThirdGroupWithSecondWhenFourthBegins(Stamps kind) {
        use(kind);
        assertNoDeltas(0, 1);
        arrivalMs += GAP_MS;
        assertNoDeltas(NEW_GROUP_US, 2);
        arrivalMs += GAP_MS;
        assertDeltas(2 * NEW_GROUP_US, 1, NEW_GROUP_US, GAP_MS, 1, NO_TOLERANCE);
        arrivalMs += GAP_MS;
        assertDeltas(3 * NEW_GROUP_US, 2, NEW_GROUP_US, GAP_MS, -1, NO_TOLERANCE);
    }

    @ParameterizedTest
    @EnumSource
    void gathersPacketsIntoGroup(Stamps kind) {
        use(kind);
        long firstArrivalMs = arrivalMs;
        assertNoDeltas(0, 1);
        arrivalMs += GAP_MS;
        assertNoDeltas(NEW_GROUP_US, 2);
        for (int i = 1; i <= 10; i++) {
            arrivalMs += GAP_MS;
            assertNoDeltas(NEW_GROUP_US + i * STEP_US, 1);
        }
        long groupMs = arrivalMs - firstArrivalMs;
        arrivalMs += GAP_MS;
        assertDeltas(2 * NEW_GROUP_US, 100, NEW_GROUP_US + 10 * STEP_US, groupMs, 12 - 1, kind.resolution);
    }

    @ParameterizedTest
    @EnumSource
    void ignoresPacketSentBeforeItsGroup(Stamps kind) {
        use(kind);
        long firstArrivalMs = arrivalMs;
        assertNoDeltas(0, 1);
        arrivalMs += GAP_MS;
        assertNoDeltas(NEW_GROUP_US, 2);
        for (int i = 1; i <= 10; i++) {
            arrivalMs += GAP_MS;
            assertNoDeltas(NEW_GROUP_US + i * STEP_US, 1);
        }
        long groupMs = arrivalMs - firstArrivalMs;
        assertNoDeltas(0, 100);
        arrivalMs += GAP_MS;
        assertDeltas(2 * NEW_GROUP_US, 100, NEW_GROUP_US + 10 * STEP_US, groupMs, 12 - 1, kind.resolution);
    }

    @ParameterizedTest
    @EnumSource
    void takesPacketHalfTheRangeAwayForAnOlderOne(Stamps kind) {
        use(kind);
        assertNoDeltas(0, 1);
        arrivalMs += GAP_MS;
        assertFalse(groups.feed(Integer.MIN_VALUE, arrivalMs, arrivalMs, 100));
        assertNoDeltas(NEW_GROUP_US, 2);
        arrivalMs += GAP_MS;
        assertDeltas(2 * NEW_GROUP_US, 1, NEW_GROUP_US, GAP_MS, 1, NO_TOLERANCE);
    }

    @ParameterizedTest
    @EnumSource
    void gathersPacketsThatCameOutOfOrderWithinGroup(Stamps kind) {
        use(kind);
        long firstArrivalMs = arrivalMs;
        assertNoDeltas(0, 1);
        arrivalMs += GAP_MS;
        assertNoDeltas(NEW_GROUP_US, 2);
        for (int i = 10; i >= 1; i--) {
            arrivalMs += GAP_MS;
            assertNoDeltas(NEW_GROUP_US + i * STEP_US, 1);
        }
        long groupMs = arrivalMs - firstArrivalMs;
        arrivalMs += GAP_MS;
        assertDeltas(2 * NEW_GROUP_US, 100, NEW_GROUP_US + 10 * STEP_US, groupMs, 12 - 1, kind.resolution);
    }

    @ParameterizedTest
    @EnumSource
    void takesPacketsThatArriveTogetherForOneGroup(Stamps kind) {
        use(kind);
        long firstArrivalMs = arrivalMs;
        assertNoDeltas(0, 1);
        long sentUs = NEW_GROUP_US;
        arrivalMs = 100;
        for (int i = 0; i < 10; i++) {
            sentUs += 30_000;
            arrivalMs += 5;
            assertNoDeltas(sentUs, 1);
        }
        long burstSentUs = sentUs;
        long burstMs = arrivalMs - firstArrivalMs;
        arrivalMs += GAP_MS;
        assertDeltas(sentUs + 30_000, 100, burstSentUs, burstMs, 10 - 1, kind.resolution);
    }

    @ParameterizedTest
    @EnumSource
    void takesPacketsThatArriveSixMillisecondsApartForGroups(Stamps kind) {
        use(kind);
        assertNoDeltas(0, 1);
        arrivalMs += GAP_MS;
        assertNoDeltas(NEW_GROUP_US + 30_000, 2);
        arrivalMs += GAP_MS;
        assertDeltas(NEW_GROUP_US + 60_000, 100, NEW_GROUP_US + 30_000, GAP_MS, 1, kind.resolution);
    }

    @ParameterizedTest
    @EnumSource
    void burstEndsAfterHundredMilliseconds(Stamps kind) {
        use(kind);
        assertNoDeltas(0, 1);
        arrivalMs += GAP_MS;
        long openedMs = arrivalMs;
        long sentUs = NEW_GROUP_US;
        assertNoDeltas(sentUs, 1);
        while (arrivalMs + 5 - openedMs < 100) {
            arrivalMs += 5;
            sentUs += 30_000;
            assertNoDeltas(sentUs, 1);
        }
        arrivalMs += 5;
        assertDeltas(sentUs + 30_000, 1, sentUs, 95 + GAP_MS, 20 - 1, kind.resolution);
    }

    @ParameterizedTest
    @EnumSource
    void goesOnWhenTimestampsWrap(Stamps kind) {
        wraps(kind, false);
    }

    @ParameterizedTest
    @EnumSource
    void goesOnWhenTimestampsWrapOutOfOrderWithinGroup(Stamps kind) {
        wraps(kind, true);
    }

    private void wraps(Stamps kind, boolean reversed) {
        use(kind);
        long wrapUs = kind.wrapUs;
        long quarterUs = wrapUs / 4;
        assertNoDeltas(0, 1);
        arrivalMs += GAP_MS;
        assertNoDeltas(quarterUs, 1);
        arrivalMs += GAP_MS;
        assertDeltas(wrapUs / 2, 1, quarterUs, GAP_MS, 0, NO_TOLERANCE);
        arrivalMs += GAP_MS;
        long fourthMs = arrivalMs;
        assertDeltas(wrapUs / 2 + quarterUs, 1, quarterUs, GAP_MS, 0, kind.resolution);
        arrivalMs += GAP_MS;
        assertDeltas(wrapUs, 2, quarterUs, GAP_MS, 0, kind.resolution);
        for (int i = 0; i < 10; i++) {
            arrivalMs += GAP_MS;
            assertNoDeltas(wrapUs + STEP_US * (reversed ? 9 - i : i), 1);
        }
        long fifthMs = arrivalMs;
        arrivalMs += GAP_MS;
        assertNoDeltas(wrapUs - 100, 100);

        arrivalMs += GAP_MS;
        long sixthMs = arrivalMs;
        assertDeltas(wrapUs + NEW_GROUP_US, 10, quarterUs + 9 * STEP_US, fifthMs - fourthMs, 12 - 1, kind.resolution);
        arrivalMs += GAP_MS;
        assertNoDeltas(wrapUs + 5_000, 100);
        arrivalMs += GAP_MS;
        assertDeltas(
                wrapUs + 2 * NEW_GROUP_US,
                100,
                NEW_GROUP_US - 9 * STEP_US,
                sixthMs - fifthMs,
                10 - 12,
                kind.resolution);
    }

    @Test
    void startsAnewWhenArrivalClockJumpsAhead() {
        Clocks clocks = new Clocks();
        clocks.refill();
        clocks.assertDeltas();
        clocks.arrivalMs += 3_000;
        clocks.assertDeltas();
        clocks.assertNothing("the jump shows when its group is complete");
        clocks.refill();
        clocks.assertDeltas();
    }

    @Test
    void ignoresArrivalClockAheadByLess() {
        Clocks clocks = new Clocks();
        clocks.refill();
        clocks.assertDeltas();
        clocks.arrivalMs += 2_999;
        clocks.assertDeltas();

        assertTrue(clocks.feed());
        assertEquals(30 + 2_999, clocks.groups.arrivalDeltaMs());
    }

    @Test
    void startsAnewWhenArrivalClockJumpsBack() {
        Clocks clocks = new Clocks();
        clocks.refill();
        clocks.assertDeltas();
        clocks.arrivalMs -= 1_000;
        clocks.assertNothing("taken for a burst");
        clocks.assertNothing("reordered once");
        clocks.assertNothing("reordered twice");
        clocks.assertNothing("reordered three times");
        clocks.refill();
        clocks.assertDeltas();
    }

    private void use(Stamps kind) {
        stamps = kind;
        groups = new InterArrival(kind.clock, 5_000, 5_000, 100_000);
    }

    private void assertNoDeltas(long sentUs, int size) {
        assertFalse(groups.feed(stamps.of(sentUs), arrivalMs, arrivalMs, size), "deltas at " + sentUs + " us");
    }

    private void assertDeltas(
            long sentUs, int size, long sentDeltaUs, long arrivalDeltaMs, int sizeDelta, long tolerance) {
        assertTrue(groups.feed(stamps.of(sentUs), arrivalMs, arrivalMs, size), "deltas at " + sentUs + " us");
        long expected = Integer.toUnsignedLong(stamps.of(sentDeltaUs));
        assertEquals(expected, groups.timestampDelta(), tolerance, "timestamp delta");
        assertEquals(arrivalDeltaMs, groups.arrivalDeltaMs(), "arrival delta");
        assertEquals(sizeDelta, groups.sizeDelta(), "size delta");
    }

    /** A packet of 1000 bytes each 30 ms, with timestamps in milliseconds. */
    private static final class Clocks {
        private final InterArrival groups = new InterArrival(new TickClock(1, 1, 1.0), 5_000, 5_000, 100_000);
        private int timestamp;
        private long arrivalMs = 17;
        private long nowMs = 34;

        boolean feed() {
            boolean compared = groups.feed(timestamp, arrivalMs, nowMs, 1000);
            timestamp += 30;
            arrivalMs += 30;
            nowMs += 30;
            return compared;
        }

        void refill() {
            assertNothing("first group");
            assertNothing("second group");
        }

        void assertNothing(String why) {
            assertFalse(feed(), why);
        }

        void assertDeltas() {
            assertTrue(feed(), "deltas");
            assertEquals(30, groups.timestampDelta(), "timestamp delta");
            assertEquals(30, groups.arrivalDeltaMs(), "arrival delta");
            assertEquals(0, groups.sizeDelta(), "size delta");
        }
    }
}

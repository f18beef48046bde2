package dev.bwe.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RembScheduleTest {
    private static final SsrcList STREAMS = Ssrcs.of(5, 9);
    private static final SsrcList NONE = Ssrcs.of();

    private final List<String> sent = new ArrayList<>();

    private void send(long nowUs, long bitrateBps, SsrcList ssrcs) {
        sent.add(nowUs + " " + bitrateBps + " " + ssrcs.size());
    }

    @Test
    void optionChoosesSchedule() {
        assertInstanceOf(RembThrottler.class, RembSchedule.of(RembSchedule.LIKE_LIBWEBRTC, Long.MAX_VALUE, this::send));

        RembSchedule schedule = RembSchedule.of(250_000, Long.MAX_VALUE, this::send);
        schedule.onEstimate(0, 700_000, STREAMS);
        assertEquals(250_000, schedule.nextDeadlineUs());
    }

    @Test
    void onlyEstimatesAndBoundsLeadToRembsOfLibwebrtcsSchedule() {
        RembSchedule schedule = RembSchedule.likeLibwebrtc(this::send);
        schedule.process(0, STREAMS);
        schedule.onEstimate(1, 700_000, STREAMS);
        for (long nowUs = 0; nowUs < 10_000_000; nowUs += 100_000) {
            assertEquals(RembSchedule.NO_DEADLINE, schedule.nextDeadlineUs());
            schedule.process(nowUs, nowUs % 200_000 == 0 ? STREAMS : NONE);
        }
        schedule.setMaxBitrate(600_000, 10_000_000, STREAMS);

        assertEquals(List.of("1 700000 2", "10000000 600000 0"), sent);
    }

    @Test
    void boundOfOptionsHoldsFromTheBeginningAndIsNotAnnounced() {
        for (long option : new long[] {RembSchedule.LIKE_LIBWEBRTC, 250_000}) {
            sent.clear();
            RembSchedule schedule = RembSchedule.of(option, 600_000, this::send);
            assertEquals(List.of(), sent);
            schedule.onEstimate(0, 700_000, STREAMS);
            assertEquals(List.of("0 600000 2"), sent);
        }
    }

    @Test
    void refusesWrongArguments() {
        for (long wrong : new long[] {-1, 999, 3_600_000_001L}) {
            assertEquals(
                    "rembIntervalUs " + wrong + " is outside 1000 to 3600000000",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> RembSchedule.of(wrong, Long.MAX_VALUE, this::send))
                            .getMessage());
        }
        assertEquals(
                "maximum bitrate -1 is negative",
                assertThrows(IllegalArgumentException.class, () -> RembSchedule.of(1_000, -1, this::send))
                        .getMessage());
        assertThrows(NullPointerException.class, () -> RembSchedule.likeLibwebrtc(null));
        assertThrows(NullPointerException.class, () -> RembSchedule.atInterval(1_000, null));
    }
}

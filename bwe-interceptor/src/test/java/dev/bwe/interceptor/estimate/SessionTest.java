package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole sessions: congestion, several streams, silence, several peer connections. */
class SessionTest {
    private static final long SECOND_US = 1_000_000;

    @Test
    void theEstimateFollowsACapacityThatFalls() {
        RembSession session = new RembSession(5);
        List<Traffic.Packet> congested = Traffic.through(2_000_000, 3_000_000, 20, 5);
        congested.forEach(session.call::receive);
        long highest = session.rembs.stream()
                .mapToLong(RembSession.Remb::bitrateBps)
                .max()
                .orElse(0);
        // The bottleneck falls to 1 Mbit/s after half of the time, while 2 Mbit/s are sent.
        assertTrue(highest > 1_500_000, "highest " + highest);
        assertTrue(session.last().bitrateBps() < 1_000_000, "last " + session.last());
    }

    @Test
    void severalStreamsShareOneEstimate() {
        RembSession session = new RembSession(0, 5, 0xFFFFFFFE);
        session.run(0, 10 * SECOND_US, 0, 5, 0xFFFFFFFE);
        assertEquals(List.of(0, 5, 0xFFFFFFFE), session.last().ssrcs());
        // 800 kbit/s come in, 267 from each.
        assertTrue(session.last().bitrateBps() > 700_000, session.last().toString());
    }

    @Test
    void theEstimateRecoversAfterATimeout() {
        RembSession session = new RembSession(5);
        long endUs = session.run(0, 8 * SECOND_US, 5);
        session.call.scheduler.advanceTo(endUs + 30 * SECOND_US);
        assertEquals(0, session.call.interceptor.estimateBps());
        session.run(endUs + 30 * SECOND_US, endUs + 33 * SECOND_US, 5);
        assertTrue(
                session.call.interceptor.estimateBps() > 500_000, "estimate " + session.call.interceptor.estimateBps());
    }

    @Test
    void interceptorsOfOneFactoryAreIndependent() {
        RembSession one = new RembSession(5);
        BweInterceptor other = one.call.factory.newInterceptor("other");
        one.run(0, 8 * SECOND_US, 5);
        assertEquals(0, other.estimateBps());
        assertArrayEquals(new int[0], other.ssrcs());
        other.setMaxBitrateBps(5_000);
        other.close();
        int before = one.rembs.size();
        one.run(8 * SECOND_US, 10 * SECOND_US, 5);
        assertEquals(before + 2, one.rembs.size());
        assertTrue(one.last().bitrateBps() > 5_000, one.last().toString());
    }
}

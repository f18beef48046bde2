package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The factory makes independent interceptors and checks its options. */
@Tag("PION-05")
class FactoryOptionsTest {
    private static final long SECOND_US = 1_000_000;

    @Test
    void makesAnIndependentInterceptorForEachPeerConnection() {
        BweInterceptorFactory factory = BweInterceptorFactory.builder().build();
        assertNotSame(factory.newInterceptor("a"), factory.newInterceptor("b"));
        assertEquals("a", factory.interceptor("a").orElseThrow().peerConnectionId());
    }

    @Test
    void rejectsWrongOptionsWithNameValueAndRange() {
        BweInterceptorFactory.Builder builder = BweInterceptorFactory.builder();
        assertRefused("minBitrateBps 999 is outside 1000 to 1000000000", () -> builder.minBitrateBps(999));
        assertRefused("maxBitrateBps 999 is outside 1000 to 9223372036854775807", () -> builder.maxBitrateBps(999));
        assertRefused("rembIntervalUs 0 is outside 1000 to 3600000000", () -> builder.rembIntervalUs(0));
        assertRefused("rembIntervalUs -5 is outside 1000 to 3600000000", () -> builder.rembIntervalUs(-5));
        assertRefused(
                "minBitrateBps 9000 is outside 1000 to 8000 (maxBitrateBps)",
                () -> BweInterceptorFactory.builder()
                        .minBitrateBps(9_000)
                        .maxBitrateBps(8_000)
                        .build());
        assertRefused(
                "initialBitrateBps -1 is outside 5000 to 9223372036854775807 (minBitrateBps to maxBitrateBps)",
                () -> BweInterceptorFactory.builder().initialBitrateBps(-1).build());
        assertRefused(
                "initialBitrateBps 3000 is outside 5000 to 8000 (minBitrateBps to maxBitrateBps)",
                () -> BweInterceptorFactory.builder()
                        .maxBitrateBps(8_000)
                        .initialBitrateBps(3_000)
                        .build());
        assertThrows(NullPointerException.class, () -> builder.executor(null));
    }

    private static void assertRefused(String message, Runnable wrong) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, wrong::run).getMessage());
    }

    @Test
    void limitsHoldForEstimateAndRembAndChangeDuringACall() {
        RembSession session = new RembSession(
                BweInterceptorFactory.builder()
                        .measureRoundTripTime(false)
                        .minBitrateBps(100_000)
                        .maxBitrateBps(400_000),
                5);
        long endUs = session.run(0, 10 * SECOND_US, 5);
        assertEquals(400_000, session.call.interceptor.estimateBps());
        assertEquals(400_000, session.last().bitrateBps());
        int before = session.rembs.size();
        session.call.interceptor.setMaxBitrateBps(200_000);
        assertEquals(before + 1, session.rembs.size(), "a lower maximum is told at once");
        assertEquals(200_000, session.last().bitrateBps());
        session.call.interceptor.setMaxBitrateBps(Long.MAX_VALUE);
        session.call.interceptor.setMinBitrateBps(9_000_000);
        session.run(endUs, endUs + 2 * SECOND_US, 5);
        assertEquals(9_000_000, session.last().bitrateBps());
        assertThrows(IllegalArgumentException.class, () -> session.call.interceptor.setMaxBitrateBps(8_999_999));
    }

    @Test
    void senderSsrcAndListenersReachTheWire() {
        RembSession session = new RembSession(
                BweInterceptorFactory.builder().measureRoundTripTime(false).senderSsrc(0xCAFEBABE), 5);
        session.run(0, 7 * SECOND_US, 5);
        assertTrue(
                session.call.writtenHex().get(0).startsWith(Call.begin(0xCAFEBABE) + "8fce0005cafebabe"),
                session.call.writtenHex().get(0));
        assertEquals(session.call.written.size(), session.rembs.size());
    }
}

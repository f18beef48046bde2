package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.PacketInfo;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Streams that send nothing any more are forgotten. */
@Tag("PION-04")
class SilentStreamsTest {
    private static final long SECOND_US = 1_000_000;

    @Test
    void aStreamIsForgottenAfterTwoSecondsOfSilence() {
        RembSession session = new RembSession(5, 9);
        long bothUntil = session.run(0, 8 * SECOND_US, 5, 9);
        assertEquals(List.of(5, 9), session.last().ssrcs());
        session.run(bothUntil, bothUntil + 1_900_000, 5);
        assertEquals(List.of(5, 9), session.last().ssrcs());
        session.run(bothUntil + 1_900_000, bothUntil + 3_100_000, 5);
        assertEquals(List.of(5), session.last().ssrcs());
    }

    @Test
    void withoutAnyPacketAllStreamsAreForgottenAndRembsStop() {
        RembSession session = new RembSession(5, 9);
        long endUs = session.run(0, 8 * SECOND_US, 5, 9);
        int[] named = session.call.interceptor.ssrcs();
        assertArrayEquals(new int[] {5, 9}, named);
        session.call.scheduler.advanceTo(endUs + 2 * SECOND_US);
        assertArrayEquals(new int[0], session.call.interceptor.ssrcs());
        assertEquals(0, session.call.interceptor.estimateBps());
        assertEquals(0, session.call.scheduler.pending(), "timers");
        int before = session.rembs.size();
        session.call.scheduler.advanceTo(endUs + 60 * SECOND_US);
        assertEquals(before, session.rembs.size());
    }

    @Test
    void rembsResumeWithTheStream() {
        RembSession session = new RembSession(5);
        long endUs = session.run(0, 8 * SECOND_US, 5);
        long backUs = endUs + 10 * SECOND_US;
        int before = session.rembs.size();
        session.call.scheduler.advanceTo(backUs);
        // Two went out while nobody knew yet that the stream was silent.
        assertTrue(session.rembs.size() - before <= 2, session.rembs.size() - before + " REMBs in silence");
        before = session.rembs.size();
        session.run(backUs, backUs + 3 * SECOND_US, 5);
        long resumed = session.rembs.get(before).timeUs();
        assertTrue(resumed < backUs + 300_000, "after " + (resumed - backUs) + " us");
        assertEquals(List.of(5), session.last().ssrcs());
    }

    @Test
    void forgettingEarlyChangesNoEstimate() {
        RembSession session = new RembSession(5);
        BandwidthEstimator estimator = new BandwidthEstimator();
        for (long fromUs : new long[] {0, 20 * SECOND_US, 31 * SECOND_US}) {
            for (Traffic.Packet packet : Traffic.through(1_000_000, 1_500_000, 10, 5)) {
                Traffic.Packet later = new Traffic.Packet(
                        5,
                        packet.absSendTime(),
                        fromUs + packet.arrivalUs(),
                        Math.max(session.call.nowUs(), fromUs + packet.nowUs()),
                        packet.size());
                session.call.receive(later);
                estimator.onPacket(new PacketInfo()
                        .arrivalUs(later.arrivalUs())
                        .nowUs(later.nowUs())
                        .absSendTime(later.absSendTime())
                        .payloadSize(later.size())
                        .ssrc(5));
                assertEquals(estimator.estimateBps(), session.call.interceptor.estimateBps(), "at " + later.nowUs());
            }
        }
    }

    @Test
    void packetsAfterUnbindDoNotCount() {
        RembSession session = new RembSession(5, 9);
        session.run(0, 8 * SECOND_US, 5, 9);
        session.call.interceptor.unbindRemoteStream(Call.video(9));
        session.run(8 * SECOND_US, 11 * SECOND_US, 5, 9);
        assertEquals(List.of(5), session.last().ssrcs());
        assertEquals(800 + 150, session.call.interceptor.statistics().packetsSeen());
    }
}

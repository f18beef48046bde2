package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bwe.core.EstimatorSnapshot;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.RtcpReader;
import dev.bwe.interceptor.rtp.RtcpBytes;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever comes after close changes nothing. */
class BweInterceptorCloseTest {
    private static final List<Traffic.Packet> TRAFFIC = Traffic.through(1_000_000, 3_000_000, 6, 5);
    /** Of SSRC 7, whose NTP time has the middle bits 11223344. */
    private static final byte[] SENDER_REPORT =
            RtcpBytes.of("80c80006 00000007 aabb1122 3344ccdd 00000000 00000001 00000100");
    /** What the remote peer answers to that. */
    private static final byte[] REPORT_ON_IT =
            RtcpBytes.of("81c90007 00000063 00000007 00000000 00000000 00000000 11223344 00000000");

    private static final byte[] DAMAGED = RtcpBytes.of("40c90001 00000001");

    private final Call call = new Call(BweInterceptorFactory.builder());

    private void receiveAll() {
        call.bind(Call.video(5));
        TRAFFIC.forEach(call::receive);
    }

    private RtcpReader incoming(byte[] compound) {
        return call.interceptor.bindRtcpReader((buffer, offset, capacity, attributes) -> {
            System.arraycopy(compound, 0, buffer, offset, compound.length);
            return compound.length;
        });
    }

    private static void readOne(RtcpReader reader) throws IOException {
        reader.read(new byte[100], 0, 100, new Attributes());
    }

    @Test
    void aStreamThatIsBoundAfterCloseIsPassedOnAndFeedsNothing() {
        call.interceptor.close();
        call.bind(Call.video(5));
        for (Traffic.Packet packet : TRAFFIC) {
            byte[] bytes = Call.videoBytes(packet, Call.ABS_SEND_TIME_ID);
            assertArrayEquals(bytes, call.receive(5, bytes.clone(), packet.arrivalUs(), packet.nowUs()));
        }
        assertEquals(0, call.interceptor.statistics().packetsSeen());
        assertEquals(0, call.interceptor.ssrcs().length, "SSRCs");
        assertEquals(0, call.interceptor.estimateBps());
        assertEquals(0, call.scheduler.scheduled, "timers set");
        assertEquals(0, call.scheduler.executed, "tasks");
    }

    @Test
    void aStreamThatIsBoundAnewAfterCloseFeedsNothing() {
        receiveAll();
        long seen = call.interceptor.statistics().packetsSeen();
        call.interceptor.close();
        call.bind(Call.video(5));
        call.receive(TRAFFIC.get(TRAFFIC.size() - 1));
        assertEquals(seen, call.interceptor.statistics().packetsSeen());
    }

    @Test
    void incomingRtcpAfterCloseTellsNoRoundTripTime() throws IOException {
        RtcpReader report = incoming(REPORT_ON_IT);
        call.interceptor.onOutgoingRtcp(SENDER_REPORT, 0, SENDER_REPORT.length);
        call.scheduler.advanceTo(50_000);
        readOne(report);
        assertEquals(50_000, call.interceptor.roundTripTimeUs());
        call.interceptor.close();
        call.scheduler.advanceTo(150_000);
        readOne(report);
        assertEquals(50_000, call.interceptor.roundTripTimeUs());
    }

    @Test
    void incomingRtcpAfterCloseCountsForNothing() throws IOException {
        RtcpReader damaged = incoming(DAMAGED);
        readOne(damaged);
        assertEquals(1, call.interceptor.statistics().malformedRtcpCompounds());
        call.interceptor.close();
        readOne(damaged);
        assertEquals(1, call.interceptor.statistics().malformedRtcpCompounds());
    }

    @Test
    void settingsAfterCloseChangeNothing() {
        receiveAll();
        call.interceptor.onRtt(50_000);
        EstimatorSnapshot before = call.interceptor.snapshot();
        assertEquals(50_000, before.rttUs());
        call.interceptor.close();
        call.interceptor.onRtt(70_000);
        call.interceptor.setMinBitrateBps(before.estimateBps() + 1_000);
        call.interceptor.setMaxBitrateBps(before.estimateBps() + 2_000);
        call.interceptor.setMaxRembBitrateBps(1);
        assertEquals(before, call.interceptor.snapshot());
    }

    @Test
    void unbindingAfterCloseChangesNothing() {
        receiveAll();
        EstimatorSnapshot before = call.interceptor.snapshot();
        call.interceptor.close();
        call.interceptor.unbindRemoteStream(Call.video(5));
        assertEquals(before, call.interceptor.snapshot());
    }
}

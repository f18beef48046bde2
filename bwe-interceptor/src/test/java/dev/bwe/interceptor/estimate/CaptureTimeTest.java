package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.state.BandwidthUsage;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.rtp.RtpBytes;
import org.junit.jupiter.api.Test;

/** The absolute capture time replaces the absolute send time where the factory allows it. */
class CaptureTimeTest {
    private static final long SECOND_US = 1_000_000;

    private static final HeaderExtension CAPTURE = new HeaderExtension(HeaderExtension.ABS_CAPTURE_TIME, 4);
    private static final HeaderExtension SEND = new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 3);

    private static byte[] captured(int ssrc, long sendUs) {
        long time = (4_000_000_000L + sendUs / SECOND_US << 32) + (sendUs % SECOND_US << 32) / SECOND_US;
        int[] value = new int[8];
        for (int i = 0; i < 8; i++) {
            value[i] = (int) (time >> 56 - 8 * i) & 0xFF;
        }
        return RtpBytes.packet()
                .ssrc(ssrc)
                .oneByteElement(4, value)
                .payload(1_000)
                .build();
    }

    private static Call callWith(StreamInfo... streams) {
        Call call = new Call(Call.likeLibwebrtc().absCaptureTime(true));
        for (StreamInfo stream : streams) {
            call.bind(stream);
        }
        return call;
    }

    @Test
    void captureTimesYieldTheEstimateOfTheSameSendTimes() {
        Call captured = callWith(Call.video(5, CAPTURE));
        Call sent = new Call().bind(Call.video(5));
        long sendUs = 0;
        for (Traffic.Packet packet : Traffic.through(1_000_000, 1_500_000, 10, 5)) {
            captured.receive(5, captured(5, sendUs), packet.arrivalUs(), packet.nowUs());
            sent.receive(packet);
            sendUs += 8_000;
        }
        assertTrue(sent.interceptor.estimateBps() > 0, "no estimate");
        assertEquals(sent.interceptor.estimateBps(), captured.interceptor.estimateBps());
    }

    @Test
    void captureTimesDoNotCountByDefault() {
        Call call = new Call().bind(Call.video(5, CAPTURE));
        call.receive(5, captured(5, 0), 1, 1);
        assertEquals(0, call.interceptor.statistics().packetsFed());
    }

    @Test
    void zeroIsAnOrdinaryCaptureTime() {
        Call call = callWith(Call.video(5, CAPTURE));
        byte[] atZero = RtpBytes.packet()
                .ssrc(5)
                .oneByteElement(4, new int[8])
                .payload(1_000)
                .build();
        call.receive(5, atZero, 1, 1);
        assertEquals(1, call.interceptor.statistics().packetsFed());
        assertEquals(0, call.interceptor.statistics().packetsWithoutSendTime());
        call.receive(5, RtpBytes.packet().ssrc(5).payload(1_000).build(), 2, 2);
        assertEquals(1, call.interceptor.statistics().packetsFed());
        assertEquals(1, call.interceptor.statistics().packetsWithoutSendTime());
    }

    @Test
    void aStreamWithSendTimesNeverFallsBackToCaptureTimes() {
        Call call = callWith(Call.video(5, SEND, CAPTURE));
        call.receive(5, captured(5, 0), 1, 1);
        assertEquals(0, call.interceptor.statistics().packetsFed());
        assertEquals(1, call.interceptor.statistics().packetsWithoutSendTime());
    }

    @Test
    void afterAChangeOfTheClockCongestionIsSeenWithoutDelay() {
        Call call = callWith(Call.video(5, CAPTURE));
        long sendUs = 0;
        long overusedUs = 0;
        long changedUs = 0;
        for (Traffic.Packet packet : Traffic.through(1_000_000, 1_500_000, 20, 5)) {
            if (sendUs < 10 * SECOND_US) {
                // The capturing clock is 25 s ahead of the sender's.
                call.receive(5, captured(5, sendUs + 25 * SECOND_US), packet.arrivalUs(), packet.nowUs());
            } else {
                if (changedUs == 0) {
                    changedUs = packet.nowUs();
                    call.bind(Call.video(6, SEND));
                }
                call.receive(
                        6,
                        Call.videoBytes(
                                new Traffic.Packet(
                                        6, packet.absSendTime(), packet.arrivalUs(), packet.nowUs(), packet.size()),
                                3),
                        packet.arrivalUs(),
                        packet.nowUs());
                assertTrue(call.interceptor.estimateBps() > 0, "the estimate stays");
            }
            if (overusedUs == 0 && call.interceptor.usage() == BandwidthUsage.OVERUSING) {
                overusedUs = packet.nowUs();
            }
            sendUs += 8_000;
        }
        assertTrue(
                overusedUs > changedUs && overusedUs < changedUs + SECOND_US,
                "over-use " + (overusedUs - changedUs) + " us on");
        assertTrue(call.interceptor.estimateBps() < 700_000, "estimate " + call.interceptor.estimateBps());
    }

    @Test
    void twoClocksAreNotMixedBetweenStreams() {
        Call call = callWith(Call.video(5, CAPTURE), Call.video(6, SEND));
        call.receive(5, captured(5, 0), 1, 1);
        assertEquals(0, call.interceptor.statistics().packetsFed());
        call.interceptor.unbindRemoteStream(Call.video(6, SEND));
        call.receive(5, captured(5, 0), 2, 2);
        assertEquals(1, call.interceptor.statistics().packetsFed());
    }

    @Test
    void aStreamWithSendTimesThatIsBoundTwiceCountsOnce() {
        Call call = callWith(Call.video(5, CAPTURE), Call.video(6, SEND), Call.video(6, SEND));
        call.interceptor.unbindRemoteStream(Call.video(6, SEND));
        call.receive(5, captured(5, 0), 1, 1);
        assertEquals(1, call.interceptor.statistics().packetsFed());
    }
}

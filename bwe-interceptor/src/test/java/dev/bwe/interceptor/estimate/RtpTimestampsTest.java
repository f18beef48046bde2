package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.PacketInfo;
import dev.bwe.core.TimestampSource;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.rtp.RtpBytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams without absolute send time, whose estimate a timer updates. */
class RtpTimestampsTest {
    private static final int OFFSET_ID = 7;
    private static final int TICKS_PER_FRAME = 3_000;
    private static final long SECOND_US = 1_000_000;

    private final List<String> estimates = new ArrayList<>();

    private Call call(TimestampSource source) {
        return new Call(BweInterceptorFactory.builder()
                .measureRoundTripTime(false)
                .includeAudio(true)
                .estimatorConfig(
                        EstimatorConfig.builder().timestampSource(source).build())
                .estimateListener((id, nowUs, bps, usage, ssrcs) -> estimates.add(nowUs + " " + bps)));
    }

    private static StreamInfo video() {
        return Call.video(5, new HeaderExtension(HeaderExtension.TRANSMISSION_OFFSET, OFFSET_ID));
    }

    private static int ticks(Traffic.Packet packet) {
        return (int) (packet.absSendTime() * 90_000L >> 18);
    }

    /** The RTP timestamp is the frame's, the offset tells when each of its packets was sent. */
    private static RtpBytes bytes(Traffic.Packet packet) {
        int offset = ticks(packet) % TICKS_PER_FRAME;
        return RtpBytes.packet()
                .ssrc(5)
                .timestamp(ticks(packet) - offset)
                .oneByteElement(OFFSET_ID, 0, offset >> 8, offset & 0xFF)
                .payload(packet.size());
    }

    private static void receive(Call call, List<Traffic.Packet> packets) {
        packets.forEach(packet -> call.receive(5, bytes(packet).build(), packet.arrivalUs(), packet.nowUs()));
    }

    private static void processDue(BandwidthEstimator estimator, long nowUs) {
        while (estimator.nextDeadlineUs() <= nowUs) {
            estimator.process(estimator.nextDeadlineUs());
        }
    }

    @Test
    void automaticEstimatesWhatTheEstimatorDoesWhenItIsCalledAtEachDeadline() {
        List<String> expected = new ArrayList<>();
        BandwidthEstimator estimator = new BandwidthEstimator(EstimatorConfig.builder()
                .timestampSource(TimestampSource.AUTOMATIC)
                .build());
        estimator.setListener((nowUs, bps, usage, ssrcs) -> expected.add(nowUs + " " + bps));
        List<Traffic.Packet> packets = Traffic.through(2_000_000, 3_000_000, 12, 5);
        for (Traffic.Packet packet : packets) {
            processDue(estimator, packet.nowUs());
            estimator.onPacket(new PacketInfo()
                    .arrivalUs(packet.arrivalUs())
                    .nowUs(packet.nowUs())
                    .ssrc(5)
                    .rtpTimestamp(ticks(packet))
                    .payloadSize(packet.size()));
            processDue(estimator, packet.nowUs());
        }

        Call call = call(TimestampSource.AUTOMATIC).bind(video());
        receive(call, packets);

        assertTrue(expected.size() > 20, "updates " + expected.size());
        assertEquals(expected, estimates);
        assertTrue(call.written.size() >= 10, "REMBs " + call.written.size());
    }

    @Test
    void automaticGoesOverToRtpTimestampsAtOnceAlthoughTheTimerIsSetForLater() {
        List<String> expected = new ArrayList<>();
        BandwidthEstimator estimator = new BandwidthEstimator(EstimatorConfig.builder()
                .timestampSource(TimestampSource.AUTOMATIC)
                .build());
        estimator.setListener((nowUs, bps, usage, ssrcs) -> expected.add(nowUs + " " + bps));
        Call call = call(TimestampSource.AUTOMATIC).bind(Call.video(5));
        for (Traffic.Packet packet : Traffic.through(1_000_000, 3_000_000, 16, 5)) {
            PacketInfo info = new PacketInfo()
                    .arrivalUs(packet.arrivalUs())
                    .nowUs(packet.nowUs())
                    .ssrc(5)
                    .rtpTimestamp(ticks(packet))
                    .payloadSize(packet.size());
            RtpBytes bytes = RtpBytes.packet().ssrc(5).timestamp(ticks(packet)).payload(packet.size());
            if (packet.arrivalUs() < 8 * SECOND_US) {
                info.absSendTime(packet.absSendTime());
                bytes.absSendTime(Call.ABS_SEND_TIME_ID, packet.absSendTime());
            }
            processDue(estimator, packet.nowUs());
            estimator.onPacket(info);
            processDue(estimator, packet.nowUs());
            call.receive(5, bytes.build(), packet.arrivalUs(), packet.nowUs());
        }
        assertEquals(TimestampSource.RTP_TIMESTAMP, call.interceptor.snapshot().timestampSource());
        assertEquals(expected, estimates);
    }

    @Test
    void rtpTimestampsCountEvenWhereThereAreSendTimes() {
        Call call = call(TimestampSource.RTP_TIMESTAMP).bind(Call.video(5));
        Traffic.through(1_000_000, 3_000_000, 8, 5)
                .forEach(packet -> call.receive(
                        5,
                        RtpBytes.packet()
                                .ssrc(5)
                                .timestamp(ticks(packet))
                                .absSendTime(Call.ABS_SEND_TIME_ID, 1)
                                .payload(packet.size())
                                .build(),
                        packet.arrivalUs(),
                        packet.nowUs()));
        assertEquals(TimestampSource.RTP_TIMESTAMP, call.interceptor.snapshot().timestampSource());
        assertTrue(call.interceptor.estimateBps() > 700_000, "estimate " + call.interceptor.estimateBps());
    }

    @Test
    void byDefaultPacketsWithoutSendTimeCountForNothing() {
        Call call = call(TimestampSource.ABS_SEND_TIME).bind(video());
        List<Traffic.Packet> packets = Traffic.through(1_000_000, 3_000_000, 8, 5);
        receive(call, packets);
        assertEquals(0, call.interceptor.statistics().packetsFed());
        assertEquals(packets.size(), call.interceptor.statistics().packetsWithoutSendTime());
        assertEquals(0, call.written.size(), "REMBs");
        assertEquals(0, call.scheduler.scheduled, "timers set");
    }

    @Test
    void audioAndPacketsOfTransportWideCongestionControlDoNotCount() {
        StreamInfo audio = StreamInfo.of(6, "audio/opus", 48_000);
        StreamInfo transportWide =
                Call.video(5, new HeaderExtension(HeaderExtension.TRANSPORT_WIDE_SEQUENCE_NUMBER, 9));
        Call call = call(TimestampSource.AUTOMATIC).bind(audio).bind(transportWide);
        call.receive(6, RtpBytes.packet().ssrc(6).build(), 1, 1);
        assertEquals(1, call.interceptor.statistics().packetsWithoutSendTime());
        call.receive(5, RtpBytes.packet().ssrc(5).oneByteElement(9, 0, 1).build(), 2, 2);
        assertEquals(1, call.interceptor.statistics().packetsWithTransportSequenceNumber());
        assertEquals(0, call.interceptor.statistics().packetsFed());
    }

    @Test
    void oneTimerServesAllAndIsSetAnewWhenItHasFiredNotWithEachPacket() {
        Call call = call(TimestampSource.AUTOMATIC).bind(video());
        List<Traffic.Packet> packets = Traffic.through(1_000_000, 3_000_000, 8, 5);
        for (Traffic.Packet packet : packets) {
            receive(call, List.of(packet));
            assertEquals(1, call.scheduler.pending(), () -> "timers at " + packet.nowUs());
        }
        // An update at most each 200 ms, a REMB each second, and the beginning.
        assertTrue(
                call.scheduler.scheduled < 8 * 5 + 8 + 2,
                call.scheduler.scheduled + " timers set for " + packets.size() + " packets");
        assertTrue(
                call.scheduler.executed < packets.size() / 10,
                call.scheduler.executed + " tasks for " + packets.size() + " packets");
    }

    @Test
    void theTimerEndsWithTheLastStreamAndGoesOnWithTheNextPacket() {
        Call call = call(TimestampSource.AUTOMATIC).bind(video());
        List<Traffic.Packet> packets = Traffic.through(1_000_000, 3_000_000, 20, 5);
        receive(call, packets.subList(0, packets.size() / 4));
        call.scheduler.advanceTo(call.nowUs() + 4 * SECOND_US);
        assertEquals(0, call.scheduler.pending(), "timers without streams");
        int before = estimates.size();
        receive(call, packets.subList(packets.size() / 2, packets.size()));
        assertTrue(estimates.size() > before + 5, "updates " + before + " and then " + estimates.size());
    }

    @Test
    void closeStopsTheTimer() {
        Call call = call(TimestampSource.AUTOMATIC).bind(video());
        receive(call, Traffic.through(1_000_000, 3_000_000, 4, 5));
        assertEquals(1, call.scheduler.pending(), "timers while open");
        call.interceptor.close();
        assertEquals(0, call.scheduler.pending(), "timers after close");
        int before = estimates.size();
        call.scheduler.advanceTo(call.nowUs() + 10 * SECOND_US);
        receive(call, Traffic.through(1_000_000, 3_000_000, 1, 5).subList(0, 1));
        assertEquals(before, estimates.size(), "updates");
        assertEquals(0, call.scheduler.pending(), "timers after another packet");
    }
}

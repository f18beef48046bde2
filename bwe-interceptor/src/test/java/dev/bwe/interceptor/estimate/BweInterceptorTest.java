package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.EstimateListener;
import dev.bwe.core.PacketInfo;
import dev.bwe.core.RembSchedule;
import dev.bwe.core.SsrcList;
import dev.bwe.core.state.BandwidthUsage;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.RtcpReader;
import dev.bwe.interceptor.RtcpWriter;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.rtp.RembPacket;
import dev.bwe.interceptor.rtp.RtcpBytes;
import dev.bwe.interceptor.rtp.RtcpCompound;
import dev.bwe.interceptor.rtp.RtpBytes;
import dev.bwe.interceptor.rtp.RtpPacket.Fault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BweInterceptorTest {
    private static final List<Traffic.Packet> CONGESTED = Traffic.through(2_000_000, 3_000_000, 20, 0, 0xFFFFFFFE, 77);

    /** What the core alone sends for packets, as compounds behind an empty receiver report and the sender's name. */
    private static List<String> expectedCompounds(List<Traffic.Packet> packets, int senderSsrc) {
        List<String> compounds = new ArrayList<>();
        RembSchedule throttle = RembSchedule.likeLibwebrtc((nowUs, bitrateBps, ssrcs) -> {
            byte[] bytes = new byte[RembPacket.encodedLength(ssrcs.size())];
            RembPacket.encode(bytes, 0, senderSsrc, bitrateBps, ssrcs);
            compounds.add(Call.begin(senderSsrc) + HexFormat.of().formatHex(bytes));
        });
        BandwidthEstimator estimator = new BandwidthEstimator();
        estimator.setListener((nowUs, bitrateBps, usage, ssrcs) -> throttle.onEstimate(nowUs, bitrateBps, ssrcs));
        for (Traffic.Packet packet : packets) {
            estimator.onPacket(new PacketInfo()
                    .arrivalUs(packet.arrivalUs())
                    .nowUs(packet.nowUs())
                    .absSendTime(packet.absSendTime())
                    .payloadSize(packet.size())
                    .ssrc(packet.ssrc()));
        }
        return compounds;
    }

    private static Call callWithThreeStreams(BweInterceptorFactory.Builder builder) {
        return new Call(builder)
                .bind(Call.video(0))
                .bind(Call.video(0xFFFFFFFE))
                .bind(Call.video(77));
    }

    private static long bitrateOf(byte[] compound) {
        RtcpCompound walk = new RtcpCompound().wrap(compound, 0, compound.length);
        RembPacket remb = new RembPacket();
        while (walk.next()) {
            if (remb.wrap(walk)) {
                return remb.bitrateBps();
            }
        }
        throw new AssertionError("no REMB in " + HexFormat.of().formatHex(compound));
    }

    @Test
    void sendsExactlyWhatEstimatorAndThrottlerSayOfTheSamePackets() {
        Call call = callWithThreeStreams(Call.likeLibwebrtc().senderSsrc(0x89ABCDEF));
        CONGESTED.forEach(call::receive);

        List<String> expected = expectedCompounds(CONGESTED, 0x89ABCDEF);
        assertTrue(expected.size() > 50, "only " + expected.size() + " REMBs to compare");
        assertEquals(expected, call.writtenHex());
        long highest = call.written.stream()
                .mapToLong(BweInterceptorTest::bitrateOf)
                .max()
                .orElse(0);
        long last = bitrateOf(call.written.get(call.written.size() - 1));
        assertTrue(
                last < highest * 0.7,
                "REMB fell from " + highest + " to only " + last + " when the capacity fell to a third");
    }

    @Test
    void passesPacketsOnUnchanged() {
        Call call = new Call().bind(Call.video(5));
        byte[] packet = RtpBytes.packet()
                .ssrc(5)
                .absSendTime(3, 123)
                .payload(300)
                .padding(7)
                .build();
        assertArrayEquals(packet, call.receive(5, packet.clone(), 1, 2));
        byte[] garbage = {1, 2, 3};
        assertArrayEquals(garbage, call.receive(5, garbage.clone(), 1, 2));
        assertEquals(1, call.attributes.arrivalTimeUs());
    }

    @Test
    void passesOnThatThereIsNothingToRead() throws Exception {
        Call call = new Call();
        for (int nothing : new int[] {0, -1}) {
            RtpReader reader = call.interceptor.bindRemoteStream(Call.video(1), (b, o, c, a) -> nothing);
            assertEquals(nothing, reader.read(new byte[10], 0, 10, call.attributes));
        }
        assertEquals(0, call.interceptor.statistics().packetsSeen());
    }

    @Test
    void aReaderThatClaimsMoreThanThereIsRoomForDoesNoHarm() throws Exception {
        RtpReader reader = new Call().interceptor.bindRemoteStream(Call.video(1), (b, o, c, a) -> 11);
        assertEquals(11, reader.read(new byte[10], 0, 10, new Attributes()));
    }

    @Test
    void readsTheSendTimeUnderEachStreamsOwnId() {
        Call call = new Call();
        int[] ids = {1, 14, 9};
        int[] ssrcs = {0, 0xFFFFFFFE, 77};
        for (int i = 0; i < ids.length; i++) {
            call.bind(Call.video(ssrcs[i], new HeaderExtension(HeaderExtension.ABS_SEND_TIME, ids[i])));
        }
        for (Traffic.Packet packet : CONGESTED) {
            int id = ids[
                    IntStream.range(0, 3)
                            .filter(i -> ssrcs[i] == packet.ssrc())
                            .findFirst()
                            .orElseThrow()];
            call.receive(packet.ssrc(), Call.videoBytes(packet, id), packet.arrivalUs(), packet.nowUs());
        }
        assertEquals(expectedCompounds(CONGESTED, 0), call.writtenHex());
    }

    @Test
    void readsTheSendTimeFromTheTwoByteForm() {
        Call call = new Call().bind(Call.video(1, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 200)));
        byte[] packet =
                RtpBytes.packet().ssrc(1).extension(0x1000, 200, 3, 0, 0, 0).build();
        call.receive(1, packet, 1, 1);
        assertEquals(1, call.interceptor.statistics().packetsFed());
    }

    @Test
    void leavesAudioOutUnlessToldOtherwise() {
        StreamInfo audio =
                StreamInfo.of(5, "audio/opus", 48_000, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 3));
        byte[] packet = RtpBytes.packet().ssrc(5).absSendTime(3, 1).build();
        Call without = new Call().bind(audio);
        without.receive(5, packet, 1, 1);
        assertEquals(0, without.interceptor.statistics().packetsFed());
        Call with = new Call(Call.likeLibwebrtc().includeAudio(true)).bind(audio);
        with.receive(5, packet, 1, 1);
        assertEquals(1, with.interceptor.statistics().packetsFed());
    }

    @Test
    void leavesPacketsWithTransportWideSequenceNumberToTheirOwnCongestionControl() {
        for (String uri : List.of(
                HeaderExtension.TRANSPORT_WIDE_SEQUENCE_NUMBER, HeaderExtension.TRANSPORT_WIDE_SEQUENCE_NUMBER_2)) {
            Call call = new Call()
                    .bind(Call.video(
                            5, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 3), new HeaderExtension(uri, 6)));
            call.receive(
                    5,
                    RtpBytes.packet()
                            .ssrc(5)
                            .absSendTime(3, 1)
                            .oneByteElement(6, 0, 1)
                            .build(),
                    1,
                    1);
            call.receive(5, RtpBytes.packet().ssrc(5).absSendTime(3, 1).build(), 2, 2);
            BweStatistics statistics = call.interceptor.statistics();
            assertEquals(1, statistics.packetsWithTransportSequenceNumber(), uri);
            assertEquals(1, statistics.packetsFed(), "the packet that lacks it, " + uri);
        }
    }

    @Test
    void countsWhatItMeets() {
        Call call = new Call().bind(Call.video(5));
        call.receive(5, RtpBytes.packet().ssrc(5).absSendTime(3, 0).build(), 1, 1);
        call.receive(5, RtpBytes.packet().ssrc(5).build(), 1, 1);
        call.receive(5, RtpBytes.packet().ssrc(5).absSendTime(4, 0).build(), 1, 1);
        call.receive(5, new byte[11], 1, 1);
        call.receive(5, new byte[12], 1, 1);
        call.receive(5, new byte[12], 1, 1);
        byte[] truncated = Arrays.copyOf(RtpBytes.packet().absSendTime(3, 0).build(), 19);
        call.receive(5, truncated, 1, 1);
        byte[] padding = RtpBytes.packet().padding(3).build();
        padding[padding.length - 1] = 0;
        call.receive(5, padding, 1, 1);

        BweStatistics statistics = call.interceptor.statistics();
        assertEquals(8, statistics.packetsSeen());
        assertEquals(1, statistics.packetsFed());
        assertEquals(2, statistics.packetsWithoutSendTime());
        assertEquals(
                Map.of(
                        Fault.TOO_SHORT,
                        1L,
                        Fault.WRONG_VERSION,
                        2L,
                        Fault.TRUNCATED_HEADER,
                        1L,
                        Fault.INVALID_PADDING,
                        1L),
                statistics.malformedPackets());
    }

    @Test
    void aPacketMayFillTheBufferToItsEnd() throws IOException {
        byte[] packet = RtpBytes.packet().ssrc(5).absSendTime(3, 1).build();
        BweInterceptor interceptor = new Call().interceptor;
        interceptor
                .bindRemoteStream(Call.video(5), (buffer, offset, capacity, attributes) -> {
                    System.arraycopy(packet, 0, buffer, offset, packet.length);
                    return packet.length;
                })
                .read(new byte[packet.length + 2], 2, packet.length, new Attributes());
        assertEquals(1, interceptor.statistics().packetsFed());
    }

    @Test
    void packetsThatDoNotCountAskTheSchedulerForNothing() {
        StreamInfo info = Call.video(
                5,
                new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 3),
                new HeaderExtension(HeaderExtension.TRANSPORT_WIDE_SEQUENCE_NUMBER, 6));
        Call call = new Call().bind(info);
        call.receive(5, RtpBytes.packet().ssrc(5).build(), 1, 1);
        call.receive(
                5,
                RtpBytes.packet()
                        .ssrc(5)
                        .absSendTime(3, 1)
                        .oneByteElement(6, 0, 1)
                        .build(),
                1,
                1);
        call.receive(5, new byte[11], 1, 1);
        call.interceptor.unbindRemoteStream(info);
        call.receive(5, RtpBytes.packet().ssrc(5).absSendTime(3, 1).build(), 1, 1);
        assertEquals(3, call.interceptor.statistics().packetsSeen());
        assertEquals(0, call.scheduler.executed + call.scheduler.scheduled, "tasks");
    }

    @Test
    void countsIncomingCompoundsThatAreDamaged() throws IOException {
        BweInterceptor interceptor = new Call(BweInterceptorFactory.builder()).interceptor;
        byte[][] compounds = {
            RtcpBytes.of(RtcpBytes.EMPTY_REPORT),
            RtcpBytes.of("40c90001 00000001"),
            RtcpBytes.of(RtcpBytes.EMPTY_REPORT, "80c9")
        };
        int[] next = new int[1];
        RtcpReader reader = interceptor.bindRtcpReader((buffer, offset, capacity, attributes) -> {
            byte[] compound = compounds[next[0]++];
            System.arraycopy(compound, 0, buffer, offset, compound.length);
            return compound.length;
        });
        for (long expected : new long[] {0, 1, 2}) {
            reader.read(new byte[50], 5, 45, new Attributes());
            assertEquals(
                    expected, interceptor.statistics().malformedRtcpCompounds(), "after " + next[0] + " compounds");
        }
    }

    @Test
    void aStreamWithoutNegotiatedSendTimeFeedsNothing() {
        Call call = new Call().bind(Call.video(5, new HeaderExtension(HeaderExtension.MID, 3)));
        call.receive(5, RtpBytes.packet().ssrc(5).absSendTime(3, 1).build(), 1, 1);
        assertEquals(1, call.interceptor.statistics().packetsWithoutSendTime());
        assertEquals(0, call.interceptor.statistics().packetsFed());
    }

    @Test
    void countsPayloadAndPaddingAndNoHeader() {
        Call call = new Call().bind(Call.video(5));
        for (int ms = 0; ms < 500; ms++) {
            call.receive(
                    5,
                    RtpBytes.packet()
                            .ssrc(5)
                            .csrcs(1, 2)
                            .absSendTime(3, ms * 262)
                            .payload(800)
                            .padding(200)
                            .build(),
                    ms * 1_000,
                    ms * 1_000);
        }
        // 500 packets of 1,000 bytes in a window that is 500 ms long by now.
        assertEquals(8_000_000, call.interceptor.incomingRateBps());
    }

    @Test
    void takesTheClockWhereNobodySaysWhenAPacketArrived() {
        Call call = new Call().bind(Call.video(5));
        Call stamped = new Call().bind(Call.video(5));
        for (Traffic.Packet packet : Traffic.through(1_000_000, 1_500_000, 10, 5)) {
            byte[] bytes = Call.videoBytes(packet, 3);
            call.receive(5, bytes, Attributes.NO_ARRIVAL_TIME, packet.arrivalUs());
            stamped.receive(5, bytes, packet.arrivalUs(), packet.arrivalUs());
        }
        assertTrue(stamped.written.size() > 10, stamped.written.size() + " REMBs");
        assertEquals(stamped.writtenHex(), call.writtenHex());
    }

    @Test
    void aStreamThatIsUnboundLeavesTheRemb() {
        Call call = callWithThreeStreams(Call.likeLibwebrtc());
        List<int[]> named = new ArrayList<>();
        Call listened = callWithThreeStreams(
                Call.likeLibwebrtc().rembListener((id, nowUs, bitrateBps, ssrcs) -> named.add(ssrcs.toArray())));
        CONGESTED.subList(0, 2_000).forEach(listened::receive);
        assertArrayEquals(new int[] {0, 77, 0xFFFFFFFE}, named.get(named.size() - 1));
        listened.interceptor.unbindRemoteStream(Call.video(77));
        CONGESTED.subList(2_000, 2_300).stream()
                .filter(packet -> packet.ssrc() != 77)
                .forEach(listened::receive);
        assertArrayEquals(new int[] {0, 0xFFFFFFFE}, named.get(named.size() - 1));
        assertEquals(0, call.written.size());
    }

    @Test
    void returnsTheRtcpWriterItself() {
        RtcpWriter writer = (b, o, l, a) -> l;
        assertSame(writer, new Call().interceptor.bindRtcpWriter(writer));
    }

    @Test
    void reducedSizeLeavesTheReceiverReportAndTheNameOut() {
        Call call = callWithThreeStreams(Call.likeLibwebrtc().reducedSize(true));
        CONGESTED.forEach(call::receive);
        int begin = Call.begin(0).length();
        assertEquals(
                expectedCompounds(CONGESTED, 0).stream()
                        .map(hex -> hex.substring(begin))
                        .toList(),
                call.writtenHex());
    }

    @Test
    void limitsWhatRembSaysFromTheFirstOn() {
        Call call = callWithThreeStreams(Call.likeLibwebrtc().maxRembBitrateBps(200_000));
        CONGESTED.forEach(call::receive);
        assertEquals(
                expectedCompounds(CONGESTED, 0).size(), call.written.size(), "none but those that estimates lead to");
        assertEquals(
                200_000,
                call.written.stream()
                        .mapToLong(BweInterceptorTest::bitrateOf)
                        .max()
                        .orElse(0));
        assertTrue(call.interceptor.estimateBps() > 200_000, "estimate " + call.interceptor.estimateBps());
    }

    @Test
    void aLimitSetDuringTheCallIsToldAtOnce() {
        Call call = callWithThreeStreams(Call.likeLibwebrtc());
        CONGESTED.subList(0, 2_000).forEach(call::receive);
        int before = call.written.size();
        call.interceptor.setMaxRembBitrateBps(100_000);
        assertEquals(before + 1, call.written.size());
        assertEquals(100_000, bitrateOf(call.written.get(before)));
    }

    @Test
    void namesMoreThan255StreamsInSeveralDatagrams() {
        int[] ssrcs = IntStream.range(0, 300).toArray();
        int[] expectedDatagrams = new int[1];
        int[] rembs = new int[1];
        Call call = new Call(Call.likeLibwebrtc().rembListener((id, nowUs, bitrateBps, named) -> {
            rembs[0]++;
            expectedDatagrams[0] += named.size() > 255 ? 2 : 1;
        }));
        for (int ssrc : ssrcs) {
            call.bind(Call.video(ssrc));
        }
        Traffic.through(4_000_000, 6_000_000, 8, ssrcs).forEach(call::receive);
        byte[] first = call.written.get(call.written.size() - 2);
        byte[] second = call.written.get(call.written.size() - 1);
        assertEquals(8 + 28 + 20 + 255 * 4, first.length);
        assertEquals(8 + 28 + 20 + 45 * 4, second.length);
        assertEquals(bitrateOf(first), bitrateOf(second));
        assertEquals(expectedDatagrams[0], call.written.size());
        assertEquals(rembs[0], call.interceptor.statistics().rembsSent(), "a REMB in two datagrams counts once");
    }

    @Test
    void tellsProbesStatesAndEstimatesWithTheNameOfThePeerConnection() {
        List<String> heard = new ArrayList<>();
        Call call = callWithThreeStreams(Call.likeLibwebrtc().estimateListener(new PeerEstimateListener() {
            @Override
            public void onProbe(String id, long nowUs, long bitrateBps) {
                heard.add(id + " probe " + nowUs + " " + bitrateBps);
            }

            @Override
            public void onUsageChange(String id, long nowUs, BandwidthUsage before, BandwidthUsage usage) {
                heard.add(id + " change " + nowUs + " " + before + " " + usage);
            }

            @Override
            public void onEstimate(String id, long nowUs, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs) {
                heard.add(id + " " + nowUs + " " + bitrateBps + " " + usage + " " + Arrays.toString(ssrcs.toArray()));
            }
        }));
        List<String> expected = new ArrayList<>();
        BandwidthEstimator estimator = new BandwidthEstimator();
        estimator.setListener(new EstimateListener() {
            @Override
            public void onProbe(long nowUs, long bitrateBps) {
                expected.add("pc probe " + nowUs + " " + bitrateBps);
            }

            @Override
            public void onUsageChange(long nowUs, BandwidthUsage before, BandwidthUsage usage) {
                expected.add("pc change " + nowUs + " " + before + " " + usage);
            }

            @Override
            public void onEstimate(long nowUs, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs) {
                expected.add("pc " + nowUs + " " + bitrateBps + " " + usage + " " + Arrays.toString(ssrcs.toArray()));
            }
        });
        for (Traffic.Packet packet : CONGESTED) {
            call.receive(packet);
            estimator.onPacket(new PacketInfo()
                    .arrivalUs(packet.arrivalUs())
                    .nowUs(packet.nowUs())
                    .absSendTime(packet.absSendTime())
                    .payloadSize(packet.size())
                    .ssrc(packet.ssrc()));
        }
        assertTrue(expected.size() > 50, expected.size() + " updates");
        assertTrue(expected.stream().anyMatch(line -> line.contains("probe")), "no probe");
        assertTrue(expected.stream().anyMatch(line -> line.contains("change")), "no change");
        assertEquals(expected, heard);
    }

    @Test
    void aPacketOfAnotherStreamThanTheReadersIsCountedAndNotFed() {
        Call call = new Call().bind(Call.video(5));
        byte[] foreign = RtpBytes.packet().ssrc(6).absSendTime(3, 1).build();
        assertArrayEquals(foreign, call.receive(5, foreign.clone(), 1, 1));
        assertEquals(1, call.interceptor.statistics().packetsSeen());
        assertEquals(1, call.interceptor.statistics().packetsOfOtherStreams());
        assertEquals(0, call.interceptor.statistics().packetsFed());
        assertArrayEquals(new int[0], call.interceptor.ssrcs());
    }

    @Test
    void whatIsStillToBeSentWhenAStreamIsUnboundDoesNotNameIt() throws InterruptedException {
        CountDownLatch letGo = new CountDownLatch(1);
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
        executor.execute(() -> {
            try {
                letGo.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        List<String> named = Collections.synchronizedList(new ArrayList<>());
        long[] nowUs = new long[1];
        BweInterceptor interceptor = Call.likeLibwebrtc()
                .executor(executor)
                .clock(() -> nowUs[0])
                .estimateListener(
                        (id, timeUs, bps, usage, ssrcs) -> named.add("estimate " + Arrays.toString(ssrcs.toArray())))
                .rembListener((id, timeUs, bps, ssrcs) -> named.add("REMB " + Arrays.toString(ssrcs.toArray())))
                .build()
                .newInterceptor("pc");
        interceptor.bindRtcpWriter((buffer, offset, length, attributes) -> length);
        byte[][] next = new byte[1][];
        RtpReader[] readers = new RtpReader[7];
        for (int ssrc : new int[] {5, 6}) {
            readers[ssrc] = interceptor.bindRemoteStream(Call.video(ssrc), (buffer, offset, capacity, attributes) -> {
                System.arraycopy(next[0], 0, buffer, offset, next[0].length);
                return next[0].length;
            });
        }
        for (Traffic.Packet packet : Traffic.through(1_000_000, 3_000_000, 6, 5, 6)) {
            nowUs[0] = packet.nowUs();
            next[0] = Call.videoBytes(packet, 3);
            try {
                readers[packet.ssrc()].read(
                        new byte[2_000], 0, 2_000, new Attributes().arrivalTimeUs(packet.arrivalUs()));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        interceptor.unbindRemoteStream(Call.video(6));
        letGo.countDown();
        executor.shutdown();
        assertTrue(executor.awaitTermination(20, TimeUnit.SECONDS), "the executor ends");
        assertEquals(List.of("estimate [5]", "REMB [5]"), named);
    }

    @Test
    void answersWhatTheEstimatorAnswers() {
        Call call = callWithThreeStreams(Call.likeLibwebrtc());
        assertEquals(0, call.interceptor.estimateBps());
        assertEquals(BandwidthUsage.NORMAL, call.interceptor.usage());
        assertEquals(Attributes.NO_ARRIVAL_TIME, call.interceptor.lastArrivalTimeUs());
        BandwidthEstimator estimator = new BandwidthEstimator();
        call.interceptor.onRtt(50_000);
        estimator.onRtt(50_000);
        int overuses = 0;
        for (Traffic.Packet packet : CONGESTED) {
            call.receive(packet);
            estimator.onPacket(new PacketInfo()
                    .arrivalUs(packet.arrivalUs())
                    .nowUs(packet.nowUs())
                    .absSendTime(packet.absSendTime())
                    .payloadSize(packet.size())
                    .ssrc(packet.ssrc()));
            assertEquals(estimator.estimateBps(), call.interceptor.estimateBps());
            assertEquals(estimator.usage(), call.interceptor.usage());
            assertEquals(estimator.rateControlState(), call.interceptor.rateControlState());
            assertEquals(estimator.incomingRateBps(packet.nowUs()), call.interceptor.incomingRateBps());
            assertEquals(packet.arrivalUs(), call.interceptor.lastArrivalTimeUs());
            overuses += estimator.usage() == BandwidthUsage.OVERUSING ? 1 : 0;
        }
        assertTrue(overuses > 10, overuses + " packets in over-use");
        assertEquals(estimator.snapshot(call.nowUs()), call.interceptor.snapshot());
    }
}

package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.TimestampSource;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.RtcpReader;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.fuzz.Examiner;
import dev.bwe.interceptor.fuzz.InterceptorFuzz;
import dev.bwe.interceptor.rtp.RtcpBytes;
import dev.bwe.interceptor.rtp.RtcpCompound;
import dev.bwe.interceptor.rtp.RtpBytes;
import dev.bwe.interceptor.rtp.RtpHeaderExtensions;
import dev.bwe.interceptor.rtp.RtpPacket;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A million random and damaged packets, and 200,000 more for each way of telling time and for incoming RTCP: nothing throws,
 * nothing outside a packet is read, all are passed on and accounted for.
 */
class HostilePacketsTest {
    private static final long SEED = 0xBAD5EED;
    private static final int RTP_PACKETS = 600_000;
    private static final int COMPOUNDS = 400_000;
    private static final int PACKETS_EACH = 200_000;
    private static final int ROUNDS_WITH_A_SET = 40_000;
    private static final int CAPTURE_ID = 4;
    private static final int OFFSET_ID = 7;

    private static final byte[][] RTP_SAMPLES = {
        RtpBytes.packet()
                .csrcs(1, 2)
                .absSendTime(3, 7)
                .oneByteElement(5, 1, 2)
                .payload(9)
                .padding(3)
                .build(),
        RtpBytes.packet()
                .extension(0x1000, 3, 3, 1, 2, 3, 9, 0, 200, 1, 1)
                .payload(4)
                .build(),
        RtpBytes.packet().payload(0).build(),
        RtpBytes.packet().absSendTime(3, 0xFFFFFF).payload(30).build()
    };
    private static final byte[][] CAPTURED_SAMPLES = {
        RtpBytes.packet()
                .ssrc(5)
                .oneByteElement(CAPTURE_ID, 0xE1, 2, 3, 4, 5, 6, 7, 8)
                .payload(50)
                .build(),
        RtpBytes.packet()
                .ssrc(6)
                .oneByteElement(CAPTURE_ID, new int[16])
                .payload(9)
                .padding(3)
                .build(),
        RtpBytes.packet()
                .ssrc(5)
                .extension(0x1000, CAPTURE_ID, 8, 255, 255, 255, 255, 255, 255, 255, 255)
                .payload(4)
                .build(),
        RtpBytes.packet().ssrc(5).oneByteElement(CAPTURE_ID, 1, 2, 3).payload(4).build()
    };
    private static final byte[][] TIMESTAMPED_SAMPLES = {
        RtpBytes.packet()
                .ssrc(5)
                .timestamp(0xFFFFFF00)
                .oneByteElement(OFFSET_ID, 0, 1, 2)
                .payload(400)
                .build(),
        RtpBytes.packet()
                .ssrc(6)
                .timestamp(90_000)
                .oneByteElement(OFFSET_ID, 0x80, 0, 0)
                .payload(40)
                .padding(200)
                .build(),
        RtpBytes.packet().ssrc(7).payload(0).build()
    };
    private static final byte[][] SAMPLES_OF_BOTH = {
        RtpBytes.packet()
                .ssrc(5)
                .timestamp(7)
                .absSendTime(3, 0xFFFFFF)
                .oneByteElement(OFFSET_ID, 0xFF, 0xFF, 0xFF)
                .build(),
        RtpBytes.packet().ssrc(6).timestamp(0x80000000).payload(400).build()
    };
    private static final byte[][] RTCP_SAMPLES = {
        RtcpBytes.of(RtcpBytes.EMPTY_REPORT, RtcpBytes.REMB_1M, RtcpBytes.PICTURE_LOSS, RtcpBytes.REMB_5K),
        RtcpBytes.of(
                "81c8000c 00000007 aabb1122 3344ccdd 00000000 00000001 00000100"
                        + "0000000b 40fffffe 00010203 00000021 aabbccdd 00008000",
                "82ca0005 00000007 01026162 02016300 00000008 00000000"),
        RtcpBytes.of("80cf0008 00000009 05000003 00000001 0000aaaa 00000010 04000002 11223344 55667788"),
        RtcpBytes.of("82cb0003 00000007 00000008 03627965", "a0c90002 00000001 00000004")
    };

    private final Random random = new Random(SEED);

    private byte[] hostile(byte[][] samples) {
        if (random.nextInt(3) == 0) {
            byte[] bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextInt(4) > 0) {
                bytes[0] = (byte) (0x80 | bytes[0] & 0x3F);
            }
            return bytes;
        }
        byte[] sample = samples[random.nextInt(samples.length)];
        byte[] bytes =
                Arrays.copyOf(sample, random.nextInt(4) == 0 ? random.nextInt(sample.length + 4) : sample.length);
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static AssertionError failure(int round, byte[] packet, Throwable cause) {
        return new AssertionError(
                "seed " + SEED + ", round " + round + ": " + HexFormat.of().formatHex(packet), cause);
    }

    @Test
    void rtp() {
        Examiner examiner = new Examiner();
        Call call = new Call().bind(Call.video(5));
        int valid = 0;
        int extensions = 0;
        for (int round = 0; round < RTP_PACKETS; round++) {
            byte[] packet = hostile(RTP_SAMPLES);
            try {
                valid += examiner.rtp(packet) ? 1 : 0;
                extensions += examiner.extensions(packet, 0, 15);
                byte[] passed = call.receive(5, packet, round, round);
                assertTrue(Arrays.equals(packet, passed), "changed");
            } catch (RuntimeException | AssertionError e) {
                throw failure(round, packet, e);
            }
        }
        BweStatistics statistics = call.interceptor.statistics();
        long malformed = statistics.malformedPackets().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        // An empty read is no packet.
        assertTrue(RTP_PACKETS - statistics.packetsSeen() < RTP_PACKETS / 50, statistics.toString());
        assertEquals(
                statistics.packetsSeen(),
                statistics.packetsFed()
                        + statistics.packetsOfOtherStreams()
                        + statistics.packetsWithoutSendTime()
                        + malformed);
        assertEquals(valid, statistics.packetsSeen() - malformed, "valid packets");
        assertTrue(
                statistics.malformedPackets().values().stream().allMatch(count -> count > 10_000),
                statistics.toString());
        assertTrue(
                valid > RTP_PACKETS / 4 && extensions > RTP_PACKETS / 4,
                valid + " valid, " + extensions + " extensions");
    }

    /** Packets of two streams come at irregular times, like one set of samples for a while and then like the next. */
    private void bombard(Call call, Predicate<byte[]> counts, byte[][]... sampleSets) {
        RtpPacket rtp = new RtpPacket();
        int valid = 0;
        int foreign = 0;
        int countable = 0;
        long nowUs = 0;
        for (int round = 0; round < PACKETS_EACH; round++) {
            int ssrc = 5 + round % 2;
            byte[] packet = hostile(sampleSets[round / ROUNDS_WITH_A_SET % sampleSets.length]);
            if (packet.length >= RtpPacket.FIXED_HEADER_LENGTH && random.nextInt(10) != 0) {
                System.arraycopy(new byte[] {0, 0, 0, (byte) ssrc}, 0, packet, 8, 4);
            }
            // Once in a while streams fall silent, and what is due meanwhile is done.
            nowUs += random.nextInt(40_000) == 0 ? 3_000_000 : random.nextInt(1_000);
            try {
                if (packet.length > 0 && rtp.wrap(packet, 0, packet.length)) {
                    valid++;
                    foreign += rtp.ssrc() == ssrc ? 0 : 1;
                    countable += rtp.ssrc() == ssrc && counts.test(packet) ? 1 : 0;
                }
                byte[] passed = call.receive(ssrc, packet, Math.max(0, nowUs - random.nextInt(2_000)), nowUs);
                assertTrue(Arrays.equals(packet, passed), "changed");
                long bps = call.interceptor.estimateBps();
                assertTrue(bps >= 0 && bps <= 0xFFFFFFFFL, "estimate " + bps);
            } catch (RuntimeException | AssertionError e) {
                throw failure(round, packet, e);
            }
        }
        BweStatistics statistics = call.interceptor.statistics();
        long malformed = statistics.malformedPackets().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        assertEquals(valid, statistics.packetsSeen() - malformed, "valid packets");
        assertEquals(countable, statistics.packetsFed(), "packets that count, seed " + SEED);
        assertEquals(foreign, statistics.packetsOfOtherStreams(), "packets of other streams, seed " + SEED);
        assertEquals(
                valid - foreign - countable,
                statistics.packetsWithoutSendTime(),
                "packets that do not count, seed " + SEED);
        assertTrue(countable > PACKETS_EACH / 10, countable + " packets count");
        assertEquals(0, statistics.rembWriteFailures());
        assertTrue(call.written.size() > 10, call.written.size() + " REMBs");
        // It must not be left in a state that good packets do not lead out of.
        for (Traffic.Packet packet : Traffic.through(1_000_000, 3_000_000, 60, 5)) {
            long captured = (packet.arrivalUs() << 32) / 1_000_000;
            int[] time = IntStream.range(0, 8)
                    .map(i -> (int) (captured >> 56 - 8 * i) & 0xFF)
                    .toArray();
            call.receive(
                    5,
                    RtpBytes.packet()
                            .ssrc(5)
                            .timestamp((int) (packet.arrivalUs() * 9 / 100))
                            .oneByteElement(CAPTURE_ID, time)
                            .payload(1_000)
                            .build(),
                    nowUs + packet.arrivalUs(),
                    nowUs + packet.nowUs());
        }
        long bps = call.interceptor.estimateBps();
        assertTrue(bps > 300_000, "estimate of 1,000,000 bit/s afterwards: " + bps);
    }

    @Test
    void captureTimes() {
        StreamInfo[] streams = {
            Call.video(5, new HeaderExtension(HeaderExtension.ABS_CAPTURE_TIME, CAPTURE_ID)),
            Call.video(6, new HeaderExtension(HeaderExtension.ABS_CAPTURE_TIME, CAPTURE_ID))
        };
        Call call = new Call(BweInterceptorFactory.builder().absCaptureTime(true))
                .bind(streams[0])
                .bind(streams[1]);
        RtpPacket rtp = new RtpPacket();
        RtpHeaderExtensions extensions = new RtpHeaderExtensions();
        bombard(
                call,
                packet -> {
                    rtp.wrap(packet, 0, packet.length);
                    extensions.wrap(rtp);
                    return extensions.find(CAPTURE_ID)
                            && (extensions.valueLength() == 8 || extensions.valueLength() == 16);
                },
                CAPTURED_SAMPLES);
    }

    @ParameterizedTest
    @EnumSource(
            value = TimestampSource.class,
            names = {"AUTOMATIC", "RTP_TIMESTAMP"})
    void rtpTimestamps(TimestampSource source) {
        HeaderExtension offset = new HeaderExtension(HeaderExtension.TRANSMISSION_OFFSET, OFFSET_ID);
        Call call = new Call(BweInterceptorFactory.builder()
                        .estimatorConfig(EstimatorConfig.builder()
                                .timestampSource(source)
                                .build()))
                .bind(Call.video(5, offset, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, Call.ABS_SEND_TIME_ID)))
                .bind(Call.video(6, offset));
        bombard(call, packet -> true, TIMESTAMPED_SAMPLES, SAMPLES_OF_BOTH);
    }

    @Test
    void incomingRtcpWhileTheRoundTripTimeIsMeasured() throws IOException {
        Call call = new Call(BweInterceptorFactory.builder().senderSsrc(7));
        byte[] senderReport = RtcpBytes.of("80c80006 00000007 aabb1122 33440000 00000000 00000001 00000100");
        byte[][] samples = Arrays.copyOf(RTCP_SAMPLES, RTCP_SAMPLES.length + 2);
        samples[RTCP_SAMPLES.length] =
                RtcpBytes.of("81c90007 00000063 00000007 00000000 00000000 00000000 11223344 00000100");
        samples[RTCP_SAMPLES.length + 1] = RtcpBytes.of("80cf0005 00000063 05000003 00000007 11223344 00000100");
        byte[][] next = new byte[1][];
        RtcpReader reader = call.interceptor.bindRtcpReader((buffer, offset, capacity, attributes) -> {
            System.arraycopy(next[0], 0, buffer, offset, next[0].length);
            return next[0].length;
        });
        RtcpCompound compound = new RtcpCompound();
        byte[] buffer = new byte[200];
        long damaged = 0;
        long highestUs = -1;
        for (int round = 0; round < PACKETS_EACH; round++) {
            if (round % 1_000 == 0) {
                call.interceptor.onOutgoingRtcp(senderReport, 0, senderReport.length);
            }
            next[0] = hostile(samples);
            call.scheduler.advanceTo(round * 100L);
            try {
                int length = reader.read(buffer, 3, buffer.length - 3, new Attributes().arrivalTimeUs(round * 100L));
                assertTrue(Arrays.equals(next[0], Arrays.copyOfRange(buffer, 3, 3 + length)), "changed");
                compound.wrap(next[0], 0, next[0].length);
                while (compound.next()) {
                    continue;
                }
                damaged += next[0].length > 0 && compound.isMalformed() ? 1 : 0;
                long rttUs = call.interceptor.roundTripTimeUs();
                assertTrue(
                        rttUs == -1 || rttUs >= 1_000 && rttUs <= Math.max(1_000, round * 100L),
                        "round-trip time " + rttUs);
                highestUs = Math.max(highestUs, rttUs);
            } catch (RuntimeException | AssertionError e) {
                throw failure(round, next[0], e);
            }
        }
        assertTrue(highestUs > 1_000, "nothing was learnt, although some of the reports were true: " + highestUs);
        assertTrue(damaged > PACKETS_EACH / 10 && damaged < PACKETS_EACH * 9 / 10, damaged + " damaged compounds");
        assertEquals(damaged, call.interceptor.statistics().malformedRtcpCompounds(), "seed " + SEED);
        assertEquals(call.interceptor.snapshot().rttUs(), (call.interceptor.roundTripTimeUs() + 500) / 1_000 * 1_000);
    }

    @Test
    void rtcp() {
        Examiner examiner = new Examiner();
        int packets = 0;
        for (int round = 0; round < COMPOUNDS; round++) {
            byte[] compound = hostile(RTCP_SAMPLES);
            try {
                packets += examiner.rtcp(compound);
                InterceptorFuzz.fuzzerTestOneInput(compound);
            } catch (RuntimeException | AssertionError | IOException e) {
                throw failure(round, compound, e);
            }
        }
        assertTrue(packets > COMPOUNDS / 2, packets + " packets in " + COMPOUNDS + " compounds");
    }
}

package dev.bwe.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.fuzz.Examiner;
import dev.bwe.interceptor.fuzz.InterceptorFuzz;
import dev.bwe.interceptor.rtp.RtcpBytes;
import dev.bwe.interceptor.rtp.RtpBytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A million random and damaged packets: nothing throws, nothing outside a packet is read, all are passed on and accounted for. */
class HostilePacketsTest {
    private static final long SEED = 0xBAD5EED;
    private static final int RTP_PACKETS = 600_000;
    private static final int COMPOUNDS = 400_000;

    private static final byte[][] RTP_SAMPLES = {
            RtpBytes.packet().csrcs(1, 2).absSendTime(3, 7).oneByteElement(5, 1, 2).payload(9).padding(3).build(),
            RtpBytes.packet().extension(0x1000, 3, 3, 1, 2, 3, 9, 0, 200, 1, 1).payload(4).build(),
            RtpBytes.packet().payload(0).build(),
            RtpBytes.packet().absSendTime(3, 0xFFFFFF).payload(30).build()};
    private static final byte[][] RTCP_SAMPLES = {
            RtcpBytes.of(RtcpBytes.EMPTY_REPORT, RtcpBytes.REMB_1M, RtcpBytes.PICTURE_LOSS, RtcpBytes.REMB_5K),
            RtcpBytes.of("81c8000c 00000007 aabb1122 3344ccdd 00000000 00000001 00000100"
                    + "0000000b 40fffffe 00010203 00000021 aabbccdd 00008000", "82ca0005 00000007 01026162 02016300 00000008 00000000"),
            RtcpBytes.of("80cf0008 00000009 05000003 00000001 0000aaaa 00000010 04000002 11223344 55667788"),
            RtcpBytes.of("82cb0003 00000007 00000008 03627965", "a0c90002 00000001 00000004")};

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
        byte[] bytes = Arrays.copyOf(sample, random.nextInt(4) == 0 ? random.nextInt(sample.length + 4) : sample.length);
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static AssertionError failure(int round, byte[] packet, Throwable cause) {
        return new AssertionError("seed " + SEED + ", round " + round + ": " + HexFormat.of().formatHex(packet), cause);
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
        long malformed = statistics.malformedPackets().values().stream().mapToLong(Long::longValue).sum();
        // An empty read is no packet.
        assertTrue(RTP_PACKETS - statistics.packetsSeen() < RTP_PACKETS / 50, statistics.toString());
        assertEquals(statistics.packetsSeen(), statistics.packetsFed() + statistics.packetsOfOtherStreams()
                + statistics.packetsWithoutSendTime() + malformed);
        assertEquals(valid, statistics.packetsSeen() - malformed, "valid packets");
        assertTrue(statistics.malformedPackets().values().stream().allMatch(count -> count > 10_000), statistics.toString());
        assertTrue(valid > RTP_PACKETS / 4 && extensions > RTP_PACKETS / 4, valid + " valid, " + extensions + " extensions");
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

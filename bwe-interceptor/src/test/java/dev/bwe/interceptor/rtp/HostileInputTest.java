package dev.bwe.interceptor.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random and damaged packets: nothing throws, nothing points outside the packet. */
class HostileInputTest {
    private static final int ROUNDS = 100_000;
    private static final long SEED = 0x5EED;

    private final RtpPacket rtp = new RtpPacket();
    private final RtpHeaderExtensions extensions = new RtpHeaderExtensions();
    private final RtcpCompound compound = new RtcpCompound();
    private final RembPacket remb = new RembPacket();
    private final RembFilter filter = new RembFilter();

    /** Puts the packet between guard bytes of an array that ends with it now and then, and tells how to see it again. */
    private interface Examination {
        void examine(byte[] array, int offset, int length);
    }

    private static void bombard(Examination examination, byte[]... samples) {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] packet =
                    round % 2 == 0 ? randomBytes(random) : damaged(samples[random.nextInt(samples.length)], random);
            int before = random.nextInt(3);
            byte[] array = new byte[before + packet.length];
            System.arraycopy(packet, 0, array, before, packet.length);
            try {
                examination.examine(array, before, packet.length);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "seed " + SEED + ", round " + round + ": "
                                + HexFormat.of().formatHex(packet),
                        e);
            }
        }
    }

    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[random.nextInt(80)];
        random.nextBytes(bytes);
        if (bytes.length > 0 && random.nextInt(4) > 0) {
            bytes[0] = (byte) (0x80 | bytes[0] & 0x3F);
        }
        return bytes;
    }

    private static byte[] damaged(byte[] sample, Random random) {
        byte[] bytes =
                Arrays.copyOf(sample, random.nextInt(3) == 0 ? random.nextInt(sample.length + 1) : sample.length);
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    @Test
    void rtpPackets() {
        int[] valid = new int[1];
        int[] captureTimes = new int[1];
        bombard(
                (array, offset, length) -> {
                    if (!rtp.wrap(array, offset, length)) {
                        return;
                    }
                    valid[0]++;
                    assertEquals(length, rtp.headerLength() + rtp.payloadLength() + rtp.paddingLength());
                    assertTrue(rtp.payloadLength() >= 0 && rtp.paddingLength() >= 0, "negative length");
                    for (int i = 0; i < rtp.csrcCount(); i++) {
                        rtp.csrc(i);
                    }
                    extensions.wrap(rtp);
                    for (int id = 0; id < 256; id++) {
                        if (extensions.find(id)) {
                            assertTrue(
                                    extensions.valueOffset() >= offset + 16
                                            && extensions.valueOffset() + extensions.valueLength()
                                                    <= offset + rtp.headerLength(),
                                    "id " + id);
                            extensions.absSendTime(id, 0);
                            extensions.transmissionOffset(id, 0);
                            boolean captured = extensions.valueLength() == 8 || extensions.valueLength() == 16;
                            assertEquals(
                                    captured,
                                    extensions.absCaptureTime(id, 0) == extensions.absCaptureTime(id, 1),
                                    "id " + id);
                            captureTimes[0] += captured ? 1 : 0;
                            extensions.setAbsSendTime(id, id);
                        }
                    }
                },
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
                RtpBytes.packet()
                        .oneByteElement(4, 1, 2, 3, 4, 5, 6, 7, 8)
                        .oneByteElement(6, new int[16])
                        .payload(4)
                        .build());
        assertTrue(valid[0] > ROUNDS / 10, "only " + valid[0] + " of " + ROUNDS + " packets were valid");
        assertTrue(captureTimes[0] > ROUNDS / 20, captureTimes[0] + " capture times in " + ROUNDS + " packets");
    }

    @Test
    void rtcpCompounds() {
        int[] rembs = new int[1];
        bombard(
                (array, offset, length) -> {
                    compound.wrap(array, offset, length);
                    int end = offset;
                    while (compound.next()) {
                        assertEquals(end, compound.packetOffset());
                        end += compound.packetLength();
                        assertTrue(
                                compound.packetLength() >= 4 && end <= offset + length,
                                "packet length " + compound.packetLength());
                        if (remb.wrap(compound)) {
                            rembs[0]++;
                            assertTrue(remb.bitrateBps() >= 0, "bitrate " + remb.bitrateBps());
                            for (int i = 0; i < remb.ssrcCount(); i++) {
                                remb.ssrc(i);
                            }
                        }
                    }
                    assertEquals(end != offset + length, compound.isMalformed());
                },
                RtcpBytes.of(RtcpBytes.EMPTY_REPORT, RtcpBytes.REMB_1M, RtcpBytes.PICTURE_LOSS, RtcpBytes.REMB_5K));
        assertTrue(rembs[0] > ROUNDS / 10, "only " + rembs[0] + " REMB in " + ROUNDS + " compounds");
    }

    @Test
    void filteredCompoundsHoldNoRembAndNothingNew() {
        int[] removals = new int[1];
        bombard(
                (array, offset, length) -> {
                    int[] removedBytes = new int[1];
                    int left = filter.remove(
                            array, offset, length, packet -> removedBytes[0] += 20 + 4 * packet.ssrcCount());
                    if (removedBytes[0] > 0) {
                        removals[0]++;
                    }
                    assertTrue(
                            left <= length - removedBytes[0], left + " left of " + length + " less " + removedBytes[0]);
                    filter.remove(array, offset, left, packet -> {
                        throw new AssertionError("a REMB is left");
                    });
                },
                RtcpBytes.of(RtcpBytes.EMPTY_REPORT, RtcpBytes.REMB_1M, RtcpBytes.PICTURE_LOSS, RtcpBytes.REMB_5K));
        assertTrue(removals[0] > ROUNDS / 10, "only " + removals[0] + " removals in " + ROUNDS + " compounds");
    }

    @Test
    void datagrams() {
        bombard(PacketKind::of, RtpBytes.packet().payload(0).build());
    }
}

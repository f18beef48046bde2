package dev.bwe.interceptor.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.SsrcList;
import java.math.BigInteger;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RembPacketTest {
    private final RembPacket remb = new RembPacket();

    private static SsrcList ssrcs(int... values) {
        return new SsrcList() {
            @Override
            public int size() {
                return values.length;
            }

            @Override
            public int get(int index) {
                return values[index];
            }
        };
    }

    private boolean wrap(byte[] bytes) {
        RtcpCompound compound = new RtcpCompound().wrap(bytes, 0, bytes.length);
        return compound.next() && remb.wrap(compound);
    }

    private static byte[] encoded(int senderSsrc, long bitrateBps, int... values) {
        byte[] bytes = new byte[RembPacket.encodedLength(values.length)];
        assertEquals(bytes.length, RembPacket.encode(bytes, 0, senderSsrc, bitrateBps, ssrcs(values)));
        return bytes;
    }

    private static int field(long bitrateBps) {
        byte[] bytes = encoded(1, bitrateBps);
        return (bytes[17] & 0xFF) << 16 | (bytes[18] & 0xFF) << 8 | bytes[19] & 0xFF;
    }

    @Test
    void encodesEachFieldInItsPlace() {
        assertArrayEquals(RtcpBytes.of(RtcpBytes.REMB_1M), encoded(1, 1_000_000, 7));
        assertArrayEquals(RtcpBytes.of(RtcpBytes.REMB_5K), encoded(1, 5_000));
        assertArrayEquals(
                RtcpBytes.of("8fce0006 89abcdef 00000000 52454d42 02000000 00000000 ffffffff"),
                encoded(0x89ABCDEF, 0, 0, -1),
                "SSRC 0 is ordinary");
    }

    @Test
    void decodesEachField() {
        assertTrue(wrap(RtcpBytes.of("8fce0006 89abcdef 00000000 52454d42 020bd090 00000000 ffffffff")));
        assertEquals(0x89ABCDEF, remb.senderSsrc());
        assertEquals(1_000_000, remb.bitrateBps());
        assertEquals(2, remb.ssrcCount());
        assertEquals(0, remb.ssrc(0));
        assertEquals(-1, remb.ssrc(1));
        assertThrows(IndexOutOfBoundsException.class, () -> remb.ssrc(2));
    }

    @Test
    void takesTheSmallestExponentAndCutsOffTheRest() {
        assertEquals(0x3FFFF, field(262_143), "the largest mantissa needs no exponent");
        assertEquals(1 << 18 | 0x20000, field(262_144));
        assertEquals(1 << 18 | 0x20000, field(262_145), "the lowest bit is cut off");
        assertEquals(1 << 18 | 0x3FFFF, field(524_287), "never rounded up into the next exponent");
        assertEquals(2 << 18 | 0x20000, field(524_288));
        assertEquals(2 << 18 | 0x3D090, field(1_000_003));
        assertEquals(7 << 18 | 234_375, field(30_000_000));
        assertEquals(0, field(0));
        assertEquals(1, field(1));
        assertEquals(45 << 18 | 0x3FFFF, field(Long.MAX_VALUE));
    }

    @Test
    void whatIsReadIsWhatTheFirst18BitsSay() {
        long seed = 20260113;
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            long bitrate = random.nextLong() >>> 1 + random.nextInt(63);
            long expected = bitrate;
            int cut = 0;
            while (expected > 0x3FFFF) {
                expected /= 2;
                cut++;
            }
            expected <<= cut;
            assertTrue(wrap(encoded(1, bitrate)));
            assertEquals(expected, remb.bitrateBps(), "bitrate " + bitrate + ", seed " + seed);
        }
    }

    @Test
    void readingSaturatesAtTheLargestLong() {
        byte[] bytes = RtcpBytes.of(RtcpBytes.REMB_5K);
        for (int exponent = 0; exponent < 64; exponent++) {
            for (int mantissa : new int[] {0, 1, 2, 3, 0x1FFFF, 0x20000, 0x3FFFF}) {
                NetworkOrder.putUint24(bytes, 17, exponent << 18 | mantissa);
                assertTrue(wrap(bytes));
                BigInteger exact = BigInteger.valueOf(mantissa).shiftLeft(exponent);
                assertEquals(
                        exact.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact(),
                        remb.bitrateBps(),
                        mantissa + " << " + exponent);
            }
        }
    }

    /** From 0 to (2^18 - 1) * 2^63, in each of the ways to write a value. */
    @Test
    void mantissaAndExponentAreWrittenBackAsTheyWereRead() {
        byte[] bytes = RtcpBytes.of(RtcpBytes.REMB_1M);
        for (int exponent = 0; exponent <= 63; exponent++) {
            for (int i = 0; i < 18; i++) {
                for (int mantissa :
                        new int[] {0, 1 << i, (1 << i) - 1, (1 << i) + 1, 0x3FFFF - (1 << i), 0x3FFFF >> i}) {
                    String what = mantissa + " << " + exponent;
                    int field = exponent << 18 | mantissa;
                    NetworkOrder.putUint24(bytes, 17, field);
                    assertTrue(wrap(bytes), what);
                    assertEquals(mantissa, remb.mantissa(), what);
                    assertEquals(exponent, remb.exponent(), what);
                    byte[] anew = new byte[bytes.length];
                    assertEquals(24, RembPacket.encode(anew, 0, 1, remb.mantissa(), remb.exponent(), ssrcs(7)));
                    assertArrayEquals(bytes, anew, what);
                    NetworkOrder.putUint24(bytes, 17, ~field);
                    assertArrayEquals(anew, changed(bytes, mantissa, exponent), what);
                }
            }
        }
    }

    private byte[] changed(byte[] bytes, int mantissa, int exponent) {
        byte[] copy = bytes.clone();
        assertTrue(wrap(copy), "not taken");
        assertEquals(mantissa, remb.bitrate(mantissa, exponent).mantissa());
        return copy;
    }

    @Test
    void aMantissaOrExponentOutOfRangeIsTheCallersError() {
        for (int[] pair : new int[][] {{-1, 0}, {0x40000, 0}, {0, -1}, {0, 64}}) {
            byte[] bytes = new byte[24];
            assertThrows(
                    IllegalArgumentException.class, () -> RembPacket.encode(bytes, 0, 1, pair[0], pair[1], ssrcs(7)));
            assertArrayEquals(new byte[24], bytes);
            byte[] other = RtcpBytes.of(RtcpBytes.REMB_1M);
            assertTrue(wrap(other), "not taken");
            assertThrows(IllegalArgumentException.class, () -> remb.bitrate(pair[0], pair[1]));
            assertArrayEquals(RtcpBytes.of(RtcpBytes.REMB_1M), other);
        }
    }

    @Test
    void severalPacketsOfOneMantissaAndExponent() {
        byte[] bytes = new byte[RembPacket.encodedLength(256)];
        assertEquals(bytes.length, RembPacket.encode(bytes, 0, 1, 0x3FFFF, 63, ssrcs(new int[256])));
        RtcpCompound compound = new RtcpCompound().wrap(bytes, 0, bytes.length);
        for (int count : new int[] {255, 1}) {
            assertTrue(compound.next() && remb.wrap(compound), "a packet of " + count);
            assertEquals(count, remb.ssrcCount());
            assertEquals(Long.MAX_VALUE, remb.bitrateBps());
            assertEquals(0x3FFFF, remb.mantissa());
        }
    }

    @Test
    void moreThan255StreamsTakeSeveralPackets() {
        int[] values = IntStream.range(0, 600).toArray();
        byte[] bytes = encoded(1, 1_000_000, values);
        RtcpCompound compound = new RtcpCompound().wrap(bytes, 0, bytes.length);
        int[] counts = new int[3];
        int next = 0;
        for (int i = 0; i < counts.length; i++) {
            assertTrue(compound.next() && remb.wrap(compound), "packet " + i);
            assertEquals(1_000_000, remb.bitrateBps());
            counts[i] = remb.ssrcCount();
            for (int s = 0; s < remb.ssrcCount(); s++) {
                assertEquals(next++, remb.ssrc(s));
            }
        }
        assertArrayEquals(new int[] {255, 255, 90}, counts);
        assertFalse(compound.next() || compound.isMalformed());
    }

    @Test
    void exactly255StreamsTakeOnePacket() {
        assertEquals(1, RembPacket.packetCount(0));
        assertEquals(1, RembPacket.packetCount(255));
        assertEquals(2, RembPacket.packetCount(256));
        assertEquals(2, RembPacket.packetCount(510));
        assertEquals(3, RembPacket.packetCount(511));
    }

    @Test
    void otherFeedbackIsNotRemb() {
        assertFalse(wrap(RtcpBytes.of(RtcpBytes.OTHER_FEEDBACK)), "another identifier");
        assertFalse(wrap(RtcpBytes.of(RtcpBytes.PICTURE_LOSS)), "another format");
        assertFalse(wrap(RtcpBytes.of(RtcpBytes.REMB_1M.replaceFirst("8fce", "8fcd"))), "another packet type");
        assertFalse(wrap(RtcpBytes.of(RtcpBytes.REMB_1M.replaceFirst("8fce", "8ece"))), "another format");
    }

    @Test
    void aLengthThatDoesNotFitTheNumberOfStreamsIsNotRemb() {
        byte[] bytes = RtcpBytes.of(RtcpBytes.REMB_1M);
        for (int count : new int[] {0, 2, 255}) {
            bytes[16] = (byte) count;
            assertFalse(wrap(bytes), "count " + count);
        }
    }

    @Test
    void paddingIsNoPartOfTheList() {
        assertTrue(wrap(RtcpBytes.of("afce0006 00000001 00000000 52454d42 010bd090 00000007 00000004")));
        assertEquals(1, remb.ssrcCount());
    }

    @Test
    void aNegativeBitrateIsTheCallersError() {
        assertThrows(IllegalArgumentException.class, () -> encoded(1, -1));
    }

    @Test
    void writesNothingWithoutRoom() {
        byte[] bytes = new byte[23];
        assertThrows(IndexOutOfBoundsException.class, () -> RembPacket.encode(bytes, 0, 1, 1, ssrcs(7)));
        assertArrayEquals(new byte[23], bytes);
    }
}

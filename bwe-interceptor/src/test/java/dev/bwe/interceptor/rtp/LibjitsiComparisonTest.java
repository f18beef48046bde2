package dev.bwe.interceptor.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.SsrcList;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import net.sf.fmj.media.rtp.RTCPCompoundPacket;
import net.sf.fmj.media.rtp.util.BadFormatException;
import org.jitsi.impl.neomedia.rtcp.RTCPPacketParserEx;
import org.jitsi.impl.neomedia.rtcp.RTCPREMBPacket;
import org.jitsi.service.neomedia.RawPacket;
import org.junit.jupiter.api.Test;

/**
 * Another implementation and ours read each other's packets, over the ranges that both have. libjitsi can't read or write the
 * two-byte form of header extensions; it turns a bitrate into mantissa and exponent up to 2^31 bit/s only, but reads and writes
 * any pair of them; our side has no writer of RTP packets.
 */
class LibjitsiComparisonTest {
    private static final long SEED = 0x71752;
    private static final int ROUNDS = 20_000;
    /** The greatest that their own search for the exponent has a result for. */
    private static final int MAX_BITRATE_BPS = 0x3FFFF << 13;

    private final Random random = new Random(SEED);

    private byte[] randomPacket(int[] elementIds) {
        RtpBytes packet = RtpBytes.packet()
                .ssrc(random.nextInt())
                .sequenceNumber(random.nextInt(1 << 16))
                .timestamp(random.nextInt())
                .payloadType(random.nextInt(128))
                .payload(random.nextInt(200))
                .padding(random.nextInt(3) == 0 ? 1 + random.nextInt(255) : 0)
                .csrcs(random.ints(random.nextInt(4)).toArray());
        if (random.nextBoolean()) {
            packet.marker();
        }
        for (int i = 0; i < elementIds.length; i++) {
            elementIds[i] = 1 + (i * 5 + random.nextInt(4)) % 14;
            int[] value = random.ints(1 + random.nextInt(16), 0, 256).toArray();
            packet.oneByteElement(elementIds[i], value);
        }
        if (elementIds.length > 0) {
            // libjitsi overlooks a last element of one byte that ends with the block.
            packet.extension(0xBEDE, 0, 0, 0, 0);
        }
        return packet.build();
    }

    @Test
    void rtpHeadersAndExtensions() {
        RtpPacket ours = new RtpPacket();
        RtpHeaderExtensions extensions = new RtpHeaderExtensions();
        for (int round = 0; round < ROUNDS; round++) {
            String where = "seed " + SEED + ", round " + round;
            int[] ids = new int[random.nextInt(3)];
            byte[] bytes = randomPacket(ids);
            RawPacket theirs = new RawPacket(bytes, 0, bytes.length);
            assertTrue(ours.wrap(bytes, 0, bytes.length), where);
            assertEquals(theirs.getSSRC(), ours.ssrc(), where);
            assertEquals(theirs.getSequenceNumber(), ours.sequenceNumber(), where);
            assertEquals((int) theirs.getTimestamp(), ours.timestamp(), where);
            assertEquals(theirs.getPayloadType(), ours.payloadType(), where);
            assertEquals(theirs.isPacketMarked(), ours.marker(), where);
            assertSameSources(theirs, ours, where);
            assertEquals(theirs.getHeaderLength(), ours.headerLength(), where);
            assertEquals(theirs.getPaddingSize(), ours.paddingLength(), where);
            assertEquals(theirs.getPayloadLength(true), ours.payloadLength(), where);
            extensions.wrap(ours);
            for (int id : ids) {
                RawPacket.HeaderExtension theirElement = theirs.getHeaderExtension((byte) id);
                assertNotNull(theirElement, where + ": " + HexFormat.of().formatHex(bytes) + " id " + id);
                assertTrue(extensions.find(id), where);
                assertEquals(theirElement.getOffset() + 1, extensions.valueOffset(), where + " id " + id);
                assertEquals(theirElement.getExtLength(), extensions.valueLength(), where + " id " + id);
            }
            if (ids.length == 0) {
                assertNull(theirs.getHeaderExtension((byte) 3), where);
            }
        }
    }

    private static void assertSameSources(RawPacket theirs, RtpPacket ours, String where) {
        assertEquals(theirs.getCsrcCount(), ours.csrcCount(), where);
        // Theirs come with the sign of an int.
        assertArrayEquals(
                Arrays.stream(theirs.extractCsrcList())
                        .mapToInt(source -> (int) source)
                        .toArray(),
                IntStream.range(0, ours.csrcCount()).map(ours::csrc).toArray(),
                where);
    }

    @Test
    void theirRtpPacketsAreReadAsTheyWereMade() {
        RtpPacket ours = new RtpPacket();
        RtpHeaderExtensions extensions = new RtpHeaderExtensions();
        for (int round = 0; round < ROUNDS; round++) {
            String where = "seed " + SEED + ", round " + round;
            int payload = 1 + random.nextInt(300);
            RawPacket theirs = new RawPacket(new byte[12 + payload], 0, 12 + payload);
            theirs.setVersion();
            int ssrc = random.nextInt();
            theirs.setSSRC(ssrc);
            int sequenceNumber = random.nextInt(1 << 16);
            theirs.setSequenceNumber(sequenceNumber);
            int timestamp = random.nextInt();
            theirs.setTimestamp(Integer.toUnsignedLong(timestamp));
            int payloadType = random.nextInt(128);
            theirs.setPayloadType((byte) payloadType);
            boolean marker = random.nextBoolean();
            theirs.setMarker(marker);
            long[] sources = random.longs(random.nextInt(16), 0, 1L << 32).toArray();
            theirs.setCsrcList(sources);
            byte[][] values = new byte[random.nextInt(4)][];
            for (int i = 0; i < values.length; i++) {
                // It writes over an element of one byte that ends with the block, as it overlooks it.
                values[i] = new byte[2 + random.nextInt(15)];
                random.nextBytes(values[i]);
                theirs.addExtension((byte) (14 - i * 4), values[i]);
            }
            int padding = random.nextBoolean() ? 1 + random.nextInt(Math.min(payload, 255)) : 0;
            if (padding > 0) {
                theirs.setPaddingSize(padding);
            }
            // Behind other bytes, so that each place counts from the right one.
            int offset = random.nextInt(9);
            byte[] bytes = new byte[offset + theirs.getLength() + 3];
            System.arraycopy(theirs.getBuffer(), theirs.getOffset(), bytes, offset, theirs.getLength());
            assertTrue(ours.wrap(bytes, offset, theirs.getLength()), where);
            assertEquals(ssrc, ours.ssrc(), where);
            assertEquals(sequenceNumber, ours.sequenceNumber(), where);
            assertEquals(timestamp, ours.timestamp(), where);
            assertEquals(payloadType, ours.payloadType(), where);
            assertEquals(marker, ours.marker(), where);
            assertArrayEquals(
                    sources,
                    IntStream.range(0, ours.csrcCount())
                            .mapToLong(i -> Integer.toUnsignedLong(ours.csrc(i)))
                            .toArray(),
                    where);
            assertEquals(padding, ours.paddingLength(), where);
            assertEquals(payload - padding, ours.payloadLength(), where);
            extensions.wrap(ours);
            for (int i = 0; i < 4; i++) {
                assertEquals(i < values.length, extensions.find(14 - i * 4), where + " element " + i);
                if (i < values.length) {
                    assertArrayEquals(
                            values[i],
                            Arrays.copyOfRange(
                                    bytes,
                                    extensions.valueOffset(),
                                    extensions.valueOffset() + extensions.valueLength()),
                            where);
                }
            }
        }
    }

    /** If this fails, theirs has learnt it and can be compared. */
    @Test
    void theyCanNotReadTheTwoByteForm() {
        byte[] bytes =
                RtpBytes.packet().extension(0x1000, 3, 3, 1, 2, 3, 0, 0, 0).build();
        RtpPacket ours = new RtpPacket();
        assertTrue(ours.wrap(bytes, 0, bytes.length), "not taken");
        RtpHeaderExtensions extensions = new RtpHeaderExtensions();
        extensions.wrap(ours);
        assertTrue(extensions.find(3), "ours");
        assertNull(new RawPacket(bytes, 0, bytes.length).getHeaderExtension((byte) 3), "theirs");
    }

    private static RTCPREMBPacket readByThem(byte[] bytes) throws BadFormatException {
        RTCPCompoundPacket compound = (RTCPCompoundPacket) new RTCPPacketParserEx().parse(bytes, 0, bytes.length);
        return (RTCPREMBPacket) compound.packets[compound.packets.length - 1];
    }

    private static byte[] written(RTCPREMBPacket theirs) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        theirs.assemble(new DataOutputStream(out));
        return out.toByteArray();
    }

    private static long[] unsigned(int[] ssrcs) {
        return Arrays.stream(ssrcs).mapToLong(Integer::toUnsignedLong).toArray();
    }

    /** At and around each power of two, where rounding changes, and anywhere between. */
    private long randomBitrate() {
        int bits = random.nextInt(64);
        return switch (random.nextInt(3)) {
            case 0 -> bits == 63 ? Long.MAX_VALUE : 1L << bits;
            case 1 -> Math.max(0, (1L << bits) - 1 - random.nextInt(2) & Long.MAX_VALUE);
            default -> random.nextLong() >>> 1 + random.nextInt(60);
        };
    }

    @Test
    void ourRembIsReadByThem() throws BadFormatException {
        for (int round = 0; round < ROUNDS; round++) {
            int sender = random.nextInt();
            long bitrateBps = randomBitrate();
            int[] ssrcs =
                    random.ints(1 + random.nextInt(round % 100 == 0 ? 255 : 20)).toArray();
            byte[] bytes = new byte[8 + RembPacket.encodedLength(ssrcs.length)];
            ReceiverReport.writeEmpty(bytes, 0, sender);
            RembPacket.encode(bytes, 8, sender, bitrateBps, listOf(ssrcs));
            String where = "seed " + SEED + ", round " + round + ", " + bitrateBps + " bit/s";
            RTCPREMBPacket theirs = readByThem(bytes);
            // Its 18 highest bits, counted as text so as to owe nothing to the code under test.
            int cut = Math.max(0, Long.toBinaryString(bitrateBps).length() - 18);
            long expectedBps = BigInteger.valueOf(bitrateBps)
                    .shiftRight(cut)
                    .shiftLeft(cut)
                    .longValueExact();
            assertEquals(expectedBps, theirs.getBitrate(), where);
            assertEquals(Integer.toUnsignedLong(sender), theirs.senderSSRC, where);
            assertEquals(0, theirs.sourceSSRC, where);
            assertArrayEquals(unsigned(ssrcs), theirs.getDest(), where);
        }
    }

    private RembPacket readByUs(byte[] bytes, String where) {
        RtcpCompound compound = new RtcpCompound().wrap(bytes, 0, bytes.length);
        RembPacket remb = new RembPacket();
        assertTrue(compound.next() && remb.wrap(compound), where);
        return remb;
    }

    @Test
    void theirRembOfAnyMantissaAndExponentIsReadAndWrittenByUs() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            int sender = random.nextInt();
            int exponent = random.nextInt(64);
            int mantissa = random.nextInt(1 << 18) >> random.nextInt(19);
            int[] ssrcs = random.ints(1 + random.nextInt(20)).toArray();
            String where = "seed " + SEED + ", round " + round + ", " + mantissa + " << " + exponent;
            RTCPREMBPacket theirs =
                    new RTCPREMBPacket(Integer.toUnsignedLong(sender), 0, exponent, mantissa, unsigned(ssrcs));
            byte[] bytes = written(theirs);
            RembPacket ours = readByUs(bytes, where);
            assertEquals(theirs.getBitrate(), ours.bitrateBps(), where);
            assertEquals(mantissa, ours.mantissa(), where);
            assertEquals(exponent, ours.exponent(), where);
            assertEquals(sender, ours.senderSsrc(), where);
            assertArrayEquals(
                    ssrcs, IntStream.range(0, ours.ssrcCount()).map(ours::ssrc).toArray(), where);
            byte[] anew = new byte[bytes.length];
            assertEquals(bytes.length, RembPacket.encode(anew, 0, sender, mantissa, exponent, listOf(ssrcs)), where);
            assertArrayEquals(bytes, anew, where);
        }
    }

    @Test
    void theirRembOfABitrateIsReadByUsAndTheSameAsOurs() throws IOException {
        int same = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long bitrateBps = random.nextInt(MAX_BITRATE_BPS + 1) >> random.nextInt(31);
            int[] ssrcs = random.ints(1 + random.nextInt(20)).toArray();
            String where = "seed " + SEED + ", round " + round + ", " + bitrateBps + " bit/s";
            RTCPREMBPacket theirs = new RTCPREMBPacket(1, 0, bitrateBps, unsigned(ssrcs));
            byte[] bytes = written(theirs);
            assertEquals(theirs.getBitrate(), readByUs(bytes, where).bitrateBps(), where);
            byte[] ours = new byte[bytes.length];
            RembPacket.encode(ours, 0, 1, bitrateBps, listOf(ssrcs));
            // They take an exponent more for what lies between the largest mantissa and the next power of two.
            if (theirs.exp == 0 || theirs.mantissa >= 1 << 17) {
                assertArrayEquals(bytes, ours, where);
                same++;
            } else {
                assertEquals((1 << 17) - 1, theirs.mantissa, where);
            }
        }
        assertTrue(same > ROUNDS * 0.99, same + " of " + ROUNDS);
    }

    private static SsrcList listOf(int[] ssrcs) {
        return new SsrcList() {
            @Override
            public int size() {
                return ssrcs.length;
            }

            @Override
            public int get(int index) {
                return ssrcs[index];
            }
        };
    }
}

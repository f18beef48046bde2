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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.jitsi.impl.neomedia.rtcp.RTCPREMBPacket;
import org.jitsi.service.neomedia.RawPacket;
import org.junit.jupiter.api.Test;

/** Another implementation reads the same from generated packets. */
class LibjitsiComparisonTest {
    private static final long SEED = 0x71752;
    private static final int ROUNDS = 20_000;

    private final Random random = new Random(SEED);

    private byte[] randomPacket(int[] elementIds) {
        RtpBytes packet = RtpBytes.packet().ssrc(random.nextInt()).sequenceNumber(random.nextInt(1 << 16))
                .timestamp(random.nextInt()).payloadType(random.nextInt(128)).payload(random.nextInt(200))
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
            assertEquals(theirs.getCsrcCount(), ours.csrcCount(), where);
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

    @Test
    void rembBytesAreTheSame() throws IOException {
        RtcpCompound compound = new RtcpCompound();
        RembPacket remb = new RembPacket();
        int compared = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int sender = random.nextInt();
            // libjitsi's own search for the exponent ends with what an int holds; above that it is given ours.
            long bitrateBps = random.nextLong() >>> 1 + random.nextInt(60);
            int exponent = Math.max(0, 46 - Long.numberOfLeadingZeros(bitrateBps));
            int[] ssrcs = random.ints(1 + random.nextInt(20)).toArray();
            byte[] ours = new byte[RembPacket.encodedLength(ssrcs.length)];
            RembPacket.encode(ours, 0, sender, bitrateBps, listOf(ssrcs));
            long[] destinations = Arrays.stream(ssrcs).mapToLong(Integer::toUnsignedLong).toArray();
            RTCPREMBPacket theirs = bitrateBps <= Integer.MAX_VALUE
                    ? new RTCPREMBPacket(Integer.toUnsignedLong(sender), 0, bitrateBps, destinations)
                    : new RTCPREMBPacket(Integer.toUnsignedLong(sender), 0, exponent, (int) (bitrateBps >> exponent), destinations);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            theirs.assemble(new DataOutputStream(out));
            String where = "seed " + SEED + ", round " + round + ", " + bitrateBps + " bit/s";
            assertTrue(RTCPREMBPacket.isREMBPacket(new RawPacket(ours, 0, ours.length)), where);
            byte[] theirBytes = out.toByteArray();
            assertTrue(compound.wrap(theirBytes, 0, theirBytes.length).next() && remb.wrap(compound), where);
            assertArrayEquals(theirBytes, ours, where);
            compared++;
        }
        assertEquals(ROUNDS, compared);
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

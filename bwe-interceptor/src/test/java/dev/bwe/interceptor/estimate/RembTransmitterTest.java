package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.bwe.core.SsrcList;
import dev.bwe.core.state.BandwidthUsage;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.RtcpWriter;
import dev.bwe.interceptor.rtp.RembPacket;
import dev.bwe.interceptor.rtp.RtcpCompound;
import dev.bwe.interceptor.rtp.SourceDescription;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RembTransmitterTest {
    private static final int SENDER = 0x89ABCDEF;
    private static final int NO_STREAMS = 0;

    private final RembTransmitter transmitter = new RembTransmitter(SENDER, false);
    private final List<byte[]> written = new ArrayList<>();

    /** That many streams, the first of SSRC 0. */
    private static Update streams(int count) {
        Update update = new Update();
        update.set(0, 1_000_000, BandwidthUsage.NORMAL, new SsrcList() {
            @Override
            public int size() {
                return count;
            }

            @Override
            public int get(int index) {
                return index;
            }
        });
        return update;
    }

    private int keep(byte[] buffer, int offset, int length, Attributes attributes) {
        written.add(Arrays.copyOfRange(buffer, offset, offset + length));
        return length;
    }

    private static List<Integer> packetTypes(byte[] compound) {
        List<Integer> types = new ArrayList<>();
        RtcpCompound walk = new RtcpCompound().wrap(compound, 0, compound.length);
        while (walk.next()) {
            types.add(walk.packetType());
        }
        assertFalse(walk.isMalformed(), HexFormat.of().formatHex(compound));
        return types;
    }

    private static String nameIn(byte[] compound) {
        RtcpCompound walk = new RtcpCompound().wrap(compound, 0, compound.length);
        SourceDescription description = new SourceDescription();
        while (walk.next()) {
            if (description.wrap(walk)) {
                assertTrue(description.nextItem(), "no item");
                assertEquals(SourceDescription.CNAME, description.itemType());
                assertEquals(SENDER, description.ssrc());
                String name = new String(
                        compound, description.textOffset(), description.textLength(), StandardCharsets.US_ASCII);
                assertFalse(description.nextItem(), "more than the name");
                return name;
            }
        }
        throw new AssertionError("no name in " + HexFormat.of().formatHex(compound));
    }

    @Test
    void aCompoundIsReportNameReferenceTimeAndRemb() throws IOException {
        transmitter.transmit(this::keep, 1_000_000, streams(1), 1L << 32);
        assertEquals(List.of(201, 202, 207, 206), packetTypes(written.get(0)));
        transmitter.transmit(this::keep, 1_000_000, streams(1), 0);
        assertEquals(List.of(201, 202, 206), packetTypes(written.get(1)));
    }

    @Test
    void theNameIs96RandomBitsThatStayWhatTheyAre() throws IOException {
        transmitter.transmit(this::keep, 1_000_000, streams(300), 1L << 32);
        transmitter.transmit(this::keep, 2_000_000, streams(NO_STREAMS), 0);
        assertEquals(3, written.size());
        String name = nameIn(written.get(0));
        assertEquals(12, Base64.getDecoder().decode(name).length, name);
        assertEquals(name, nameIn(written.get(1)));
        assertEquals(name, nameIn(written.get(2)));
        byte[] all = new byte[12];
        byte[] common = Base64.getDecoder().decode(name);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            new RembTransmitter(SENDER, false).transmit(this::keep, 1, streams(1), 0);
            String other = nameIn(written.get(written.size() - 1));
            names.add(other);
            byte[] random = Base64.getDecoder().decode(other);
            for (int b = 0; b < all.length; b++) {
                all[b] |= random[b];
                common[b] &= random[b];
            }
        }
        assertEquals(100, names.size());
        byte[] ones = new byte[12];
        Arrays.fill(ones, (byte) 0xFF);
        assertArrayEquals(ones, all, "bits that were never set");
        assertArrayEquals(new byte[12], common, "bits that were always set");
    }

    @Test
    void reducedSizeIsRembAlone() throws IOException {
        new RembTransmitter(SENDER, true).transmit(this::keep, 1_000_000, streams(1), 0);
        assertEquals(List.of(206), packetTypes(written.get(0)));
    }

    @Test
    void theLargestCompoundHas1096Bytes() throws IOException {
        transmitter.transmit(this::keep, 1_000_000, streams(255), 1L << 32);
        assertEquals(1, written.size());
        assertEquals(1_096, written.get(0).length);
    }

    @Test
    void onlyTheFirstOfSeveralCompoundsAsks() throws IOException {
        transmitter.transmit(this::keep, 1_000_000, streams(600), 1L << 32);
        assertEquals(
                List.of(List.of(201, 202, 207, 206), List.of(201, 202, 206), List.of(201, 202, 206)),
                written.stream().map(RembTransmitterTest::packetTypes).toList());
    }

    @Test
    void aFailureKeepsNoOtherPartFromBeingTried() {
        List<Throwable> failures =
                List.of(new IOException("first"), new IllegalStateException("second"), new AssertionError("third"));
        for (int failing = 0; failing < 3; failing++) {
            for (Throwable failure : failures) {
                int first = failing;
                int[] tried = new int[1];
                written.clear();
                RtcpWriter writer = (buffer, offset, length, attributes) -> {
                    if (tried[0]++ == first) {
                        throwUnchanged(failure);
                    }
                    return keep(buffer, offset, length, attributes);
                };
                Throwable thrown =
                        assertThrows(Throwable.class, () -> transmitter.transmit(writer, 1_000_000, streams(600), 0));
                assertSame(failure, thrown);
                assertEquals(3, tried[0], "parts tried when part " + first + " failed");
                int[] expected = IntStream.range(0, 600)
                        .filter(ssrc -> ssrc / 255 != first)
                        .toArray();
                assertArrayEquals(
                        expected,
                        written.stream()
                                .flatMapToInt(RembTransmitterTest::ssrcs)
                                .toArray());
            }
        }
    }

    private static void throwUnchanged(Throwable failure) throws IOException {
        if (failure instanceof IOException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    private static IntStream ssrcs(byte[] compound) {
        RtcpCompound walk = new RtcpCompound().wrap(compound, 0, compound.length);
        RembPacket remb = new RembPacket();
        while (walk.next()) {
            if (remb.wrap(walk)) {
                return IntStream.range(0, remb.ssrcCount()).map(remb::ssrc);
            }
        }
        throw new AssertionError("no REMB");
    }

    @Test
    void ofSeveralFailuresTheFirstIsThrownWithTheOthersInIt() {
        int[] tried = new int[1];
        IOException thrown = assertThrows(
                IOException.class,
                () -> transmitter.transmit(
                        (buffer, offset, length, attributes) -> {
                            throw new IOException("part " + tried[0]++);
                        },
                        1_000_000,
                        streams(600),
                        0));
        assertEquals("part 0", thrown.getMessage());
        assertEquals(
                List.of("part 1", "part 2"),
                Arrays.stream(thrown.getSuppressed()).map(Throwable::getMessage).toList());
        IOException same = new IOException("always the same");
        assertSame(
                same,
                assertThrows(
                        IOException.class,
                        () -> transmitter.transmit(
                                (buffer, offset, length, attributes) -> {
                                    throw same;
                                },
                                1_000_000,
                                streams(600),
                                0)));
    }

    @Test
    void isTakenOnlyIfEveryPartIs() throws IOException {
        for (int dropped = 0; dropped <= 3; dropped++) {
            int[] tried = new int[1];
            int first = dropped;
            RtcpWriter writer = (buffer, offset, length, attributes) -> tried[0]++ == first ? 0 : length;
            assertEquals(
                    dropped == 3,
                    transmitter.transmit(writer, 1_000_000, streams(600), 0),
                    "part " + dropped + " dropped");
            assertEquals(3, tried[0]);
        }
    }

    @Test
    void costsNoAllocation() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Update streams = streams(300);
        RtcpWriter taking = (buffer, offset, length, attributes) -> length;
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000; i++) {
                transmitter.transmit(taking, 1_000_000 + i, streams, 1L << 32);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least, "bytes in 1,000 REMBs");
    }
}

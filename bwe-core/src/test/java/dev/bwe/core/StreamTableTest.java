package dev.bwe.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamTableTest {
    private static final long TIMEOUT_US = 2_000_000;

    private final StreamTable table = new StreamTable();

    @Test
    void listsSsrcsInUnsignedOrder() {
        for (int ssrc : new int[] {-1, 5, Integer.MIN_VALUE, 0, Integer.MAX_VALUE}) {
            table.record(ssrc, 0);
        }

        assertArrayEquals(
                new int[] {0, 5, Integer.MAX_VALUE, Integer.MIN_VALUE, -1},
                table.ascending().toArray());
    }

    @Test
    void keepsStreamThatIsSilentForExactlyTheTimeout() {
        table.record(1, 0);
        table.expire(TIMEOUT_US, TIMEOUT_US);
        assertEquals(1, table.size());

        table.expire(TIMEOUT_US + 1, TIMEOUT_US);
        assertEquals(0, table.size());
    }

    @Test
    void forgetsOnlySilentStreams() {
        table.record(1, 0);
        table.record(2, 0);
        table.record(1, 1_500_000);
        table.expire(2_500_000, TIMEOUT_US);

        assertArrayEquals(new int[] {1}, table.ascending().toArray());
    }

    @Test
    void countsSilenceFromLastPacketAlsoWhenItsTimeIsEarlier() {
        table.record(1, 1_000_000);
        table.record(2, 1_000_000);
        table.record(2, 0);
        table.expire(2_500_000, TIMEOUT_US);

        assertArrayEquals(new int[] {1}, table.ascending().toArray());
    }

    @Test
    void removesStreamByItsSsrc() {
        table.record(1, 0);
        table.record(2, 0);
        table.remove(1);
        table.remove(77);

        assertArrayEquals(new int[] {2}, table.ascending().toArray());
    }

    @Test
    void listIsAViewThatShowsChanges() {
        SsrcList list = table.ascending();
        table.record(3, 0);
        assertEquals(3, list.get(0));
        table.record(1, 0);

        assertEquals(1, list.get(0));
        assertSame(list, table.ascending());
    }

    @Test
    void listRefusesIndexBeyondItsEnd() {
        table.record(3, 0);

        assertThrows(IndexOutOfBoundsException.class, () -> table.ascending().get(1));
    }

    @Test
    void agreesWithMapForFewStreams() {
        agreesWithMap(11, 6, 400_000);
    }

    @Test
    void agreesWithMapForManyStreams() {
        agreesWithMap(12, 700, 4_000);
    }

    @Test
    void agreesWithMapWhereSsrcsCollide() {
        for (int i = 0; i < 2_000; i++) {
            table.record(i << 16, i);
        }
        for (int i = 0; i < 2_000; i += 2) {
            table.remove(i << 16);
        }

        assertEquals(1_000, table.size());
        for (int i = 0; i < 1_000; i++) {
            assertEquals((2 * i + 1) << 16, table.ascending().get(i));
        }
    }

    private void agreesWithMap(long seed, int streams, int meanStepUs) {
        Random random = new Random(seed);
        Map<Integer, Long> naive = new HashMap<>();
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(10) == 0 ? -random.nextInt(meanStepUs) : random.nextInt(2 * meanStepUs);
            long expiry = now;
            int ssrc = random.nextInt(streams) * 0x01234567;
            switch (random.nextInt(10)) {
                case 0 -> {
                    table.remove(ssrc);
                    naive.remove(ssrc);
                }
                default -> {
                    table.expire(now, TIMEOUT_US);
                    naive.values().removeIf(last -> expiry - last > TIMEOUT_US);
                    table.record(ssrc, now);
                    naive.put(ssrc, now);
                }
            }
            int[] expected = naive.keySet().stream()
                    .sorted(Integer::compareUnsigned)
                    .mapToInt(Integer::intValue)
                    .toArray();
            assertArrayEquals(expected, table.ascending().toArray(), "seed " + seed + ", step " + i);
        }
    }
}

package dev.bwe.webrtc.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SsrcTableTest {
    @Test
    void holdsWhatAMapHolds() {
        Random random = new Random(6);
        Map<Integer, String> expected = new HashMap<>();
        expected.put(0, "zero");
        SsrcTable<String> table = new SsrcTable<>(5000);
        table.add(0, "zero");
        while (expected.size() < 5000) {
            int ssrc = random.nextInt(3) == 0 ? expected.size() << 16 : random.nextInt();
            if (expected.putIfAbsent(ssrc, "stream " + ssrc) == null) {
                assertNull(table.get(ssrc));
                table.add(ssrc, "stream " + ssrc);
            }
        }
        expected.forEach((ssrc, value) -> assertEquals(value, table.get(ssrc)));
        assertEquals(5000, table.size());
        assertTrue(table.isFull());
    }

    @Test
    void behavesLikeAMapUnderRandomChanges() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        SsrcTable<String> table = new SsrcTable<>(1_000);
        Map<Integer, String> model = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            int ssrc = random.nextInt(64) * (random.nextBoolean() ? 1 : 1 << 26);
            if (random.nextInt(3) == 0) {
                table.remove(ssrc);
                model.remove(ssrc);
            } else if (model.putIfAbsent(ssrc, "v" + i) == null) {
                table.add(ssrc, "v" + i);
            }
            assertEquals(model.get(ssrc), table.get(ssrc), "seed " + seed);
            assertEquals(model.size(), table.size(), "seed " + seed);
        }
        model.forEach((ssrc, value) -> assertEquals(value, table.get(ssrc), "seed " + seed));
        assertEquals(new HashSet<>(model.values()), new HashSet<>(table.values()), "seed " + seed);
    }

    @Test
    void looksAtAllPlacesInTurn() {
        SsrcTable<String> table = new SsrcTable<>(100);
        for (int ssrc = 0; ssrc < 100; ssrc++) {
            table.add(ssrc, "stream " + ssrc);
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 256 / 4; i++) {
            assertNull(table.findNext(4, value -> !seen.add(value)), "seen twice in one round");
        }

        assertEquals(100, seen.size());
        assertEquals("stream 50", table.findNext(256, "stream 50"::equals));
    }
}

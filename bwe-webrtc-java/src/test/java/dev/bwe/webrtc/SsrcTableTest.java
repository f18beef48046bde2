package dev.bwe.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
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
}

package dev.bwe.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SsrcMapTest {
    @Test
    void behavesLikeAMapUnderRandomChanges() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        SsrcMap<String> map = new SsrcMap<>();
        Map<Integer, String> model = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            int ssrc = random.nextInt(64) * (random.nextBoolean() ? 1 : 1 << 26);
            if (random.nextInt(3) == 0) {
                map.remove(ssrc);
                model.remove(ssrc);
            } else {
                map.put(ssrc, "v" + i);
                model.put(ssrc, "v" + i);
            }
            assertEquals(model.get(ssrc), map.get(ssrc), "seed " + seed);
            assertEquals(model.size(), map.size(), "seed " + seed);
        }
        model.forEach((ssrc, value) -> assertEquals(value, map.get(ssrc), "seed " + seed));
        assertEquals(model.size(), map.values().size(), "seed " + seed);
    }
}

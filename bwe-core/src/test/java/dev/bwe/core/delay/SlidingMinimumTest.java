package dev.bwe.core.delay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlidingMinimumTest {
    @Test
    void agreesWithLookingAtAllValuesOfTheWindow() {
        long seed = 7;
        Random random = new Random(seed);
        SlidingMinimum minimum = new SlidingMinimum(60);
        List<Double> values = new ArrayList<>();
        double drift = 0;
        for (int i = 0; i < 20_000; i++) {
            drift += random.nextGaussian();
            double value = random.nextInt(4) == 0 ? Math.rint(drift) : drift;
            values.add(value);
            double expected = Collections.min(values.subList(Math.max(0, values.size() - 60), values.size()));
            assertEquals(expected, minimum.add(value), "seed " + seed + ", value " + i);
        }
    }

    @Test
    void forgetsValueThatLeavesTheWindow() {
        SlidingMinimum minimum = new SlidingMinimum(3);
        minimum.add(1);
        minimum.add(5);

        assertEquals(1, minimum.add(4));
        assertEquals(4, minimum.add(6));
    }

    @Test
    void forgetsEverythingAtReset() {
        SlidingMinimum minimum = new SlidingMinimum(3);
        minimum.add(1);
        minimum.reset();

        assertEquals(2, minimum.add(2));
    }
}

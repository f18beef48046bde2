package dev.bwe.interceptor.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeadlineHeapTest {
    private static final class Item extends DeadlineHeap.Item {}

    private final DeadlineHeap heap = new DeadlineHeap();

    @Test
    void nothingIsDueInAnEmptyOne() {
        assertEquals(DeadlineHeap.NEVER, heap.firstNanos());
        assertNull(heap.pollDue(Long.MAX_VALUE - 1));
    }

    @Test
    void whatIsDueIsPolledOnceAndNotBeforeItsTime() {
        Item item = new Item();
        heap.set(item, 10);
        assertNull(heap.pollDue(9));
        assertSame(item, heap.pollDue(10));
        assertNull(heap.pollDue(10));
        assertEquals(0, heap.size());
    }

    /** Puts items in, moves them and takes them out at random, and compares with a map that is searched. */
    @Test
    void agreesWithASearchWhateverIsMovedOrTakenOut() {
        long seed = 0x4EA9;
        Random random = new Random(seed);
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            items.add(new Item());
        }
        Map<Item, Long> model = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            Item item = items.get(random.nextInt(items.size()));
            String at = "seed " + seed + ", step " + step;
            if (random.nextInt(4) == 0) {
                long nowNanos = random.nextInt(100);
                long first = model.values().stream().min(Long::compare).orElse(DeadlineHeap.NEVER);
                assertEquals(first, heap.firstNanos(), at);
                DeadlineHeap.Item due = heap.pollDue(nowNanos);
                assertEquals(first <= nowNanos, due != null, at);
                if (due != null) {
                    assertEquals(first, model.remove((Item) due), at);
                }
            } else if (random.nextInt(4) == 0) {
                heap.set(item, DeadlineHeap.NEVER);
                model.remove(item);
            } else {
                long dueNanos = random.nextInt(100);
                heap.set(item, dueNanos);
                model.put(item, dueNanos);
            }
            assertEquals(model.size(), heap.size(), at);
        }
    }
}

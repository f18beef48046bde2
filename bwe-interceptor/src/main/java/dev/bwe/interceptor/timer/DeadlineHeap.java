package dev.bwe.interceptor.timer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A timer heap: a binary heap of items by their deadline, the earliest first. Each item knows its place, so it is moved or removed
 * without a search and without allocation. Confined to one thread.
 */
final class DeadlineHeap {
    /** The deadline of an item that is not in the heap. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int INITIAL_CAPACITY = 16;
    private static final int OUTSIDE = -1;

    /** An item with a deadline, in one heap at most. */
    abstract static class Item {
        private long dueNanos = NEVER;
        private int place = OUTSIDE;
    }

    private Item[] items = new Item[INITIAL_CAPACITY];
    private int size;

    int size() {
        return size;
    }

    /** Returns the deadline of the earliest item, or {@link #NEVER} if the heap is empty. */
    long firstNanos() {
        return size == 0 ? NEVER : items[0].dueNanos;
    }

    /** Removes and returns the earliest item if its deadline has come; returns null otherwise. */
    @Nullable Item pollDue(long nowNanos) {
        if (firstNanos() > nowNanos) {
            return null;
        }
        Item first = items[0];
        set(first, NEVER);
        return first;
    }

    /** Sets an item's deadline, which inserts or moves it, or removes it for {@link #NEVER}. */
    void set(Item item, long dueNanos) {
        if (item.dueNanos == dueNanos) {
            return;
        }
        item.dueNanos = dueNanos;
        if (dueNanos == NEVER) {
            remove(item);
            return;
        }
        if (item.place == OUTSIDE) {
            if (size == items.length) {
                items = Arrays.copyOf(items, size * 2);
            }
            put(item, size++);
        }
        siftUp(item);
        siftDown(item);
    }

    private void remove(Item item) {
        Item last = items[--size];
        items[size] = null;
        if (last != item) {
            put(last, item.place);
            siftUp(last);
            siftDown(last);
        }
        item.place = OUTSIDE;
    }

    private void siftUp(Item item) {
        int place = item.place;
        while (place > 0) {
            Item parent = items[(place - 1) / 2];
            if (parent.dueNanos <= item.dueNanos) {
                break;
            }
            int above = parent.place;
            put(parent, place);
            place = above;
        }
        put(item, place);
    }

    private void siftDown(Item item) {
        int place = item.place;
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            if (child + 1 < size && items[child + 1].dueNanos < items[child].dueNanos) {
                child++;
            }
            if (items[child].dueNanos >= item.dueNanos) {
                break;
            }
            put(items[child], place);
            place = child;
        }
        put(item, place);
    }

    private void put(Item item, int place) {
        items[place] = item;
        item.place = place;
    }
}

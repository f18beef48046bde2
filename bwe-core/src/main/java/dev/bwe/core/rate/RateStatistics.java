package dev.bwe.core.rate;

import java.util.Arrays;

/**
 * The incoming bit rate over the last second, in buckets of a millisecond. Source: libwebrtc at 3710345e71ad, bitrate tracker.
 * The division in single precision is part of the result: double precision gives other integers at a few Mbit/s.
 */
public final class RateStatistics {
    /** The answer where there is not enough to tell a rate from. */
    public static final long NO_RATE = -1;

    private static final int WINDOW_MS = 1000;
    /** A sample after no more than this much silence continues the old window. */
    private static final int CONTINUATION_MS = 1500;

    private static final int INITIAL_CAPACITY = 16;
    private static final long NONE = Long.MIN_VALUE;

    /*
     * A ring of buckets, each its millisecond and behind that its bytes, whose length is a power of two; since new buckets are newer
     * than all others, it never needs more than the window has.
     */
    private long[] buckets = new long[2 * INITIAL_CAPACITY];
    private int head;
    private int size;
    private long totalBytes;
    private long firstMs = NONE;

    /* Older buckets do not count, but are taken out many at a time: when their sum is asked for, or when a place is wanted. */
    private long keepFromMs = NONE;
    /* The buckets of the last two samples: they tell whether there are two within the window, and more is not asked. */
    private long newestMs = NONE;
    private long secondNewestMs = NONE;

    public void reset() {
        head = 0;
        size = 0;
        totalBytes = 0;
        firstMs = NONE;
        keepFromMs = NONE;
        newestMs = NONE;
        secondNewestMs = NONE;
    }

    /** Counts a packet; one that is older than the newest bucket counts as of that. */
    public void add(int bytes, long timeMs) {
        boolean continues = newestMs >= keepFromMs && newestMs > timeMs - CONTINUATION_MS;
        forget(timeMs);
        if (newestMs < keepFromMs) {
            beginWindow(timeMs, continues);
        }
        secondNewestMs = newestMs;
        if (timeMs > newestMs) {
            open(timeMs);
            newestMs = timeMs;
        }
        buckets[place(size - 1) + 1] += bytes;
        totalBytes += bytes;
    }

    /** Tells whether there is a rate, which costs less than the rate, and forgets what is older. */
    public boolean hasRate(long timeMs) {
        forget(timeMs);
        return isEnough(timeMs, keepFromMs);
    }

    /** Tells the rate in bit/s over the second that ends now, or {@link #NO_RATE}, and forgets what is older. */
    public long rate(long timeMs) {
        forget(timeMs);
        evict();
        return isEnough(timeMs, keepFromMs) ? rate(timeMs, totalBytes) : NO_RATE;
    }

    /** Tells the same, but forgets nothing. */
    public long peekRate(long timeMs) {
        long fromMs = Math.max(keepFromMs, windowStartMs(timeMs));
        if (!isEnough(timeMs, fromMs)) {
            return NO_RATE;
        }
        long bytes = totalBytes;
        for (int i = 0; buckets[place(i)] < fromMs; i++) {
            bytes -= buckets[place(i) + 1];
        }
        return rate(timeMs, bytes);
    }

    private long rate(long timeMs, long bytes) {
        float scale = 8000f / (float) activeMs(timeMs);
        return (long) ((float) bytes * scale + 0.5f);
    }

    /** Whether the samples of a time or later suffice: two, or one in a full window. */
    private boolean isEnough(long timeMs, long fromMs) {
        if (newestMs < fromMs) {
            return false;
        }
        long activeMs = activeMs(timeMs);
        return activeMs > 1 && (secondNewestMs >= fromMs || activeMs >= WINDOW_MS);
    }

    private long activeMs(long timeMs) {
        return firstMs <= timeMs - WINDOW_MS ? WINDOW_MS : timeMs - firstMs + 1;
    }

    private static long windowStartMs(long timeMs) {
        return timeMs - (WINDOW_MS - 1);
    }

    private void forget(long timeMs) {
        keepFromMs = Math.max(keepFromMs, windowStartMs(timeMs));
    }

    /** Everything is forgotten; so is how far, since the clock may have gone back. */
    private void beginWindow(long timeMs, boolean continues) {
        if (!continues) {
            firstMs = timeMs;
        }
        head = 0;
        size = 0;
        totalBytes = 0;
        keepFromMs = windowStartMs(timeMs);
        newestMs = NONE;
    }

    private void evict() {
        while (size > 0 && buckets[head] < keepFromMs) {
            totalBytes -= buckets[head + 1];
            head = place(1);
            size--;
        }
    }

    /** Where the bucket is that comes so many after the oldest one. */
    private int place(int bucket) {
        return head + 2 * bucket & buckets.length - 1;
    }

    private void open(long timeMs) {
        if (2 * size == buckets.length) {
            evict();
            if (2 * size == buckets.length) {
                grow();
            }
        }
        int place = place(size++);
        buckets[place] = timeMs;
        buckets[place + 1] = 0;
    }

    private void grow() {
        int length = buckets.length;
        long[] grown = Arrays.copyOfRange(buckets, head, head + 2 * length);
        System.arraycopy(buckets, 0, grown, length - head, head);
        buckets = grown;
        head = 0;
    }
}

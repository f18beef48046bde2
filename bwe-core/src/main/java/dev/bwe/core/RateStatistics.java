package dev.bwe.core;

import java.util.Arrays;

/**
 * The incoming bit rate over the last second, in buckets of a millisecond. Source: libwebrtc at 3710345e71ad, bitrate tracker.
 * The division in single precision is part of the result: double precision gives other integers at a few Mbit/s.
 */
final class RateStatistics {
    /** The answer where there is not enough to tell a rate from. */
    static final long NO_RATE = -1;

    private static final int WINDOW_MS = 1000;
    /** A sample after no more than this much silence continues the old window. */
    private static final int CONTINUATION_MS = 1500;
    private static final int INITIAL_CAPACITY = 16;
    private static final long NONE = Long.MIN_VALUE;

    /* A ring whose length is a power of two; since new buckets are newer than all others, it never needs more than the window has. */
    private long[] bucketMs = new long[INITIAL_CAPACITY];
    private long[] bucketBytes = new long[INITIAL_CAPACITY];
    private int[] bucketSamples = new int[INITIAL_CAPACITY];
    private int head;
    private int size;

    private long totalBytes;
    private int totalSamples;
    private long firstMs = NONE;

    void reset() {
        head = 0;
        size = 0;
        totalBytes = 0;
        totalSamples = 0;
        firstMs = NONE;
    }

    /** Counts a packet; one that is older than the newest bucket counts as of that. */
    void add(int bytes, long timeMs) {
        boolean continues = size > 0 && bucketMs[newest()] > timeMs - CONTINUATION_MS;
        evict(timeMs);
        if (firstMs == NONE || totalSamples == 0 && !continues) {
            firstMs = timeMs;
        }
        if (size == 0 || timeMs > bucketMs[newest()]) {
            open(timeMs);
        }
        int bucket = newest();
        bucketBytes[bucket] += bytes;
        bucketSamples[bucket]++;
        totalBytes += bytes;
        totalSamples++;
    }

    /** Tells the rate in bit/s over the second that ends now, or {@link #NO_RATE}, and forgets what is older. */
    long rate(long timeMs) {
        evict(timeMs);
        return rate(timeMs, totalBytes, totalSamples);
    }

    /** Tells the same, but forgets nothing. */
    long peekRate(long timeMs) {
        long bytes = totalBytes;
        int samples = totalSamples;
        for (int i = 0; i < size; i++) {
            int bucket = head + i & bucketMs.length - 1;
            if (!isOld(bucket, timeMs)) {
                break;
            }
            bytes -= bucketBytes[bucket];
            samples -= bucketSamples[bucket];
        }
        return rate(timeMs, bytes, samples);
    }

    private long rate(long timeMs, long bytes, int samples) {
        long activeMs = activeMs(timeMs);
        if (samples == 0 || activeMs <= 1 || samples <= 1 && activeMs < WINDOW_MS) {
            return NO_RATE;
        }
        float scale = 8000f / (float) activeMs;
        return (long) ((float) bytes * scale + 0.5f);
    }

    private long activeMs(long timeMs) {
        if (firstMs == NONE) {
            return 0;
        }
        return firstMs <= timeMs - WINDOW_MS ? WINDOW_MS : timeMs - firstMs + 1;
    }

    private void evict(long timeMs) {
        while (size > 0 && isOld(head, timeMs)) {
            totalBytes -= bucketBytes[head];
            totalSamples -= bucketSamples[head];
            head = head + 1 & bucketMs.length - 1;
            size--;
        }
    }

    private boolean isOld(int bucket, long timeMs) {
        return bucketMs[bucket] < timeMs - (WINDOW_MS - 1);
    }

    private int newest() {
        return head + size - 1 & bucketMs.length - 1;
    }

    private void open(long timeMs) {
        if (size == bucketMs.length) {
            grow();
        }
        size++;
        int bucket = newest();
        bucketMs[bucket] = timeMs;
        bucketBytes[bucket] = 0;
        bucketSamples[bucket] = 0;
    }

    private void grow() {
        int capacity = bucketMs.length;
        long[] ms = Arrays.copyOfRange(bucketMs, head, head + 2 * capacity);
        long[] bytes = Arrays.copyOfRange(bucketBytes, head, head + 2 * capacity);
        int[] samples = Arrays.copyOfRange(bucketSamples, head, head + 2 * capacity);
        System.arraycopy(bucketMs, 0, ms, capacity - head, head);
        System.arraycopy(bucketBytes, 0, bytes, capacity - head, head);
        System.arraycopy(bucketSamples, 0, samples, capacity - head, head);
        bucketMs = ms;
        bucketBytes = bytes;
        bucketSamples = samples;
        head = 0;
    }
}

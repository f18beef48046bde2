package dev.bwe.core.rate;

import java.util.Arrays;

/**
 * The incoming rate over the last second, in buckets of a millisecond. The division in single precision is part of the result:
 * double precision gives other integers at a few Mbit/s.
 *
 * <p>Reference: libwebrtc at 3710345e71ad, {@code rtc_base/rate_statistics.cc}, behind {@code rtc_base/bitrate_tracker.cc}: {@code
 * RateStatistics::Update}, {@code Rate}, {@code EraseOld} and {@code Reset}. Specification: receive-side-gcc, section 3.
 */
public final class RateStatistics {
    /** The result if there are too few samples for a rate. */
    public static final long NO_RATE = -1;

    private static final int WINDOW_MS = 1000;
    /** A sample after less silence than this continues the old window. */
    private static final int CONTINUATION_MS = 1500;

    private static final int INITIAL_CAPACITY = 16;
    private static final long NONE = Long.MIN_VALUE;

    /*
     * A ring of buckets, each with its millisecond and its bytes in two consecutive elements. The length is a power of two. A new
     * bucket is newer than all others, so the ring never has more buckets than the window has milliseconds.
     */
    private long[] buckets = new long[2 * INITIAL_CAPACITY];
    private int head;
    private int size;
    private long totalBytes;
    private long firstMs = NONE;

    /* Older buckets do not count. They are removed many at a time: when the sum or a free place is needed. */
    private long keepFromMs = NONE;
    /* The buckets of the last two samples, which show whether the window has two samples. */
    private long newestMs = NONE;
    private long secondNewestMs = NONE;

    /** Discards all samples. */
    public void reset() {
        head = 0;
        size = 0;
        totalBytes = 0;
        firstMs = NONE;
        keepFromMs = NONE;
        newestMs = NONE;
        secondNewestMs = NONE;
    }

    /** Adds a packet; if it is older than the newest bucket, it is added to that bucket. */
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

    /** Returns true if there is a rate, which costs less than {@link #rate}, and discards what is older than the window. */
    public boolean hasRate(long timeMs) {
        forget(timeMs);
        return isEnough(timeMs, keepFromMs);
    }

    /** Returns the rate in bit/s over the second that ends now, or {@link #NO_RATE}, and discards what is older. */
    public long rate(long timeMs) {
        forget(timeMs);
        evict();
        return isEnough(timeMs, keepFromMs) ? rate(timeMs, totalBytes) : NO_RATE;
    }

    /** Returns the same as {@link #rate}, but changes nothing. */
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

    /** Returns true if the samples from a time on suffice: two, or one in a full window. */
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

    /** Discards everything, including the start of the window, since the clock may have gone back. */
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

    /** Returns the index of the bucket that is {@code bucket} places after the oldest one. */
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

package dev.bwe.interceptor.statistics;

import java.util.Arrays;

/**
 * The bytes of the last second, one sum for each millisecond, so that no list of packets is needed. Times come from two clocks, the
 * arrival stamps and the reader's own clock; either may step forward or back at any moment. Only differences between neighbouring
 * times count, so a step disturbs the rate for one window at most. Not safe for use by several threads.
 */
final class BitrateWindow {
    private static final int WINDOW_MS = 1_000;
    private static final int US_PER_MS = 1_000;
    private static final long WINDOW_US = (long) WINDOW_MS * US_PER_MS;

    private final int[] bytesByMs = new int[WINDOW_MS];
    private long bytesInWindow;
    private boolean started;

    /** The greatest arrival stamp since the last step back. */
    private long lastStampUs;
    /** The window's end: time since some origin that grows by the stamps' differences and never goes back. */
    private long endUs;

    private long lastClockUs;
    /** Whether the reader's own clock has changed from one packet to another. */
    private boolean clockRuns;
    /** Time on the reader's own clock since the last packet, without steps back. */
    private long idleUs;

    /**
     * Adds a packet.
     *
     * @param stampUs when it arrived
     * @param clockUs the reader's own clock
     */
    void add(int bytes, long stampUs, long clockUs) {
        if (started) {
            clockRuns |= clockUs != lastClockUs;
            advanceTo(stampUs);
        } else {
            started = true;
            beginAt(stampUs);
        }
        lastClockUs = clockUs;
        idleUs = 0;
        bytesByMs[part(endMs())] += bytes;
        bytesInWindow += bytes;
    }

    private void beginAt(long stampUs) {
        lastStampUs = stampUs;
        // Whole milliseconds of the stamps stay whole milliseconds of the window.
        endUs = Math.floorMod(stampUs, US_PER_MS);
    }

    private void advanceTo(long stampUs) {
        long elapsedUs = stampUs - lastStampUs;
        if (elapsedUs >= WINDOW_US) {
            Arrays.fill(bytesByMs, 0);
            bytesInWindow = 0;
            beginAt(stampUs);
        } else if (elapsedUs >= 0) {
            long oldEndMs = endMs();
            lastStampUs = stampUs;
            endUs += elapsedUs;
            long newEndMs = endMs();
            for (long ms = oldEndMs + 1; ms <= newEndMs; ms++) {
                int oldest = part(ms);
                bytesInWindow -= bytesByMs[oldest];
                bytesByMs[oldest] = 0;
            }
        } else if (elapsedUs < -WINDOW_US) {
            // The clock stepped back. The packet counts as arriving now, as one that is a little early does.
            lastStampUs = stampUs;
        }
    }

    /**
     * Returns the rate of the second before now.
     *
     * @param clockUs the reader's own clock
     * @return bit/s
     */
    long bitrateBps(long clockUs) {
        idleUs += Math.max(0, clockUs - lastClockUs);
        lastClockUs = clockUs;
        long silenceUs = silenceUs(clockUs - lastStampUs);
        if (silenceUs >= WINDOW_US) {
            return 0;
        }
        long bytes = bytesInWindow;
        long nowMs = Math.floorDiv(endUs + silenceUs, US_PER_MS);
        for (long ms = endMs() + 1; ms <= nowMs; ms++) {
            bytes -= bytesByMs[part(ms)];
        }
        return bytes * Byte.SIZE;
    }

    /**
     * Returns how long ago the last packet came. Where both clocks agree, its stamp says it best; else the reader's own clock does,
     * unless that stands still while packets come, as when a recording is read.
     */
    private long silenceUs(long sinceStampUs) {
        long differenceUs = idleUs - sinceStampUs;
        if (differenceUs < 0 || differenceUs >= WINDOW_US && clockRuns) {
            return idleUs;
        }
        return Math.max(0, sinceStampUs);
    }

    private long endMs() {
        return Math.floorDiv(endUs, US_PER_MS);
    }

    private static int part(long timeMs) {
        return Math.floorMod(timeMs, WINDOW_MS);
    }
}

package dev.bwe.examples.chart;

/**
 * The figures of a run at one moment. Any figure but the time may be {@link #UNKNOWN}.
 *
 * @param timeUs microseconds since the run began, 0 or more
 * @param linkBps capacity of the emulated link, bits per second
 * @param estimateBps bwe's estimate, bits per second
 * @param libwebrtcRembBps libwebrtc's own receive-side estimate, bits per second
 * @param senderTargetBps the target rate of the sender's congestion control, bits per second
 * @param sentBps the rate of what the sender has sent, bits per second
 * @param framesPerSecond frames decoded per second
 * @param queueDelayUs how long a packet waits in front of the link, microseconds
 */
public record RunSample(
        long timeUs,
        long linkBps,
        long estimateBps,
        long libwebrtcRembBps,
        long senderTargetBps,
        long sentBps,
        double framesPerSecond,
        long queueDelayUs) {
    /** The value of a figure that is not known. */
    public static final long UNKNOWN = -1;

    /**
     * Checks the figures.
     *
     * @throws IllegalArgumentException if one is negative without being {@link #UNKNOWN}, or is not a number
     */
    public RunSample {
        if (timeUs < 0) {
            throw new IllegalArgumentException("time (us) = " + timeUs + ": must be 0 or more");
        }
        requireKnownOrNot("link capacity (bit/s)", (double) linkBps);
        requireKnownOrNot("estimate (bit/s)", (double) estimateBps);
        requireKnownOrNot("libwebrtc's REMB (bit/s)", (double) libwebrtcRembBps);
        requireKnownOrNot("sender's target (bit/s)", (double) senderTargetBps);
        requireKnownOrNot("sent rate (bit/s)", (double) sentBps);
        requireKnownOrNot("frames per second", framesPerSecond);
        requireKnownOrNot("queue delay (us)", (double) queueDelayUs);
        // -0.0 would be printed with its sign.
        framesPerSecond += 0.0;
    }

    private static void requireKnownOrNot(String figure, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY || value == UNKNOWN)) {
            throw new IllegalArgumentException(
                    figure + " = " + value + ": must be 0 or more, or " + UNKNOWN + " if unknown");
        }
    }
}

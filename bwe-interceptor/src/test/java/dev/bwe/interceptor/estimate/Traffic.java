package dev.bwe.interceptor.estimate;

import java.util.ArrayList;
import java.util.List;

/** Packets that cross a bottleneck: paced by the sender, queued where they exceed its capacity. */
public final class Traffic {
    static final int SIZE = 1_000;
    private static final long BASE_DELAY_US = 20_000;

    /** A packet at the receiver: its send time in 6.18 fixed point, its times in microseconds, its size in bytes. */
    public record Packet(int ssrc, int absSendTime, long arrivalUs, long nowUs, int size) {}

    private Traffic() {}

    /**
     * @param sendBps     what is sent
     * @param capacityBps what the bottleneck carries until half of the time has passed; then it carries a third of that
     * @param ssrcs       the streams that take turns
     */
    public static List<Packet> through(long sendBps, long capacityBps, int seconds, int... ssrcs) {
        List<Packet> packets = new ArrayList<>();
        long spacingUs = SIZE * 8_000_000L / sendBps;
        long freeUs = 0;
        long processedUs = 0;
        int n = 0;
        for (long sendUs = 0; sendUs < seconds * 1_000_000L; sendUs += spacingUs) {
            long capacity = sendUs < seconds * 500_000L ? capacityBps : capacityBps / 3;
            freeUs = Math.max(freeUs, sendUs) + SIZE * 8_000_000L / capacity;
            long arrivalUs = freeUs + BASE_DELAY_US;
            int absSendTime = (int) ((sendUs % 64_000_000L << 18) / 1_000_000L);
            // Processed late by a varying time, so that who takes one time for the other gets something else.
            processedUs = Math.max(processedUs, arrivalUs + 150 + n * 7919 % 13 * 1_500);
            packets.add(new Packet(ssrcs[n++ % ssrcs.length], absSendTime, arrivalUs, processedUs, SIZE));
        }
        return packets;
    }
}

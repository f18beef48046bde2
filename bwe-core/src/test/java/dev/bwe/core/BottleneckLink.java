package dev.bwe.core;

/** A path of a given capacity with a queue of a given length, first in first out. Times are microseconds. */
final class BottleneckLink {
    static final long DROPPED = -1;

    private final long propagationUs;
    private final long queueLimitUs;
    private long capacityBps;
    private long busyUntilUs;

    BottleneckLink(long capacityBps, long propagationUs, long queueLimitUs) {
        this.capacityBps = capacityBps;
        this.propagationUs = propagationUs;
        this.queueLimitUs = queueLimitUs;
    }

    void capacityBps(long bps) {
        capacityBps = bps;
    }

    long propagationUs() {
        return propagationUs;
    }

    /** How long a packet that is sent now would have to wait. */
    long queueUs(long nowUs) {
        return Math.max(busyUntilUs - nowUs, 0);
    }

    /** When a packet arrives that is sent now, or {@link #DROPPED}; calls come in the order of time. */
    long send(long nowUs, int bytes) {
        if (queueUs(nowUs) > queueLimitUs) {
            return DROPPED;
        }
        busyUntilUs = Math.max(nowUs, busyUntilUs) + bytes * 8_000_000L / capacityBps;
        return busyUntilUs + propagationUs;
    }
}

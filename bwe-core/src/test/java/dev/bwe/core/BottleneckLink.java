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

    void setCapacity(long bps) {
        capacityBps = bps;
    }

    long propagationUs() {
        return propagationUs;
    }

    /** Returns the time that a packet sent now would wait. */
    long queueUs(long nowUs) {
        return Math.max(busyUntilUs - nowUs, 0);
    }

    /** Returns the arrival time of a packet that is sent now, or {@link #DROPPED}. Calls must be in the order of time. */
    long send(long nowUs, int bytes) {
        if (queueUs(nowUs) > queueLimitUs) {
            return DROPPED;
        }
        busyUntilUs = Math.max(nowUs, busyUntilUs) + bytes * 8_000_000L / capacityBps;
        return busyUntilUs + propagationUs;
    }
}

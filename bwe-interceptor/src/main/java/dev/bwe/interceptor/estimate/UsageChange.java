package dev.bwe.interceptor.estimate;

import dev.bwe.core.state.BandwidthUsage;

/** How the congestion state has changed since the last delivery. Reused, so that a delivery does not allocate. */
final class UsageChange {
    private boolean present;
    private long nowUs;
    private BandwidthUsage before = BandwidthUsage.NORMAL;
    private BandwidthUsage usage = BandwidthUsage.NORMAL;

    /** Adds a change to those before; a change to a state and back is none. */
    void add(long timeUs, BandwidthUsage from, BandwidthUsage to) {
        before = present ? before : from;
        usage = to;
        nowUs = timeUs;
        present = before != usage;
    }

    void clear() {
        present = false;
    }

    boolean isPresent() {
        return present;
    }

    long nowUs() {
        return nowUs;
    }

    BandwidthUsage before() {
        return before;
    }

    BandwidthUsage usage() {
        return usage;
    }
}

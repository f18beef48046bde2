package dev.bwe.interceptor.estimate;

import dev.bwe.core.state.BandwidthUsage;

/** How the congestion state has changed since the last delivery. Reused, so that a delivery does not allocate. */
final class UsageChange {
    private boolean present;
    private long nowUs;
    private BandwidthUsage before;
    private BandwidthUsage usage;

    /** Adds a change to those before; a change to a state and back is none. */
    void add(long timeUs, BandwidthUsage from, BandwidthUsage to) {
        before = present ? before : from;
        usage = to;
        nowUs = timeUs;
        present = before != usage;
    }

    /** Moves the contents to another change, whose own are dropped. */
    void moveTo(UsageChange other) {
        other.present = present;
        other.nowUs = nowUs;
        other.before = before;
        other.usage = usage;
        clear();
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

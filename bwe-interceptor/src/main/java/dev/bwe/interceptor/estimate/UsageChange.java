package dev.bwe.interceptor.estimate;

import dev.bwe.core.state.BandwidthUsage;

/** How the congestion state has changed since that was last told. Reused, so that telling does not allocate. */
final class UsageChange {
    private boolean present;
    private long nowUs;
    private BandwidthUsage before;
    private BandwidthUsage usage;

    /** Adds a change to what there is; there and back again is none. */
    void add(long timeUs, BandwidthUsage from, BandwidthUsage to) {
        before = present ? before : from;
        usage = to;
        nowUs = timeUs;
        present = before != usage;
    }

    /** Gives what there is to another. */
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

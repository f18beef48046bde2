package dev.bwe.interceptor.estimate;

import dev.bwe.core.SsrcList;
import dev.bwe.core.state.BandwidthUsage;
import java.util.Arrays;
import java.util.Objects;

/**
 * A copy of an estimate, for delivery after the lock is released. Reused, so that a delivery does not allocate; the list of streams is
 * made when the first one is copied.
 */
final class Update implements SsrcList {
    private static final int[] NONE = {};

    private boolean present;
    private long nowUs;
    private long bitrateBps;
    /** Has no meaning in a REMB or a probe. */
    private BandwidthUsage usage = BandwidthUsage.NORMAL;

    private int[] ssrcs = NONE;
    private int ssrcCount;

    void set(long timeUs, long bps, BandwidthUsage state, SsrcList list) {
        present = true;
        nowUs = timeUs;
        bitrateBps = bps;
        usage = state;
        ssrcCount = list.size();
        if (ssrcCount > ssrcs.length) {
            ssrcs = new int[Math.max(ssrcCount, ssrcs.length * 2)];
        }
        for (int i = 0; i < ssrcCount; i++) {
            ssrcs[i] = list.get(i);
        }
    }

    void clear() {
        present = false;
        ssrcCount = 0;
    }

    /** Removes a stream from the list. */
    void removeSsrc(int ssrc) {
        int kept = 0;
        for (int i = 0; i < ssrcCount; i++) {
            if (ssrcs[i] != ssrc) {
                ssrcs[kept++] = ssrcs[i];
            }
        }
        ssrcCount = kept;
    }

    boolean isPresent() {
        return present;
    }

    long nowUs() {
        return nowUs;
    }

    long bitrateBps() {
        return bitrateBps;
    }

    BandwidthUsage usage() {
        return usage;
    }

    @Override
    public int size() {
        return ssrcCount;
    }

    @Override
    public int get(int index) {
        return ssrcs[Objects.checkIndex(index, ssrcCount)];
    }

    @Override
    public int[] toArray() {
        return Arrays.copyOf(ssrcs, ssrcCount);
    }
}

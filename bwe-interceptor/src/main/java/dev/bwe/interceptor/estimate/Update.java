package dev.bwe.interceptor.estimate;

import dev.bwe.core.SsrcList;
import dev.bwe.core.state.BandwidthUsage;
import java.util.Arrays;
import java.util.Objects;

/** A copy of what the estimator said, to be told after its lock is released. Reused, so that telling does not allocate. */
final class Update implements SsrcList {
    private boolean present;
    private long nowUs;
    private long bitrateBps;
    private BandwidthUsage usage;
    private int[] ssrcs = new int[8];
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

    /** Gives what there is to another, which thereby loses what it had. */
    void moveTo(Update other) {
        int[] spare = other.ssrcs;
        other.present = present;
        other.nowUs = nowUs;
        other.bitrateBps = bitrateBps;
        other.usage = usage;
        other.ssrcs = ssrcs;
        other.ssrcCount = ssrcCount;
        ssrcs = spare;
        clear();
    }

    void clear() {
        present = false;
        ssrcCount = 0;
    }

    /** Takes a stream off the list, if it is on it. */
    void withoutSsrc(int ssrc) {
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

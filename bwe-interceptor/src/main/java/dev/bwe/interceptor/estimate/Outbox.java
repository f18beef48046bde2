package dev.bwe.interceptor.estimate;

import dev.bwe.core.SsrcList;
import dev.bwe.core.state.BandwidthUsage;

/**
 * What was decided under the interceptor's lock and is to be told after its release: the newest of each kind. One thread at a time
 * delivers, and whatever others decide meanwhile it delivers too, so nothing overtakes and nobody waits for a writer. What is pending
 * is guarded by the lock, what was taken belongs to the thread that delivers.
 */
final class Outbox {
    private static final SsrcList NO_STREAMS = new Update();

    /** One delivery's worth. */
    static final class Parcel {
        private final Update probe = new Update();
        private final UsageChange usageChange = new UsageChange();
        private final Update estimate = new Update();
        private final Update remb = new Update();

        /** The bitrate that a probe has shown. */
        Update probe() {
            return probe;
        }

        UsageChange usageChange() {
            return usageChange;
        }

        Update estimate() {
            return estimate;
        }

        Update remb() {
            return remb;
        }

        private void moveTo(Parcel other) {
            probe.moveTo(other.probe);
            usageChange.moveTo(other.usageChange);
            estimate.moveTo(other.estimate);
            remb.moveTo(other.remb);
        }

        private void clear() {
            probe.clear();
            usageChange.clear();
            estimate.clear();
            remb.clear();
        }

        private boolean isEmpty() {
            return !probe.isPresent() && !usageChange.isPresent() && !estimate.isPresent() && !remb.isPresent();
        }
    }

    private final Parcel pending = new Parcel();
    private final Parcel taken = new Parcel();
    /** Asked for with each packet, and so not looked up in the parcel. */
    private boolean hasPending;

    void probe(long nowUs, long bitrateBps) {
        pending.probe.set(nowUs, bitrateBps, null, NO_STREAMS);
        hasPending = true;
    }

    void usageChange(long nowUs, BandwidthUsage before, BandwidthUsage usage) {
        pending.usageChange.add(nowUs, before, usage);
        hasPending = !pending.isEmpty();
    }

    void estimate(long nowUs, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs) {
        pending.estimate.set(nowUs, bitrateBps, usage, ssrcs);
        hasPending = true;
    }

    void remb(long nowUs, long bitrateBps, SsrcList ssrcs) {
        pending.remb.set(nowUs, bitrateBps, null, ssrcs);
        hasPending = true;
    }

    /** Names a stream no more; a REMB that would name none is not sent. */
    void withoutSsrc(int ssrc) {
        pending.estimate.withoutSsrc(ssrc);
        pending.remb.withoutSsrc(ssrc);
        if (pending.remb.size() == 0) {
            pending.remb.clear();
        }
        hasPending = !pending.isEmpty();
    }

    boolean hasPending() {
        return hasPending;
    }

    boolean hasPendingRemb() {
        return pending.remb.isPresent();
    }

    /** Forgets what was not yet taken. */
    void clear() {
        pending.clear();
        hasPending = false;
    }

    /** Takes what is pending; false if that is nothing. */
    boolean take() {
        boolean some = hasPending;
        pending.moveTo(taken);
        hasPending = false;
        return some;
    }

    /** What was taken. */
    Parcel taken() {
        return taken;
    }
}

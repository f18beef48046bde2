package dev.bwe.interceptor.estimate;

import dev.bwe.core.SsrcList;
import dev.bwe.core.state.BandwidthUsage;

/**
 * The newest decision of each kind that was made under the interceptor's lock and is to be delivered after its release. One thread at
 * a time delivers, also what others decide meanwhile, so nothing is overtaken and nobody waits for a writer. Pending decisions are
 * guarded by the lock; those that were taken belong to the thread that delivers.
 */
final class Outbox {
    private static final SsrcList NO_STREAMS = new Update();

    /** What one delivery consists of. */
    static final class Parcel {
        private final Update probe = new Update();
        private final UsageChange usageChange = new UsageChange();
        private final Update estimate = new Update();
        private final Update remb = new Update();

        /** Returns the bitrate that a probe has shown. */
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
    /** Read with each packet, so it is not looked up in the parcel. */
    private boolean hasPending;

    /** When somebody looks here again, in microseconds, or {@link PeerEstimate#NEVER}. Here because each packet reads it too. */
    private long timerUs = PeerEstimate.NEVER;

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

    /** Removes a stream from what is pending; a REMB that would name no stream is not sent. */
    void removeSsrc(int ssrc) {
        pending.estimate.removeSsrc(ssrc);
        pending.remb.removeSsrc(ssrc);
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

    /** Drops what was not taken yet. */
    void clear() {
        pending.clear();
        hasPending = false;
    }

    /** Takes what is pending. Returns false if that is nothing. */
    boolean take() {
        boolean any = hasPending;
        pending.moveTo(taken);
        hasPending = false;
        return any;
    }

    Parcel taken() {
        return taken;
    }

    long timerUs() {
        return timerUs;
    }

    void setTimerUs(long timeUs) {
        timerUs = timeUs;
    }
}

package dev.bwe.interceptor.estimate;

import dev.bwe.core.SsrcList;
import dev.bwe.core.state.BandwidthUsage;
import org.jspecify.annotations.Nullable;

/**
 * The newest decision of each kind that was made under the interceptor's lock and is to be delivered after its release. One thread at
 * a time delivers, also what others decide meanwhile, so nothing is overtaken and nobody waits for a writer. Pending decisions are
 * guarded by the lock; those that were taken belong to the thread that delivers.
 */
final class Outbox {
    private static final SsrcList NO_STREAMS = new Update();
    private static final long NOTHING_COVERED = Long.MIN_VALUE;

    /** What one delivery consists of. A part that was never needed is null: most sessions only send REMBs. */
    static final class Parcel {
        private @Nullable Update probe;
        private @Nullable UsageChange usageChange;
        private @Nullable Update estimate;
        private final Update remb = new Update();

        /** Returns the bitrate that a probe has shown, or null. */
        @Nullable Update probe() {
            return probe;
        }

        @Nullable UsageChange usageChange() {
            return usageChange;
        }

        @Nullable Update estimate() {
            return estimate;
        }

        Update remb() {
            return remb;
        }

        private void clear() {
            if (probe != null) {
                probe.clear();
            }
            if (usageChange != null) {
                usageChange.clear();
            }
            if (estimate != null) {
                estimate.clear();
            }
            remb.clear();
        }

        private boolean isEmpty() {
            return (probe == null || !probe.isPresent())
                    && (usageChange == null || !usageChange.isPresent())
                    && (estimate == null || !estimate.isPresent())
                    && !remb.isPresent();
        }
    }

    private Parcel pending = new Parcel();
    private Parcel taken = new Parcel();
    private boolean hasPending;

    /** When somebody looks here again, in microseconds, or {@link PeerEstimate#NEVER}. */
    private long timerUs = PeerEstimate.NEVER;
    /** The time that each packet compares the next deadline with: that of the timer, or none if something is pending. */
    private long coveredUntilUs = NOTHING_COVERED;

    void probe(long nowUs, long bitrateBps) {
        if (pending.probe == null) {
            pending.probe = new Update();
        }
        pending.probe.set(nowUs, bitrateBps, BandwidthUsage.NORMAL, NO_STREAMS);
        setPending(true);
    }

    void usageChange(long nowUs, BandwidthUsage before, BandwidthUsage usage) {
        if (pending.usageChange == null) {
            pending.usageChange = new UsageChange();
        }
        pending.usageChange.add(nowUs, before, usage);
        setPending(!pending.isEmpty());
    }

    void estimate(long nowUs, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs) {
        if (pending.estimate == null) {
            pending.estimate = new Update();
        }
        pending.estimate.set(nowUs, bitrateBps, usage, ssrcs);
        setPending(true);
    }

    void remb(long nowUs, long bitrateBps, SsrcList ssrcs) {
        pending.remb.set(nowUs, bitrateBps, BandwidthUsage.NORMAL, ssrcs);
        setPending(true);
    }

    /** Removes a stream from what is pending; a REMB that would name no stream is not sent. */
    void removeSsrc(int ssrc) {
        if (pending.estimate != null) {
            pending.estimate.removeSsrc(ssrc);
        }
        pending.remb.removeSsrc(ssrc);
        if (pending.remb.size() == 0) {
            pending.remb.clear();
        }
        setPending(!pending.isEmpty());
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
        setPending(false);
    }

    /** Takes what is pending. Returns false if that is nothing. */
    boolean take() {
        boolean any = hasPending;
        Parcel next = taken;
        next.clear();
        taken = pending;
        pending = next;
        setPending(false);
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
        setPending(hasPending);
    }

    private void setPending(boolean any) {
        hasPending = any;
        coveredUntilUs = any || timerUs == PeerEstimate.NEVER ? NOTHING_COVERED : timerUs;
    }

    /**
     * Returns true if something is pending, no timer is set, or it fires only after a deadline. Called with each packet.
     *
     * @param deadlineUs the next deadline, in microseconds
     */
    boolean needsDelivery(long deadlineUs) {
        return deadlineUs < coveredUntilUs || coveredUntilUs == NOTHING_COVERED;
    }
}

package dev.bwe.interceptor;

/**
 * What was decided under the interceptor's lock and is to be told after its release: the newest of each kind. One thread at a time
 * delivers, and whatever others decide meanwhile it delivers too, so nothing overtakes and nobody waits for a writer. What is pending
 * is guarded by the lock, what was taken belongs to the thread that delivers.
 */
final class Outbox {
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

        private boolean isEmpty() {
            return !estimate.isPresent() && !remb.isPresent() && !usageChange.isPresent() && !probe.isPresent();
        }

        private void moveTo(Parcel other) {
            probe.moveTo(other.probe);
            usageChange.moveTo(other.usageChange);
            estimate.moveTo(other.estimate);
            remb.moveTo(other.remb);
        }
    }

    private final Parcel pending = new Parcel();
    private final Parcel taken = new Parcel();

    /** Where what is decided goes. */
    Parcel pending() {
        return pending;
    }

    boolean hasPending() {
        return !pending.isEmpty();
    }

    /** Forgets what was not yet taken. */
    void clear() {
        pending.probe.clear();
        pending.usageChange.clear();
        pending.estimate.clear();
        pending.remb.clear();
    }

    /** Takes what is pending; false if that is nothing. */
    boolean take() {
        boolean some = hasPending();
        pending.moveTo(taken);
        return some;
    }

    /** What was taken. */
    Parcel taken() {
        return taken;
    }
}

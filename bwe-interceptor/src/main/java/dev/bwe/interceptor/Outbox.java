package dev.bwe.interceptor;

/**
 * What was decided under the interceptor's lock and is to be told after its release: the newest estimate and the newest REMB. One
 * thread at a time delivers, and whatever others decide meanwhile it delivers too, so nothing overtakes and nobody waits for a writer.
 */
final class Outbox {
    private final Object lock;
    private final Update pendingEstimate = new Update();
    private final Update pendingRemb = new Update();
    private final Update takenEstimate = new Update();
    private final Update takenRemb = new Update();
    private boolean delivering;

    Outbox(Object lock) {
        this.lock = lock;
    }

    /** Where a new estimate goes. The caller holds the lock. */
    Update pendingEstimate() {
        return pendingEstimate;
    }

    /** Where a new REMB goes. The caller holds the lock. */
    Update pendingRemb() {
        return pendingRemb;
    }

    /** Forgets what was not yet taken. The caller holds the lock. */
    void clear() {
        pendingEstimate.clear();
        pendingRemb.clear();
    }

    /** Asks to deliver; true if there is something and nobody else is at it. The caller holds the lock. */
    boolean claim() {
        if (delivering || !hasPending()) {
            return false;
        }
        delivering = true;
        return true;
    }

    /** Takes what is pending; false if that is nothing, which ends the claim. Only for the thread whose claim was granted. */
    boolean take() {
        synchronized (lock) {
            delivering = hasPending();
            pendingEstimate.moveTo(takenEstimate);
            pendingRemb.moveTo(takenRemb);
            return delivering;
        }
    }

    /** Ends the claim, whatever is pending. */
    void release() {
        synchronized (lock) {
            delivering = false;
        }
    }

    Update takenEstimate() {
        return takenEstimate;
    }

    Update takenRemb() {
        return takenRemb;
    }

    private boolean hasPending() {
        return pendingEstimate.isPresent() || pendingRemb.isPresent();
    }
}

package dev.bwe.interceptor;

/**
 * What was decided under the interceptor's lock and is to be told after its release: the newest estimate and the newest REMB. One
 * thread at a time delivers, and whatever others decide meanwhile it delivers too, so nothing overtakes and nobody waits for a writer.
 * What is pending is guarded by the lock, what was taken belongs to the thread that delivers.
 */
final class Outbox {
    private final Update pendingEstimate = new Update();
    private final Update pendingRemb = new Update();
    private final Update takenEstimate = new Update();
    private final Update takenRemb = new Update();

    /** Where a new estimate goes. */
    Update pendingEstimate() {
        return pendingEstimate;
    }

    /** Where a new REMB goes. */
    Update pendingRemb() {
        return pendingRemb;
    }

    boolean hasPending() {
        return pendingEstimate.isPresent() || pendingRemb.isPresent();
    }

    /** Forgets what was not yet taken. */
    void clear() {
        pendingEstimate.clear();
        pendingRemb.clear();
    }

    /** Takes what is pending; false if that is nothing. */
    boolean take() {
        boolean some = hasPending();
        pendingEstimate.moveTo(takenEstimate);
        pendingRemb.moveTo(takenRemb);
        return some;
    }

    Update takenEstimate() {
        return takenEstimate;
    }

    Update takenRemb() {
        return takenRemb;
    }
}

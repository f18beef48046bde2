package dev.bwe.interceptor.estimate;

/** What is to be done at times. Guarded by the interceptor's lock. */
interface Deadlines {
    /** No time at all. */
    long NEVER = Long.MAX_VALUE;

    /** Does what is due, and returns when there is something next: microseconds, or {@link #NEVER}. */
    long process(long nowUs);

    /** When something may have become due since then through a packet, in microseconds; cheap enough to ask after each. */
    long nextDeadlineUs();
}

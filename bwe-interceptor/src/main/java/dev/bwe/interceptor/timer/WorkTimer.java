package dev.bwe.interceptor.timer;

/**
 * Runs two pieces of work that are given when it is made: one as soon as possible, one after a delay. A request for work that was
 * requested already and has not begun has no effect. A request never waits for work that is running.
 */
public interface WorkTimer {
    /** Requests the first work as soon as possible; any thread may call this. Returns false if it can't run. */
    boolean runSoon();

    /**
     * Requests the second work after a delay, in place of an earlier such request; one caller at a time. Returns false if it can't run.
     */
    boolean runAfter(long delayUs);

    /** Returns true if no work will run any more. */
    boolean isGone();

    /** Cancels the last {@link #runAfter}; one caller at a time. Work that has begun completes. */
    void cancel();

    /** Makes timers. */
    interface Source {
        /**
         * Makes a timer.
         *
         * @param soon  the work of {@link #runSoon()}
         * @param later the work of {@link #runAfter(long)}
         */
        WorkTimer timerFor(Runnable soon, Runnable later);
    }
}

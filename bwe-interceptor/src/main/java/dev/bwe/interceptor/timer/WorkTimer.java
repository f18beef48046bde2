package dev.bwe.interceptor.timer;

/**
 * Runs work that is known from the start, soon or after a while, as often as it is asked to. Asking for what has been asked for and
 * has not begun yet changes nothing. Nobody who asks waits for work that is being done.
 */
public interface WorkTimer {
    /** Has the one work run as soon as possible; any thread may ask. False if it can't. */
    boolean runSoon();

    /** Has the other work run after a while, in place of what was asked for before; one caller at a time. False if it can't. */
    boolean runAfter(long delayUs);

    /** Whether it can't any more, ever. */
    boolean isGone();

    /** Withdraws the last {@link #runAfter}; one caller at a time. Work that has begun goes on. */
    void cancel();

    /** Makes a timer for each peer connection. */
    interface Source {
        /**
         * Makes a timer.
         *
         * @param soon  what {@link #runSoon()} runs
         * @param later what {@link #runAfter(long)} runs
         */
        WorkTimer timerFor(Runnable soon, Runnable later);
    }
}

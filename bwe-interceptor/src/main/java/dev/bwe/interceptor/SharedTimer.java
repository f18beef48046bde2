package dev.bwe.interceptor;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The one thread that sends the REMBs of all peer connections, unless their owner has an executor. It ends when nobody needs it. */
final class SharedTimer {
    static final String THREAD_NAME = "bwe-timer";
    private static final long IDLE_SECONDS = 5;
    private static final ScheduledThreadPoolExecutor EXECUTOR = newExecutor();

    private SharedTimer() {
    }

    static ScheduledExecutorService executor() {
        return EXECUTOR;
    }

    private static ScheduledThreadPoolExecutor newExecutor() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, THREAD_NAME);
            thread.setDaemon(true);
            return thread;
        });
        // A closed session's timer must not stay until it would have fired.
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}

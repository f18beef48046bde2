package dev.bwe.interceptor.timer;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The module's timer: one daemon thread for all peer connections, unless the application gives an executor. The thread starts when it
 * is first needed and ends when it was not needed for a while.
 *
 * <p>Requests go to the thread through a lock-free (Treiber) stack, on which each peer connection has one node of its own, and wait
 * there for their time in a timer heap. A request never waits and allocates nothing; a {@link
 * java.util.concurrent.ScheduledThreadPoolExecutor} allocates a task for each REMB.
 */
public final class SharedTimer implements WorkTimer.Source {
    public static final String THREAD_NAME = "bwe-timer";

    private static final Logger LOG = LoggerFactory.getLogger(SharedTimer.class);
    private static final long ORIGIN_NANOS = System.nanoTime();
    private static final long NEVER = DeadlineHeap.NEVER;
    /** Longer than any interval, and far from an overflow. */
    private static final long MAX_DELAY_US = Long.MAX_VALUE / 4_000;

    private static final long IDLE_NANOS = 5_000_000_000L;
    private static final SharedTimer INSTANCE = new SharedTimer(IDLE_NANOS);

    private final long idleNanos;
    private final AtomicReference<Task> top = new AtomicReference<>();
    private final AtomicReference<Thread> thread = new AtomicReference<>();
    /** True while the thread sleeps or is about to: reading this costs less than unparking a thread that is awake. */
    private volatile boolean asleep;

    /* Confined to the thread; the reference to it publishes them to the next thread. */
    private final DeadlineHeap deadlines = new DeadlineHeap();
    private @Nullable Task batch;

    /**
     * @param idleNanos how long the thread waits for work before it ends
     */
    SharedTimer(long idleNanos) {
        this.idleNanos = idleNanos;
    }

    public static SharedTimer instance() {
        return INSTANCE;
    }

    @Override
    public WorkTimer timerFor(Runnable soon, Runnable later) {
        return new Task(soon, later);
    }

    /** The requests of one peer connection, which any thread makes, and its node in the stack and the heap. */
    private final class Task extends DeadlineHeap.Item implements WorkTimer {
        private final Runnable soon;
        private final Runnable later;
        private final AtomicBoolean soonRequested = new AtomicBoolean();
        private final AtomicLong dueNanos = new AtomicLong(NEVER);

        /** True while it is on the stack or in the batch that was taken from there. */
        private final AtomicBoolean listed = new AtomicBoolean();

        /** The task below it on the stack, or after it in the batch. */
        private @Nullable Task next;

        Task(Runnable soon, Runnable later) {
            this.soon = soon;
            this.later = later;
        }

        @Override
        public boolean runSoon() {
            soonRequested.set(true);
            return push(this);
        }

        @Override
        public boolean runAfter(long delayUs) {
            dueNanos.set(nowNanos() + Math.max(0, Math.min(delayUs, MAX_DELAY_US)) * 1_000);
            return push(this);
        }

        @Override
        public void cancel() {
            if (dueNanos.get() != NEVER) {
                dueNanos.set(NEVER);
                push(this);
            }
        }

        @Override
        public boolean isGone() {
            return false;
        }
    }

    /** Returns how many tasks have a deadline, as far as the thread has taken in requests; for tests. */
    public int pending() {
        return deadlines.size();
    }

    private static long nowNanos() {
        return System.nanoTime() - ORIGIN_NANOS;
    }

    /** Pushes a request. Returns false if no thread is running and none can be started. */
    private boolean push(Task task) {
        if (task.listed.compareAndSet(false, true)) {
            Task below;
            do {
                below = top.get();
                task.next = below;
            } while (!top.compareAndSet(below, task));
        }
        // Read after the task was pushed: a thread that ends looks at the stack after it has cleared this reference.
        Thread current = thread.get();
        if (current == null) {
            return start();
        }
        if (asleep) {
            LockSupport.unpark(current);
        }
        return true;
    }

    private boolean start() {
        Thread fresh = new Thread(null, this::work, THREAD_NAME, 0, false);
        fresh.setDaemon(true);
        fresh.setContextClassLoader(ClassLoader.getSystemClassLoader());
        if (!thread.compareAndSet(null, fresh)) {
            return true;
        }
        try {
            fresh.start();
            return true;
        } catch (OutOfMemoryError e) {
            thread.set(null);
            LOG.error("no thread can be started for REMBs and listeners", e);
            return false;
        }
    }

    private void work() {
        long idleSinceNanos = nowNanos();
        while (true) {
            boolean busy = serve();
            long nowNanos = nowNanos();
            DeadlineHeap.Item due = deadlines.pollDue(nowNanos);
            if (due != null) {
                onDue((Task) due);
            }
            if (busy || due != null) {
                idleSinceNanos = nowNanos;
            } else if (!sleep(nowNanos, idleSinceNanos)) {
                return;
            }
        }
    }

    /** Takes in requests up to the first one to run soon, which it runs. Returns false if there are none. */
    private boolean serve() {
        if (batch == null) {
            takeBatch();
        }
        boolean any = batch != null;
        boolean ran = false;
        while (batch != null && !ran) {
            Task task = batch;
            batch = task.next;
            task.next = null;
            // Before the requests are read: later ones are pushed again.
            task.listed.set(false);
            deadlines.set(task, task.dueNanos.get());
            if (task.soonRequested.get()) {
                task.soonRequested.set(false);
                run(task.soon);
                ran = true;
            }
        }
        return any;
    }

    /** Takes all requests from the stack, the oldest first. */
    private void takeBatch() {
        Task from = top.get() == null ? null : top.getAndSet(null);
        while (from != null) {
            Task after = from.next;
            from.next = batch;
            batch = from;
            from = after;
        }
    }

    /** Runs a task whose deadline has come, unless a request that was not taken in yet has postponed or cancelled it. */
    private void onDue(Task task) {
        long dueNanos = task.dueNanos.get();
        if (dueNanos <= nowNanos() && task.dueNanos.compareAndSet(dueNanos, NEVER)) {
            run(task.later);
        } else {
            deadlines.set(task, dueNanos);
        }
    }

    /* An error of one peer connection must not stop the others; expected exceptions are caught before they come here. */
    private static void run(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            LOG.error("an interceptor's work failed", e);
        }
    }

    /** Sleeps until a deadline or a request. Returns false if the thread has to end. */
    private boolean sleep(long nowNanos, long idleSinceNanos) {
        long firstNanos = deadlines.firstNanos();
        boolean idle = firstNanos == NEVER;
        long untilNanos = idle ? idleSinceNanos + idleNanos : firstNanos;
        if (idle && nowNanos >= untilNanos) {
            return !end();
        }
        asleep = true;
        if (top.get() == null) {
            LockSupport.parkNanos(this, untilNanos - nowNanos);
        }
        asleep = false;
        // An interrupt has no meaning here, and must not keep the thread from sleeping.
        Thread.interrupted();
        return true;
    }

    /** Lets the thread end. Returns false if it has to go on, because of a request for which no other thread was started. */
    private boolean end() {
        Thread self = Thread.currentThread();
        thread.set(null);
        return top.get() == null || !thread.compareAndSet(null, self);
    }
}

package dev.bwe.interceptor.timer;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that sends the REMBs of all peer connections, unless their owner has an executor. It begins when it is first needed,
 * and ends when nobody has needed it for a while.
 *
 * <p>Whoever asks for something hands it over through a lock-free stack, in which each peer connection has one node of its own: asking
 * waits for nobody and allocates nothing, which an executor's tasks would with each REMB.
 */
public final class SharedTimer implements WorkTimer.Source {
    public static final String THREAD_NAME = "bwe-timer";

    private static final Logger LOG = LoggerFactory.getLogger(SharedTimer.class);
    private static final long ORIGIN_NANOS = System.nanoTime();
    private static final long NEVER = DeadlineHeap.NEVER;
    /** Beyond what any interval asks for, and far from an overflow. */
    private static final long MAX_DELAY_US = Long.MAX_VALUE / 4_000;

    private static final long IDLE_NANOS = 5_000_000_000L;
    private static final SharedTimer INSTANCE = new SharedTimer(IDLE_NANOS);

    private final long idleNanos;
    private final AtomicReference<Task> asked = new AtomicReference<>();
    private final AtomicReference<Thread> thread = new AtomicReference<>();
    /** Whether the thread sleeps, or is about to: waking one that is awake costs more than looking here. */
    private volatile boolean asleep;

    /* The thread's own; the reference to it hands them from one thread on to the next. */
    private final DeadlineHeap deadlines = new DeadlineHeap();
    private Task batch;

    /**
     * @param idleNanos for how long the thread waits for something to do before it ends
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

    /** What one peer connection wants, which any thread says, and where the timer's thread keeps it. */
    private final class Task extends DeadlineHeap.Item implements WorkTimer {
        private final Runnable soon;
        private final Runnable later;
        private final AtomicBoolean soonAsked = new AtomicBoolean();
        private final AtomicLong dueNanos = new AtomicLong(NEVER);

        /** Whether it is in the stack or in the batch taken from there, and the one behind it. */
        private final AtomicBoolean listed = new AtomicBoolean();

        private Task next;

        Task(Runnable soon, Runnable later) {
            this.soon = soon;
            this.later = later;
        }

        @Override
        public boolean runSoon() {
            soonAsked.set(true);
            return ask(this);
        }

        @Override
        public boolean runAfter(long delayUs) {
            dueNanos.set(nowNanos() + Math.max(0, Math.min(delayUs, MAX_DELAY_US)) * 1_000);
            return ask(this);
        }

        @Override
        public void cancel() {
            if (dueNanos.get() != NEVER) {
                dueNanos.set(NEVER);
                ask(this);
            }
        }

        @Override
        public boolean isGone() {
            return false;
        }
    }

    /** How many have a time set, as far as the thread has heard; for tests. */
    public int pending() {
        return deadlines.size();
    }

    private static long nowNanos() {
        return System.nanoTime() - ORIGIN_NANOS;
    }

    /** False if there is no thread to do it, nor to be had. */
    private boolean ask(Task task) {
        if (task.listed.compareAndSet(false, true)) {
            Task top;
            do {
                top = asked.get();
                task.next = top;
            } while (!asked.compareAndSet(top, task));
        }
        // Looked at after the task is there to be seen: a thread that ends looks at the stack after it has said that it
        // ends.
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
            LOG.error("no thread to be had for REMBs and listeners", e);
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

    /** Heeds those who have asked for something, up to the first who has asked to run soon, which it does; false if there are none. */
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
            // Before it is looked at: what is asked for from now on comes through the stack again.
            task.listed.set(false);
            deadlines.set(task, task.dueNanos.get());
            if (task.soonAsked.get()) {
                task.soonAsked.set(false);
                run(task.soon);
                ran = true;
            }
        }
        return any;
    }

    /** Takes all that were asked for, the first to ask first. */
    private void takeBatch() {
        Task from = asked.get() == null ? null : asked.getAndSet(null);
        while (from != null) {
            Task after = from.next;
            from.next = batch;
            batch = from;
            from = after;
        }
    }

    /** Runs a task whose time has come, unless it was meanwhile put off or cancelled, which is still to be heard of. */
    private void onDue(Task task) {
        long dueNanos = task.dueNanos.get();
        if (dueNanos <= nowNanos() && task.dueNanos.compareAndSet(dueNanos, NEVER)) {
            run(task.later);
        } else {
            deadlines.set(task, dueNanos);
        }
    }

    /* One peer connection's error must not stop the others; what may be thrown without one is caught before it comes here. */
    private static void run(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            LOG.error("an interceptor's work failed", e);
        }
    }

    /** Sleeps until something is due or asked for; false if the thread is to end. */
    private boolean sleep(long nowNanos, long idleSinceNanos) {
        long firstNanos = deadlines.firstNanos();
        boolean idle = firstNanos == NEVER;
        long untilNanos = idle ? idleSinceNanos + idleNanos : firstNanos;
        if (idle && nowNanos >= untilNanos) {
            return !end();
        }
        asleep = true;
        if (asked.get() == null) {
            LockSupport.parkNanos(this, untilNanos - nowNanos);
        }
        asleep = false;
        // Whoever may have interrupted this thread, it was not to keep it from sleeping.
        Thread.interrupted();
        return true;
    }

    /** Ends this thread's duty; false if somebody has asked for something meanwhile and no other thread has been begun for it. */
    private boolean end() {
        Thread self = Thread.currentThread();
        thread.set(null);
        return asked.get() == null || !thread.compareAndSet(null, self);
    }
}

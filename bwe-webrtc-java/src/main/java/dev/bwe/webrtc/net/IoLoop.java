package dev.bwe.webrtc.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread on which all media paths of a factory do their I/O. It waits for datagrams, calls the handler of each socket that has
 * some, and runs tasks of other threads. An exception or error of a handler or task ends that one call only. The thread ends when the
 * loop is closed or waiting itself fails; in both cases the actions given to {@link #atEnd} run.
 *
 * <p>Sockets belong to an owner, the path of one call. A handler that occupies the thread for longer than {@value #BUDGET_MILLIS} ms
 * puts its owner last: all other owners' sockets and the tasks have their turn before it is called again. So an interceptor that
 * blocks holds up the other calls by one such block at most.
 */
public final class IoLoop implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IoLoop.class);

    /** Reads from a socket. */
    public interface ReadHandler {
        /** Reads one datagram. Returns false if there was none. */
        boolean onReadable();
    }

    /** Datagrams read from one socket before the others have their turn. */
    private static final int BATCH = 32;
    /** Long for the datagrams of a batch, which take 10 µs each, and not noticeable in a call. */
    private static final long BUDGET_MILLIS = 5;

    private static final long BUDGET_NANOS = BUDGET_MILLIS * 1_000_000;

    private static final long MAX_CLOSE_WAIT_MILLIS = 100;

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Actions for the end of the thread. Guards itself and {@link #ended}. */
    private final Set<Runnable> atEnd = new HashSet<>();

    private boolean ended;
    private final List<SelectionKey> ready = new ArrayList<>();
    private final Consumer<SelectionKey> onSelected = ready::add;
    /** The owner that most recently exceeded its budget. */
    private @Nullable Object occupant;

    private final Thread thread;
    private long failures;

    /** What is attached to a socket's key. */
    private record Registration(Object owner, ReadHandler handler) {}

    private IoLoop(Selector selector, String name) {
        this.selector = selector;
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
    }

    /**
     * Starts a loop.
     *
     * @throws UncheckedIOException if the system has no selector
     */
    public static IoLoop start(String name) {
        try {
            return start(name, Selector.open());
        } catch (IOException e) {
            throw new UncheckedIOException("no selector can be opened", e);
        }
    }

    /** Starts a loop with that selector, which it closes at its end. */
    public static IoLoop start(String name, Selector selector) {
        IoLoop loop = new IoLoop(selector, name);
        loop.thread.start();
        return loop;
    }

    /** Returns true on the loop's thread. */
    public boolean isLoopThread() {
        return Thread.currentThread() == thread;
    }

    /** Runs a task on the loop's thread, soon and in order. When the loop is closed or has failed, tasks are dropped. */
    @Override
    public void execute(Runnable task) {
        tryExecute(task);
    }

    /** Runs a task as {@link #execute} does. Returns false if the task was dropped. */
    public boolean tryExecute(Runnable task) {
        if (closed.get()) {
            return false;
        }
        tasks.add(task);
        selector.wakeup();
        return true;
    }

    /** Runs a task at once if this is the loop's thread, else as {@link #execute} does. */
    public void runOrExecute(Runnable task) {
        if (isLoopThread()) {
            task.run();
        } else {
            execute(task);
        }
    }

    /**
     * Calls the handler whenever the channel has something to read, until the channel is closed.
     *
     * @param channel non-blocking
     * @param owner   the call that the socket belongs to
     */
    public void register(DatagramChannel channel, Object owner, ReadHandler handler) {
        runOrExecute(() -> {
            try {
                if (channel.isOpen()) {
                    channel.register(selector, SelectionKey.OP_READ, new Registration(owner, handler));
                }
            } catch (IOException e) {
                LOG.warn("a socket can't be watched", e);
            }
        });
    }

    /**
     * Runs an action on the loop's thread when that ends, for whatever reason.
     *
     * @return false if the thread has ended already
     */
    public boolean atEnd(Runnable action) {
        synchronized (atEnd) {
            if (!ended) {
                atEnd.add(action);
            }
            return !ended;
        }
    }

    /** Withdraws an action that {@link #atEnd} was given. */
    public void notAtEnd(Runnable action) {
        synchronized (atEnd) {
            atEnd.remove(action);
        }
    }

    /**
     * Stops the thread after the tasks that are already waiting, and waits briefly for its end: a task that occupies it may be waiting
     * for the caller. Sockets are closed by their owners.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            selector.wakeup();
        }
        if (!isLoopThread()) {
            try {
                thread.join(MAX_CLOSE_WAIT_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        try {
            while (!closed.get()) {
                if (tasks.isEmpty()) {
                    selector.select(onSelected);
                } else {
                    selector.selectNow(onSelected);
                }
                serve();
            }
        } catch (Throwable e) {
            report("the media paths' I/O thread can't wait for datagrams any more; all its paths are closed", e);
        } finally {
            closed.set(true);
            while (!tasks.isEmpty()) {
                runTasks();
            }
            takeActionsAtEnd().forEach(this::runGuarded);
            closeSelector();
        }
    }

    private List<Runnable> takeActionsAtEnd() {
        synchronized (atEnd) {
            ended = true;
            List<Runnable> actions = List.copyOf(atEnd);
            atEnd.clear();
            return actions;
        }
    }

    private void closeSelector() {
        try {
            selector.close();
        } catch (IOException e) {
            LOG.debug("the selector failed to close", e);
        }
    }

    /**
     * One round: the sockets of all owners but the occupant, then tasks, then the occupant's sockets. An owner stays the occupant until
     * another one exceeds its budget, since an interceptor that blocked once usually does so again.
     */
    private void serve() {
        Object last = occupant;
        boolean occupied = false;
        for (SelectionKey key : ready) {
            Object owner = ownerOf(key);
            if (owner != last && owner != occupant) {
                occupied |= read(key);
            }
        }
        occupied |= runTasks();
        for (int i = 0; last != null && i < ready.size() && !occupied; i++) {
            if (ownerOf(ready.get(i)) == last) {
                occupied = read(ready.get(i));
            }
        }
        ready.clear();
    }

    private static Object ownerOf(SelectionKey key) {
        return ((Registration) key.attachment()).owner();
    }

    /** Reads a batch. Returns true if that exceeded the budget. */
    private boolean read(SelectionKey key) {
        Registration registration = (Registration) key.attachment();
        long deadline = System.nanoTime() + BUDGET_NANOS;
        for (int i = 0; i < BATCH; i++) {
            boolean more = readOne(registration.handler());
            if (System.nanoTime() - deadline > 0) {
                occupant = registration.owner();
                return true;
            }
            if (!more) {
                return false;
            }
        }
        return false;
    }

    private boolean readOne(ReadHandler handler) {
        try {
            return handler.onReadable();
        } catch (Throwable e) {
            onFailure("a socket's handler failed", e);
            return true;
        }
    }

    /** Runs the tasks that are waiting. Stops early, and returns true, when that exceeds the budget. */
    private boolean runTasks() {
        long deadline = System.nanoTime() + BUDGET_NANOS;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            runGuarded(task);
            if (System.nanoTime() - deadline > 0) {
                return true;
            }
        }
        return false;
    }

    private void runGuarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            onFailure("a task of the I/O thread failed", e);
        }
    }

    /** A handler that fails once usually fails with every packet, so only the first failure is logged. */
    private void onFailure(String what, Throwable e) {
        if (failures++ == 0) {
            report(what + "; further failures are logged at debug level", e);
        } else if (LOG.isDebugEnabled()) {
            report(what + ", failure " + failures, e);
        }
    }

    /** A logger may fail too, for instance over a message that throws; the thread serves other calls and goes on. */
    private static void report(String what, Throwable e) {
        try {
            LOG.error(what, e);
        } catch (Throwable ofLogger) {
            // There is nobody left to tell.
        }
    }
}

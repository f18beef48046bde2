package dev.bwe.webrtc.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that all media paths of a factory do their I/O on: it waits for datagrams, hands each socket that has some to its
 * handler, and runs what other threads ask for. Whatever a handler or a task throws ends that one call only; the thread ends when it
 * is told to or when waiting itself fails, and either way those who asked for it hear of it.
 */
public final class IoLoop implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IoLoop.class);

    /** Reads what a socket has received. */
    public interface ReadHandler {
        void onReadable();
    }

    private static final long MAX_CLOSE_WAIT_MILLIS = 100;

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    /** What is done when the thread ends. Guarded by itself, as is whether that has happened. */
    private final Set<Runnable> atEnd = new HashSet<>();

    private boolean ended;
    private final Consumer<SelectionKey> onSelected = this::onSelected;
    private final Thread thread;
    private long failures;

    private IoLoop(Selector selector, String name) {
        this.selector = selector;
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
    }

    public static IoLoop start(String name) {
        try {
            return start(name, Selector.open());
        } catch (IOException e) {
            throw new UncheckedIOException("no selector can be opened", e);
        }
    }

    /** Starts a loop that waits with that selector, which it owns from now on. */
    public static IoLoop start(String name, Selector selector) {
        IoLoop loop = new IoLoop(selector, name);
        loop.thread.start();
        return loop;
    }

    public boolean isLoopThread() {
        return Thread.currentThread() == thread;
    }

    /** Runs a task on the loop's thread, soon and in order. Once the loop is closed or has failed, tasks are dropped. */
    @Override
    public void execute(Runnable task) {
        tryExecute(task);
    }

    /** Does as {@link #execute}, and returns false if the task was dropped. */
    public boolean tryExecute(Runnable task) {
        if (closed.get()) {
            return false;
        }
        tasks.add(task);
        selector.wakeup();
        return true;
    }

    /** Runs a task at once where this is the loop's thread, else as {@link #execute}. */
    public void runOrExecute(Runnable task) {
        if (isLoopThread()) {
            task.run();
        } else {
            execute(task);
        }
    }

    /** Has the handler called whenever the channel, which is non-blocking, has something to read, until the channel is closed. */
    public void register(DatagramChannel channel, ReadHandler handler) {
        runOrExecute(() -> {
            try {
                if (channel.isOpen()) {
                    channel.register(selector, SelectionKey.OP_READ, handler);
                }
            } catch (IOException e) {
                LOG.warn("a socket can't be watched", e);
            }
        });
    }

    /**
     * Has an action run on the loop's thread, as the last thing it does, when that ends for whatever reason.
     *
     * @return false if it has ended already
     */
    public boolean atEnd(Runnable action) {
        synchronized (atEnd) {
            if (!ended) {
                atEnd.add(action);
            }
            return !ended;
        }
    }

    /** Takes back what {@link #atEnd} was given. */
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
                selector.select(onSelected);
                runTasks();
            }
        } catch (Throwable e) {
            report("the media paths' I/O thread can't wait any more; all its paths are closed", e);
        } finally {
            closed.set(true);
            runTasks();
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

    private void onSelected(SelectionKey key) {
        try {
            ((ReadHandler) key.attachment()).onReadable();
        } catch (Throwable e) {
            onFailure("a socket's handler failed", e);
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            runGuarded(task);
        }
    }

    private void runGuarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            onFailure("a task of the I/O thread failed", e);
        }
    }

    /** What fails once mostly fails with every packet. */
    private void onFailure(String what, Throwable e) {
        if (failures++ == 0) {
            report(what + "; further failures are logged at debug level", e);
        } else if (LOG.isDebugEnabled()) {
            report(what + ", failure " + failures, e);
        }
    }

    /** A logger may fail too, for instance over a message that throws; the thread carries other calls and goes on. */
    private static void report(String what, Throwable e) {
        try {
            LOG.error(what, e);
        } catch (Throwable ofLogger) {
            // There is nobody left to tell.
        }
    }
}

package dev.bwe.webrtc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that all media paths of a factory do their I/O on: it waits for datagrams, hands each socket that has some to its
 * handler, and runs what other threads ask for.
 */
final class IoLoop implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IoLoop.class);

    /** Reads what a socket has received. */
    interface ReadHandler {
        void onReadable();
    }

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Consumer<SelectionKey> onSelected = this::onSelected;
    private final Thread thread;

    private IoLoop(Selector selector, String name) {
        this.selector = selector;
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
    }

    static IoLoop start(String name) {
        try {
            IoLoop loop = new IoLoop(Selector.open(), name);
            loop.thread.start();
            return loop;
        } catch (IOException e) {
            throw new UncheckedIOException("no selector can be opened", e);
        }
    }

    boolean isLoopThread() {
        return Thread.currentThread() == thread;
    }

    /**
     * Runs a task on the loop's thread, soon and in order. After {@link #close()} tasks are dropped.
     */
    @Override
    public void execute(Runnable task) {
        if (!closed.get()) {
            tasks.add(task);
            selector.wakeup();
        }
    }

    /** Runs a task at once where this is the loop's thread, else as {@link #execute}. */
    void runOrExecute(Runnable task) {
        if (isLoopThread()) {
            task.run();
        } else {
            execute(task);
        }
    }

    /** Has the handler called whenever the channel, which is non-blocking, has something to read, until the channel is closed. */
    void register(DatagramChannel channel, ReadHandler handler) {
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

    /** Stops the thread, after the tasks that are already waiting, and waits for its end. Sockets are closed by their owners. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            selector.wakeup();
        }
        if (!isLoopThread()) {
            try {
                thread.join();
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
            runTasks();
        } catch (IOException e) {
            LOG.error("the media paths' I/O thread ends", e);
        } finally {
            try {
                selector.close();
            } catch (IOException e) {
                LOG.debug("the selector failed to close", e);
            }
        }
    }

    private void onSelected(SelectionKey key) {
        try {
            ((ReadHandler) key.attachment()).onReadable();
        } catch (RuntimeException e) {
            LOG.error("a socket's handler failed", e);
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a task of the I/O thread failed", e);
            }
        }
    }
}

package dev.bwe.interceptor.record;

import dev.bwe.interceptor.timer.SharedTimer;
import dev.bwe.interceptor.timer.WorkTimer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records calls for {@code ./bwe replay}: for each peer connection a file of the trace format
 * ({@link dev.bwe.core.trace.TraceReader}) with the estimator's options and everything the estimator is fed with, its timer included.
 * A replay yields the same estimates and REMBs exactly. Listeners and the remote peer see only the newest of several decisions that
 * are made in one moment or during one delivery; the replay shows all of them.
 *
 * <p>Give the recorder to a {@link dev.bwe.interceptor.estimate.BweInterceptorFactory} to record all its interceptors.
 *
 * <p>Media never waits: entries go into a buffer that the recorder's own thread writes to the file. A peer connection has no buffer
 * before its first entry, then some tens of kilobytes, and up to 1.3 MB while the disk is slow. Entries that do not fit are left out
 * and counted. A file that can't be made or written is logged once and ends its recording. Safe for use by any thread.
 */
public final class TraceRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TraceRecorder.class);
    private static final long CLOSE_SECONDS = 10;
    private static final long IDLE_SECONDS = 1;

    private final Path directory;
    private final TraceFile.Opener opener;
    private final AtomicLong dropped = new AtomicLong();
    private final ExecutorService writer;
    /** Runs the writer when it is due, as all timers of the module do. */
    private final WorkTimer.Source timers;
    /** Used by the writer's thread only. */
    private final TraceFile.Text text = new TraceFile.Text();
    /** Recordings with entries that are not finished. Guarded by itself, as {@link #closed} is. */
    private final Set<TraceRecording> running = new HashSet<>();

    private boolean closed;

    /**
     * Makes a recorder.
     *
     * @param directory holds the files, each named after its peer connection: characters other than ASCII letters, digits, {@code _}
     *                  and {@code -} become {@code _}, a long name is shortened, and a name that exists gets a number. The directory
     *                  is made if it does not exist
     * @throws IOException if the directory can't be made
     */
    public TraceRecorder(Path directory) throws IOException {
        this(directory, newWriter(), SharedTimer.instance(), TraceFile.Opener.DEFAULT);
    }

    /**
     * @param writer runs one task at a time, until it is shut down here
     */
    TraceRecorder(Path directory, ExecutorService writer, WorkTimer.Source timers, TraceFile.Opener opener)
            throws IOException {
        this.directory = Files.createDirectories(Objects.requireNonNull(directory, "directory"));
        this.writer = writer;
        this.timers = timers;
        this.opener = opener;
    }

    /** One thread without a timer of its own, which ends when it is idle. */
    private static ExecutorService newWriter() {
        ThreadPoolExecutor writer =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "bwe-recorder");
                    thread.setDaemon(true);
                    return thread;
                });
        writer.allowCoreThreadTimeOut(true);
        return writer;
    }

    /**
     * Makes the recording of one peer connection. Its file is made with its first entry.
     *
     * @param peerConnectionId names the peer connection and its file
     * @param options          the options of the estimator and the REMB schedule that are recorded
     * @return a new recording
     */
    public TraceRecording newRecording(String peerConnectionId, RecordedOptions options) {
        return new TraceRecording(
                this,
                Objects.requireNonNull(peerConnectionId, "peerConnectionId"),
                Objects.requireNonNull(options, "options"));
    }

    /** Makes a recording's file. Called on the writer's thread. */
    TraceFile newFile(String peerConnectionId, RecordedOptions options) throws IOException {
        return new TraceFile(directory, opener, peerConnectionId, options, text);
    }

    ExecutorService writer() {
        return writer;
    }

    WorkTimer.Source timers() {
        return timers;
    }

    /** Adds a recording that gets its first entry; returns false if the recorder is closed. */
    boolean begins(TraceRecording recording) {
        synchronized (running) {
            return !closed && running.add(recording);
        }
    }

    /** Removes a recording that has ended. */
    void ends(TraceRecording recording) {
        synchronized (running) {
            running.remove(recording);
        }
    }

    void drop(long entries) {
        dropped.addAndGet(entries);
    }

    /**
     * Returns the number of entries that were left out, of all recordings.
     *
     * @return entries that found the buffer full, that could not be written, that came after {@link #close()}, or that the format
     *         cannot express, such as a negative time
     */
    public long dropped() {
        return dropped.get();
    }

    /**
     * Ends all recordings, also those of open interceptors, and waits for up to 10 s until all entries are written and the files are
     * closed. Later entries are counted and not recorded. Idempotent.
     */
    @Override
    public void close() {
        if (beginsToClose()) {
            try {
                writer.execute(this::finishAll);
            } catch (Throwable e) {
                LOG.warn("the recorder's thread can't be started; entries that are not written are lost", e);
            } finally {
                writer.shutdown();
            }
        }
        try {
            writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean beginsToClose() {
        synchronized (running) {
            boolean first = !closed;
            closed = true;
            return first;
        }
    }

    private void finishAll() {
        List<TraceRecording> all;
        synchronized (running) {
            all = List.copyOf(running);
        }
        all.forEach(TraceRecording::finish);
    }
}

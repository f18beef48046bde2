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

/**
 * Records what the estimators of a {@link dev.bwe.interceptor.estimate.BweInterceptorFactory}'s interceptors are told, a file for each peer connection, in the
 * format that {@code ./bwe replay} reads ({@link dev.bwe.core.trace.TraceReader}). The file begins with the options and says when
 * the timer was called, so that its replay yields the interceptor's own estimates and REMBs exactly. Of what is decided while a
 * delivery lasts, or all in one moment, listeners and the remote peer hear the newest only; the replay tells it all.
 *
 * <p>Media never waits: entries go into a buffer that a thread of the recorder's own empties into the file. A peer connection has
 * none before its first entry, then some tens of kilobytes, and while the disk is slow up to 1.3 MB. What does not fit is left out and
 * counted. Safe for use by any thread.
 */
public final class TraceRecorder implements AutoCloseable {
    private static final long CLOSE_SECONDS = 10;
    private static final long IDLE_SECONDS = 1;

    private final Path directory;
    private final TraceFile.Opener opener;
    private final AtomicLong dropped = new AtomicLong();
    private final ExecutorService writer;
    /** Says when the writer is to run, as for everything else in the module. */
    private final WorkTimer.Source timers;
    /** Of the writer's thread. */
    private final TraceFile.Text text = new TraceFile.Text();
    /** Those with entries that are not finished; guarded by itself, as is whether this is closed. */
    private final Set<TraceRecording> running = new HashSet<>();

    private boolean closed;

    /**
     * Makes a recorder.
     *
     * @param directory where the files go, each named after its peer connection: characters other than letters, digits, {@code _}
     *                  and {@code -} become {@code _}, a long name is shortened, and one that was used before gets a number; made if
     *                  it does not exist
     * @throws IOException if it can't be made
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

    public TraceRecording newRecording(String peerConnectionId, RecordedOptions options) {
        return new TraceRecording(this, peerConnectionId, options);
    }

    /** Makes a recording's file; on the writer's thread. */
    TraceFile newFile(String peerConnectionId, RecordedOptions options) throws IOException {
        return new TraceFile(directory, opener, peerConnectionId, options, text);
    }

    ExecutorService writer() {
        return writer;
    }

    WorkTimer.Source timers() {
        return timers;
    }

    /** Takes note of a recording that has its first entry; false if nothing is recorded any more. */
    boolean begins(TraceRecording recording) {
        synchronized (running) {
            return !closed && running.add(recording);
        }
    }

    /** Takes note that a recording will do nothing any more. */
    void ends(TraceRecording recording) {
        synchronized (running) {
            running.remove(recording);
        }
    }

    void drop(long entries) {
        dropped.addAndGet(entries);
    }

    /**
     * Tells how much was left out, of all recordings.
     *
     * @return entries that found the buffer full, that could not be written, that came after {@link #close()}, or that the format has
     *         no words for, such as a negative time
     */
    public long dropped() {
        return dropped.get();
    }

    /**
     * Ends all recordings, those of interceptors that are still open too, and waits until what was recorded is in the files and these
     * are closed, for some seconds at most. What comes later is counted and not recorded.
     */
    @Override
    public void close() {
        if (beginsToClose()) {
            writer.execute(this::finishAll);
            writer.shutdown();
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

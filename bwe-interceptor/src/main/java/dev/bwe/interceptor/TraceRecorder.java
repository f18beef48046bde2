package dev.bwe.interceptor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records what the estimators of a {@link BweInterceptorFactory}'s interceptors are told, a file for each peer connection, in the
 * format that {@code ./bwe replay} reads ({@link dev.bwe.core.trace.TraceReader}). The file begins with the options and says when
 * the timer was called, so that its replay yields the interceptor's own estimates and REMBs exactly. Of what is decided while a
 * delivery lasts, or all in one moment, listeners and the remote peer hear the newest only; the replay tells it all.
 *
 * <p>Media never waits: entries go into a bounded buffer that a thread of the recorder's own empties into the file. What does not
 * fit is left out and counted. Safe for use by any thread.
 */
public final class TraceRecorder implements AutoCloseable {
    private static final long CLOSE_SECONDS = 10;
    private static final long IDLE_SECONDS = 1;

    private final Path directory;
    private final AtomicLong dropped = new AtomicLong();
    private final ScheduledThreadPoolExecutor writer;

    /**
     * Makes a recorder.
     *
     * @param directory where the files go, each named after its peer connection; made if it does not exist
     * @throws IOException if it can't be made
     */
    public TraceRecorder(Path directory) throws IOException {
        this.directory = Files.createDirectories(Objects.requireNonNull(directory, "directory"));
        writer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "bwe-recorder");
            thread.setDaemon(true);
            return thread;
        });
        writer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        writer.allowCoreThreadTimeOut(true);
        writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(true);
    }

    TraceRecording newRecording(String peerConnectionId, BweOptions options) {
        return new TraceRecording(directory, peerConnectionId, options, writer, dropped);
    }

    /**
     * Tells how much was left out, of all recordings.
     *
     * @return entries that found the buffer full or could not be written
     */
    public long dropped() {
        return dropped.get();
    }

    /** Waits until what was recorded is in the files, for some seconds at most; afterwards nothing is recorded any more. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.bwe.interceptor.record;

import dev.bwe.core.PacketInfo;
import dev.bwe.core.trace.TraceReader;
import dev.bwe.interceptor.log.LogText;
import dev.bwe.interceptor.timer.WorkTimer;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer connection's recording. {@link dev.bwe.interceptor.estimate.BweInterceptor} makes one by itself where its factory has a
 * {@link TraceRecorder}; an application that feeds a {@link dev.bwe.core.BandwidthEstimator} of its own calls the method that goes
 * with each call of the estimator, in the same order and with the same times, and can then replay what it did.
 *
 * <p>Recording costs no I/O, no lock and, while the recorder's thread keeps up, no allocation. An entry that finds the buffer full, or
 * that the trace format cannot express, is left out and counted in {@link TraceRecorder#dropped()}. Nothing is thrown.
 *
 * <p>Threads: one thread at a time, each seeing what the one before did, such as under the estimator's lock.
 */
public final class TraceRecording {
    /*
     * Entries go into a list of chunks, which the recording thread fills and the recorder's thread empties. The latter hands an
     * emptied chunk back, so the recording thread allocates only when it gets ahead.
     */

    /** The maximum number of entries in the buffer: three seconds of 10,000 packets a second. */
    static final int CAPACITY = 1 << 15;

    static final int ENTRIES_OF_A_CHUNK = 512;

    private static final Logger LOG = LoggerFactory.getLogger(TraceRecorder.class);
    private static final int COLUMNS = TraceFile.COLUMNS;
    private static final long WRITE_EVERY_US = 100_000;
    private static final long U32 = 0xFFFFFFFFL;
    /** In place of the number of entries: no more are accepted. */
    private static final long SEALED = -1;

    private static final class Chunk {
        private final long[] entries = new long[ENTRIES_OF_A_CHUNK * COLUMNS];
        private @Nullable Chunk next;
    }

    private final TraceRecorder recorder;
    private final String peerConnectionId;
    private final String logName;
    private final RecordedOptions options;
    private final Runnable write = this::write;
    private final WorkTimer timer;

    /** Number of entries so far. Sealing it fixes which entries are written; the recording thread drops later ones. */
    private final AtomicLong filled = new AtomicLong();

    private final AtomicLong emptied = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean closed;
    /** An emptied chunk. The recorder's thread sets it if it is null, and the recording thread takes it. */
    private volatile @Nullable Chunk spare;

    /** Used by the recording thread only. */
    @SuppressWarnings("NullAway.Init") // set with the first entry
    private @Nullable Chunk last;

    /* Used by the recorder's thread only, except that the recording thread sets the first chunk, before its first entry counts. */
    @SuppressWarnings("NullAway.Init") // set with the first entry
    private @Nullable Chunk first;

    private @Nullable TraceFile file;
    private boolean finished;

    TraceRecording(TraceRecorder recorder, String peerConnectionId, RecordedOptions options) {
        this.recorder = recorder;
        this.peerConnectionId = peerConnectionId;
        logName = LogText.of(peerConnectionId);
        this.options = options;
        timer = recorder.timers().timerFor(this::runWriter, this::runWriter);
    }

    /**
     * Records a packet that the estimator is fed with.
     *
     * @param packet the packet; not kept
     */
    public void recordPacket(PacketInfo packet) {
        boolean hasSendTime = packet.hasAbsSendTime();
        if (!isTime(packet.arrivalUs())
                || packet.payloadSize() > TraceReader.MAX_SIZE
                || !hasSendTime && !TraceFile.hasRtpTimestamps(options)) {
            drop(1);
            return;
        }
        add(
                packet.arrivalUs(),
                hasSendTime ? packet.absSendTime() : TraceFile.NO_SEND_TIME,
                pair(packet.rtpTimestamp(), packet.transmissionOffset()),
                pair(packet.ssrc(), packet.payloadSize()),
                packet.nowUs());
    }

    /**
     * Records a round-trip time that the estimator is told.
     *
     * @param rttMs milliseconds, 0 or more
     * @param nowUs the current time in microseconds, here and below
     */
    public void recordRtt(long rttMs, long nowUs) {
        directive(TraceFile.RTT, rttMs, nowUs);
    }

    /**
     * Records that the estimator forgets a stream.
     *
     * @param ssrc  the stream, an unsigned 32-bit number
     * @param nowUs the current time in microseconds
     */
    public void recordRemoval(int ssrc, long nowUs) {
        directive(TraceFile.REMOVE, Integer.toUnsignedLong(ssrc), nowUs);
    }

    /**
     * Records a new upper limit of REMBs.
     *
     * @param bitrateBps bit/s, {@link Long#MAX_VALUE} for none
     * @param nowUs      the current time in microseconds
     */
    public void recordMaxRembBitrate(long bitrateBps, long nowUs) {
        directive(TraceFile.MAX, bitrateBps, nowUs);
    }

    /**
     * Records a new lower limit of the estimate.
     *
     * @param bitrateBps bit/s
     * @param nowUs      the current time in microseconds
     */
    public void recordMinBitrate(long bitrateBps, long nowUs) {
        directive(TraceFile.MIN_BITRATE, bitrateBps, nowUs);
    }

    /**
     * Records a new upper limit of the estimate.
     *
     * @param bitrateBps bit/s, {@link Long#MAX_VALUE} for none
     * @param nowUs      the current time in microseconds
     */
    public void recordMaxBitrate(long bitrateBps, long nowUs) {
        directive(TraceFile.MAX_BITRATE, bitrateBps, nowUs);
    }

    /**
     * Records a call of the estimator's {@code process}.
     *
     * @param nowUs the time it is given, in microseconds
     */
    public void recordProcess(long nowUs) {
        directive(TraceFile.PROCESS, 0, nowUs);
    }

    /**
     * Records a call of the REMB schedule's {@code process}.
     *
     * @param nowUs the time it is given, in microseconds
     */
    public void recordRembProcess(long nowUs) {
        directive(TraceFile.REMB, 0, nowUs);
    }

    /**
     * Records that estimator and REMB schedule are replaced by new ones with the limits of now.
     *
     * @param nowUs the current time in microseconds
     */
    public void recordReset(long nowUs) {
        directive(TraceFile.RESET, 0, nowUs);
    }

    private void directive(int kind, long value, long nowUs) {
        add(kind, value, 0, 0, nowUs);
    }

    private static long pair(int high, int low) {
        return (long) high << 32 | low & U32;
    }

    /** Returns whether a trace can express the time. */
    private static boolean isTime(long timeUs) {
        return timeUs >= 0 && timeUs <= TraceReader.MAX_TIME_US;
    }

    @SuppressWarnings("NullAway") // there is a chunk once there is an entry
    private void add(long kind, long second, long third, long fourth, long nowUs) {
        long position = filled.getPlain();
        if (closed
                || position == SEALED
                || position - emptied.getAcquire() == CAPACITY
                || !isTime(nowUs)
                || position == 0 && !recorder.begins(this)) {
            drop(1);
            if (closed || position == SEALED) {
                last = null;
            }
            return;
        }
        int index = (int) (position % ENTRIES_OF_A_CHUNK);
        if (index == 0) {
            beginChunk(position);
        }
        long[] entries = last.entries;
        int start = index * COLUMNS;
        entries[start] = kind;
        entries[start + 1] = second;
        entries[start + 2] = third;
        entries[start + 3] = fourth;
        entries[start + 4] = nowUs;
        if (!filled.compareAndSet(position, position + 1)) {
            drop(1);
        } else if (index == 0 && position > 0) {
            scheduled.set(true);
            timer.runAfter(0);
        } else if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            timer.runAfter(WRITE_EVERY_US);
        }
    }

    @SuppressWarnings("NullAway") // there is a chunk once there is an entry
    private void beginChunk(long position) {
        Chunk chunk = spare;
        if (chunk == null) {
            chunk = new Chunk();
        } else {
            spare = null;
        }
        if (position == 0) {
            first = chunk;
        } else {
            last.next = chunk;
        }
        last = chunk;
    }

    private void drop(long entries) {
        dropped.addAndGet(entries);
        recorder.drop(entries);
    }

    /** Ends the recording: the recorder's thread writes the remaining entries and closes the file. Idempotent. */
    public void close() {
        if (!closed) {
            closed = true;
            last = null;
            if (filled.get() > 0) {
                timer.runAfter(0);
            }
        }
    }

    /** Has the writer's thread write; on the timer's thread, which does no I/O. */
    private void runWriter() {
        try {
            recorder.writer().execute(write);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: the recorder is closed and finishes by itself", logName, e);
        } catch (OutOfMemoryError e) {
            LOG.debug("{}: no thread can be started; the next chunk tries again", logName, e);
        }
    }

    /** Writes all entries and closes the file; later entries are dropped. Called on the recorder's thread. */
    void finish() {
        closed = true;
        write();
    }

    private void write() {
        scheduled.set(false);
        if (finished) {
            return;
        }
        boolean isLast = closed;
        long end = isLast ? filled.getAndSet(SEALED) : filled.get();
        try {
            empty(end);
            if (file != null && isLast) {
                file.close(dropped.get());
            } else if (file != null) {
                file.flush();
            }
        } catch (Throwable e) {
            // An Error too, or else the recording would fail again every time.
            fail(e, end);
            isLast = true;
        }
        if (isLast) {
            end();
        }
    }

    @SuppressWarnings("NullAway") // there is a chunk once there is an entry
    private void empty(long end) throws IOException {
        for (long position = emptied.getPlain(); position < end; position++) {
            if (file == null) {
                file = recorder.newFile(peerConnectionId, options);
            }
            int index = (int) (position % ENTRIES_OF_A_CHUNK);
            if (index == 0 && position > 0) {
                goToNextChunk();
            }
            emptied.setRelease(position + 1);
            file.append(first.entries, index * COLUMNS);
        }
    }

    @SuppressWarnings("NullAway") // there is a chunk once there is an entry
    private void goToNextChunk() {
        Chunk done = first;
        first = done.next;
        done.next = null;
        if (spare == null) {
            spare = done;
        }
    }

    private void fail(Throwable e, long end) {
        LOG.warn("{}: recording failed and stops", logName, e);
        long filledSince = filled.getAndSet(SEALED);
        long unread = (filledSince == SEALED ? end : filledSince) - emptied.getPlain();
        drop(unread + (file == null ? 0 : file.unwrittenEntries()));
        if (file == null) {
            return;
        }
        try {
            file.abandon();
        } catch (Throwable again) {
            LOG.debug("{}: the file may end within a line", logName, again);
        }
    }

    private void end() {
        finished = true;
        file = null;
        first = null;
        spare = null;
        recorder.ends(this);
    }
}

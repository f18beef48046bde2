package dev.bwe.interceptor.record;

import dev.bwe.core.PacketInfo;
import dev.bwe.core.trace.TraceReader;
import dev.bwe.interceptor.timer.WorkTimer;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer connection's recording: a list of chunks that the holder of the interceptor's lock fills and the recorder's thread empties.
 * The latter gives the chunk it has emptied back, so that one who fills allocates only when he gets ahead.
 */
public final class TraceRecording {
    /** Entries that fit; at 10,000 packets a second they last for three seconds. */
    static final int CAPACITY = 1 << 15;

    static final int ENTRIES_OF_A_CHUNK = 512;

    private static final Logger LOG = LoggerFactory.getLogger(TraceRecorder.class);
    private static final int COLUMNS = TraceFile.COLUMNS;
    private static final long WRITE_EVERY_US = 100_000;
    private static final long U32 = 0xFFFFFFFFL;
    /** In place of the number of entries: there will be no more. */
    private static final long SEALED = -1;

    private static final class Chunk {
        private final long[] entries = new long[ENTRIES_OF_A_CHUNK * COLUMNS];
        private Chunk next;
    }

    private final TraceRecorder recorder;
    private final String peerConnectionId;
    private final RecordedOptions options;
    private final Runnable write = this::write;
    private final WorkTimer timer;

    /** Entries so far. Whoever seals it knows which ones are to be written; the one who fills finds out and drops. */
    private final AtomicLong filled = new AtomicLong();

    private final AtomicLong emptied = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean closed;
    /** Set by the one who empties where it is null, and taken by the one who fills. */
    private volatile Chunk spare;

    /** Of the one who fills. */
    private Chunk last;

    /* Of the one who empties, but the first chunk is set by the one who fills, before its first entry counts. */
    private Chunk first;
    private TraceFile file;
    private boolean finished;

    TraceRecording(TraceRecorder recorder, String peerConnectionId, RecordedOptions options) {
        this.recorder = recorder;
        this.peerConnectionId = peerConnectionId;
        this.options = options;
        timer = recorder.timers().timerFor(this::runWriter, this::runWriter);
    }

    public void packet(PacketInfo packet) {
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

    public void rtt(long rttMs, long nowUs) {
        directive(TraceFile.RTT, rttMs, nowUs);
    }

    public void remove(int ssrc, long nowUs) {
        directive(TraceFile.REMOVE, Integer.toUnsignedLong(ssrc), nowUs);
    }

    /** REMBs were limited. */
    public void max(long bitrateBps, long nowUs) {
        directive(TraceFile.MAX, bitrateBps, nowUs);
    }

    public void minBitrate(long bitrateBps, long nowUs) {
        directive(TraceFile.MIN_BITRATE, bitrateBps, nowUs);
    }

    public void maxBitrate(long bitrateBps, long nowUs) {
        directive(TraceFile.MAX_BITRATE, bitrateBps, nowUs);
    }

    /** The estimator did what was due by time. */
    public void process(long nowUs) {
        directive(TraceFile.PROCESS, 0, nowUs);
    }

    /** The schedule of REMBs did what was due by time. */
    public void remb(long nowUs) {
        directive(TraceFile.REMB, 0, nowUs);
    }

    /** All begins anew. */
    public void reset(long nowUs) {
        directive(TraceFile.RESET, 0, nowUs);
    }

    private void directive(int kind, long value, long nowUs) {
        add(kind, value, 0, 0, nowUs);
    }

    private static long pair(int high, int low) {
        return (long) high << 32 | low & U32;
    }

    /** Whether a trace can say it. */
    private static boolean isTime(long timeUs) {
        return timeUs >= 0 && timeUs <= TraceReader.MAX_TIME_US;
    }

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

    /** Has the rest written and the file closed. The caller adds nothing any more. */
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
            LOG.debug("{}: the recorder is closed, and finishes by itself", peerConnectionId, e);
        } catch (OutOfMemoryError e) {
            LOG.debug("{}: no thread to be had for now; the next chunk asks again", peerConnectionId, e);
        }
    }

    /** Writes what there is and closes the file; what comes meanwhile is dropped. On the recorder's thread. */
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
        } catch (IOException e) {
            fail(e, end);
            isLast = true;
        }
        if (isLast) {
            end();
        }
    }

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

    private void goToNextChunk() {
        Chunk done = first;
        first = done.next;
        done.next = null;
        if (spare == null) {
            spare = done;
        }
    }

    private void fail(IOException e, long end) {
        LOG.warn("{}: recording failed and stops", peerConnectionId, e);
        long filledSince = filled.getAndSet(SEALED);
        long unread = (filledSince == SEALED ? end : filledSince) - emptied.getPlain();
        drop(unread + (file == null ? 0 : file.unwrittenEntries()));
        if (file == null) {
            return;
        }
        try {
            file.abandon();
        } catch (IOException again) {
            LOG.debug("{}: what was written of it may end within a line", peerConnectionId, again);
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

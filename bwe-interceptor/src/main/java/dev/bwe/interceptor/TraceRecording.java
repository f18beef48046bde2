package dev.bwe.interceptor;

import dev.bwe.core.PacketInfo;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One peer connection's recording: a ring that the holder of the interceptor's lock fills and the recorder's thread empties. */
final class TraceRecording {
    /** Entries that fit; at 10,000 packets a second they last for three seconds. */
    static final int CAPACITY = 1 << 15;

    private static final Logger LOG = LoggerFactory.getLogger(TraceRecorder.class);
    private static final int COLUMNS = 5;
    private static final long WRITE_EVERY_MS = 100;
    private static final int MOST_FILES_OF_A_NAME = 10_000;

    /* What the first column holds in place of an arrival time, which is 0 or more. */
    private static final long RTT = -1;
    private static final long REMOVE = -2;
    private static final long MAX = -3;

    private final Path directory;
    private final String name;
    private final ScheduledExecutorService executor;
    private final AtomicLong droppedOfAll;
    private final long[] ring = new long[CAPACITY * COLUMNS];
    private final AtomicLong filled = new AtomicLong();
    private final AtomicLong emptied = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private long dropped;
    private volatile boolean closed;

    private BufferedWriter writer;
    private boolean failed;

    TraceRecording(Path directory, String peerConnectionId, ScheduledExecutorService executor, AtomicLong droppedOfAll) {
        this.directory = directory;
        this.name = peerConnectionId.replaceAll("[^A-Za-z0-9_-]", "_");
        this.executor = executor;
        this.droppedOfAll = droppedOfAll;
    }

    void packet(PacketInfo packet) {
        add(packet.arrivalUs(), packet.absSendTime(), packet.payloadSize(), Integer.toUnsignedLong(packet.ssrc()), packet.nowUs());
    }

    void rtt(long rttMs, long nowUs) {
        add(RTT, rttMs, 0, 0, nowUs);
    }

    void remove(int ssrc, long nowUs) {
        add(REMOVE, Integer.toUnsignedLong(ssrc), 0, 0, nowUs);
    }

    void max(long bitrateBps, long nowUs) {
        add(MAX, bitrateBps, 0, 0, nowUs);
    }

    private void add(long kind, long second, long third, long fourth, long nowUs) {
        long position = filled.getPlain();
        if (closed || position - emptied.getAcquire() == CAPACITY) {
            dropped++;
            droppedOfAll.incrementAndGet();
            return;
        }
        int start = (int) (position % CAPACITY) * COLUMNS;
        ring[start] = kind;
        ring[start + 1] = second;
        ring[start + 2] = third;
        ring[start + 3] = fourth;
        ring[start + 4] = nowUs;
        filled.set(position + 1);
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            schedule(WRITE_EVERY_MS);
        }
    }

    /** Writes what there is and closes the file. The caller adds nothing any more. */
    void close() {
        if (!closed) {
            closed = true;
            schedule(0);
        }
    }

    private void schedule(long delayMs) {
        try {
            executor.schedule(this::write, delayMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: the recorder is closed", name, e);
        }
    }

    private void write() {
        boolean last = closed;
        scheduled.set(false);
        try {
            long end = filled.getAcquire();
            for (long position = emptied.getPlain(); position < end; position++) {
                append((int) (position % CAPACITY) * COLUMNS);
                emptied.setRelease(position + 1);
            }
            if (writer != null) {
                if (last && dropped > 0) {
                    writer.write("# " + dropped + " entries were dropped\n");
                }
                writer.flush();
                if (last) {
                    writer.close();
                    writer = null;
                    failed = true;
                }
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void append(int start) throws IOException {
        if (failed) {
            droppedOfAll.incrementAndGet();
            return;
        }
        if (writer == null) {
            writer = open();
            writer.write("# arrival_us send24 size ssrc now_us\n");
        }
        String line;
        if (ring[start] >= 0) {
            line = ring[start] + " " + ring[start + 1] + " " + ring[start + 2] + " " + ring[start + 3] + " " + ring[start + 4] + "\n";
        } else {
            String directive = ring[start] == RTT ? "rtt " : ring[start] == REMOVE ? "remove " : "max ";
            line = directive + ring[start + 1] + " " + ring[start + 4] + "\n";
        }
        writer.write(line);
    }

    /** A name that was used before gets a number. */
    private BufferedWriter open() throws IOException {
        for (int number = 1; ; number++) {
            Path file = directory.resolve(name + (number == 1 ? "" : "-" + number) + ".trace");
            try {
                return Files.newBufferedWriter(file, StandardCharsets.US_ASCII, StandardOpenOption.CREATE_NEW);
            } catch (FileAlreadyExistsException e) {
                if (number == MOST_FILES_OF_A_NAME) {
                    throw e;
                }
            }
        }
    }

    private void fail(IOException e) {
        if (!failed) {
            LOG.warn("{}: recording failed and stops", name, e);
        }
        failed = true;
        emptied.setRelease(filled.getAcquire());
    }
}

package dev.bwe.interceptor;

import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.PacketInfo;
import dev.bwe.core.TimestampSource;
import dev.bwe.core.trace.TraceHead;
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
    private static final int RTT = -1;
    private static final int REMOVE = -2;
    private static final int MAX = -3;
    private static final int MIN_BITRATE = -4;
    private static final int MAX_BITRATE = -5;
    private static final int PROCESS = -6;
    private static final int REMB = -7;
    private static final long NO_SEND_TIME = -1;
    private static final long U32 = 0xFFFFFFFFL;

    private final Path directory;
    private final String name;
    private final String head;
    private final boolean rtpTimestamps;
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

    TraceRecording(Path directory, String peerConnectionId, BweOptions options, ScheduledExecutorService executor,
            AtomicLong droppedOfAll) {
        this.directory = directory;
        this.name = peerConnectionId.replaceAll("[^A-Za-z0-9_-]", "_");
        EstimatorConfig config = options.estimatorConfig();
        rtpTimestamps = config.timestampSource() != TimestampSource.ABS_SEND_TIME;
        head = TraceHead.of(config, options.rembIntervalUs(), options.maxRembBitrateBps())
                + (rtpTimestamps
                ? "# arrival_us rtp_timestamp tx_offset size ssrc now_us, or with ast: "
                        + "arrival_us send24 rtp_timestamp tx_offset size ssrc now_us\n"
                : "# arrival_us send24 size ssrc now_us\n");
        this.executor = executor;
        this.droppedOfAll = droppedOfAll;
    }

    void packet(PacketInfo packet) {
        add(packet.arrivalUs(), packet.hasAbsSendTime() ? packet.absSendTime() : NO_SEND_TIME,
                pair(packet.rtpTimestamp(), packet.transmissionOffset()), pair(packet.ssrc(), packet.payloadSize()),
                packet.nowUs());
    }

    void rtt(long rttMs, long nowUs) {
        directive(RTT, rttMs, nowUs);
    }

    void remove(int ssrc, long nowUs) {
        directive(REMOVE, Integer.toUnsignedLong(ssrc), nowUs);
    }

    /** REMBs were limited. */
    void max(long bitrateBps, long nowUs) {
        directive(MAX, bitrateBps, nowUs);
    }

    void minBitrate(long bitrateBps, long nowUs) {
        directive(MIN_BITRATE, bitrateBps, nowUs);
    }

    void maxBitrate(long bitrateBps, long nowUs) {
        directive(MAX_BITRATE, bitrateBps, nowUs);
    }

    /** The estimator did what was due by time. */
    void process(long nowUs) {
        directive(PROCESS, 0, nowUs);
    }

    /** The schedule of REMBs did what was due by time. */
    void remb(long nowUs) {
        directive(REMB, 0, nowUs);
    }

    private void directive(int kind, long value, long nowUs) {
        add(kind, value, 0, 0, nowUs);
    }

    private static long pair(int high, int low) {
        return (long) high << 32 | low & U32;
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
            writer.write(head);
        }
        writer.write(ring[start] >= 0 ? packetLine(start) : directiveLine(start));
    }

    private String packetLine(int start) {
        long arrivalUs = ring[start];
        long sendTime = ring[start + 1];
        String sizeSsrcNow = (int) ring[start + 3] + " " + (ring[start + 3] >>> 32) + " " + ring[start + 4] + "\n";
        if (!rtpTimestamps) {
            return arrivalUs + " " + sendTime + " " + sizeSsrcNow;
        }
        String timestamps = (ring[start + 2] >>> 32) + " " + (int) ring[start + 2] + " ";
        return sendTime == NO_SEND_TIME
                ? arrivalUs + " " + timestamps + sizeSsrcNow
                : "ast " + arrivalUs + " " + sendTime + " " + timestamps + sizeSsrcNow;
    }

    private String directiveLine(int start) {
        long value = ring[start + 1];
        String directive = switch ((int) ring[start]) {
            case RTT -> "rtt " + value;
            case REMOVE -> "remove " + value;
            case MAX -> "max " + TraceHead.limit(value);
            case MIN_BITRATE -> "min_bitrate " + value;
            case MAX_BITRATE -> "max_bitrate " + TraceHead.limit(value);
            case PROCESS -> "process " + value;
            case REMB -> "remb " + value;
            default -> throw new IllegalStateException("kind " + ring[start]);
        };
        return directive + " " + ring[start + 4] + "\n";
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

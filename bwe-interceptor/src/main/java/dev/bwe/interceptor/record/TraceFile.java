package dev.bwe.interceptor.record;

import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.TimestampSource;
import dev.bwe.core.trace.TraceHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;

/** A recording's file: turns entries into the lines of a trace. Used by the recorder's thread only. */
final class TraceFile {
    /** Makes a new file. */
    interface Opener {
        Opener DEFAULT = file -> Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

        /** Fails with {@link FileAlreadyExistsException} where there is one of that name. */
        SeekableByteChannel open(Path file) throws IOException;
    }

    /** The lines on their way to a file; files that one thread writes, one after the other, share it. */
    static final class Text {
        private static final int SIZE = 1 << 14;

        private final StringBuilder lines = new StringBuilder(SIZE);
        private final ByteBuffer bytes = ByteBuffer.allocate(SIZE);

        private boolean isLong() {
            return lines.length() > SIZE - MOST_OF_A_LINE;
        }

        private void writeTo(SeekableByteChannel channel) throws IOException {
            int next = 0;
            while (next < lines.length()) {
                bytes.clear();
                while (next < lines.length() && bytes.hasRemaining()) {
                    bytes.put((byte) lines.charAt(next++));
                }
                bytes.flip();
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        }
    }

    /** Of an entry: a packet's arrival time or the kind of a directive; then what depends on it; at last now. */
    static final int COLUMNS = 5;

    /* What the first column holds in place of an arrival time, which is 0 or more. */
    static final int RTT = -1;
    static final int REMOVE = -2;
    static final int MAX = -3;
    static final int MIN_BITRATE = -4;
    static final int MAX_BITRATE = -5;
    static final int PROCESS = -6;
    static final int REMB = -7;
    static final int RESET = -8;
    static final long NO_SEND_TIME = -1;

    private static final int MOST_OF_A_LINE = 128;
    private static final int MOST_FILES_OF_A_NAME = 10_000;
    /** Characters of a file's name but for number and ending; file systems take 255 bytes, some that encrypt 140. */
    private static final int LONGEST_NAME = 100;

    private final SeekableByteChannel channel;
    private final boolean rtpTimestamps;
    private final Text text;
    private final StringBuilder lines;
    private long writtenBytes;
    private int unwrittenEntries;

    /** Makes the file and puts down with which options the peer connection was made. */
    TraceFile(Path directory, Opener opener, String peerConnectionId, RecordedOptions options, Text text)
            throws IOException {
        EstimatorConfig config = options.estimatorConfig();
        channel = open(directory, opener, name(peerConnectionId));
        rtpTimestamps = hasRtpTimestamps(options);
        this.text = text;
        lines = text.lines;
        lines.append(TraceHead.of(config, options.rembIntervalUs(), options.maxRembBitrateBps()));
        lines.append(
                rtpTimestamps
                        ? "# arrival_us rtp_timestamp tx_offset size ssrc now_us, or with ast: "
                                + "arrival_us send24 rtp_timestamp tx_offset size ssrc now_us\n"
                        : "# arrival_us send24 size ssrc now_us\n");
    }

    /** Whether packets have RTP timestamps, and those without absolute send time can be told. */
    static boolean hasRtpTimestamps(RecordedOptions options) {
        return options.estimatorConfig().timestampSource() != TimestampSource.ABS_SEND_TIME;
    }

    private static String name(String peerConnectionId) {
        String name = peerConnectionId.replaceAll("[^A-Za-z0-9_-]", "_");
        if (name.length() <= LONGEST_NAME) {
            return name;
        }
        String hash = "-" + HexFormat.of().toHexDigits(peerConnectionId.hashCode());
        return name.substring(0, LONGEST_NAME - hash.length()) + hash;
    }

    /** A name that was used before gets a number. */
    private static SeekableByteChannel open(Path directory, Opener opener, String name) throws IOException {
        for (int number = 1; ; number++) {
            Path file = directory.resolve(name + (number == 1 ? "" : "-" + number) + ".trace");
            try {
                return opener.open(file);
            } catch (FileAlreadyExistsException e) {
                if (number == MOST_FILES_OF_A_NAME) {
                    throw e;
                }
            }
        }
    }

    /** Adds a line; it is in the file after {@link #flush()} at the latest. */
    void append(long[] entries, int start) throws IOException {
        if (entries[start] >= 0) {
            appendPacket(entries, start);
        } else {
            appendDirective((int) entries[start], entries[start + 1]);
        }
        lines.append(entries[start + 4]).append('\n');
        unwrittenEntries++;
        if (text.isLong()) {
            flush();
        }
    }

    private void appendPacket(long[] entries, int start) {
        long arrivalUs = entries[start];
        long sendTime = entries[start + 1];
        long timestampAndOffset = entries[start + 2];
        long ssrcAndSize = entries[start + 3];
        if (rtpTimestamps && sendTime != NO_SEND_TIME) {
            lines.append("ast ");
        }
        lines.append(arrivalUs).append(' ');
        if (sendTime != NO_SEND_TIME) {
            lines.append(sendTime).append(' ');
        }
        if (rtpTimestamps) {
            lines.append(timestampAndOffset >>> 32)
                    .append(' ')
                    .append((int) timestampAndOffset)
                    .append(' ');
        }
        lines.append((int) ssrcAndSize).append(' ').append(ssrcAndSize >>> 32).append(' ');
    }

    private void appendDirective(int kind, long value) {
        lines.append(
                switch (kind) {
                    case RTT -> "rtt ";
                    case REMOVE -> "remove ";
                    case MAX -> "max ";
                    case MIN_BITRATE -> "min_bitrate ";
                    case MAX_BITRATE -> "max_bitrate ";
                    case PROCESS -> "process ";
                    case REMB -> "remb ";
                    case RESET -> "reset ";
                    default -> throw new IllegalStateException("kind " + kind);
                });
        if (kind == MAX || kind == MAX_BITRATE) {
            lines.append(TraceHead.limit(value));
        } else {
            lines.append(value);
        }
        lines.append(' ');
    }

    void flush() throws IOException {
        text.writeTo(channel);
        writtenBytes += lines.length();
        unwrittenEntries = 0;
        lines.setLength(0);
    }

    /** Entries that were added since the last flush that succeeded. */
    int unwrittenEntries() {
        return unwrittenEntries;
    }

    /** Writes what there is, and at the end how many entries are missing. */
    void close(long dropped) throws IOException {
        if (dropped > 0) {
            lines.append("# ").append(dropped).append(" entries were dropped\n");
        }
        flush();
        channel.close();
    }

    /** Closes the file after a failure, without the entries that were not written. */
    void abandon() throws IOException {
        lines.setLength(0);
        try (channel) {
            // Half a line would make the trace malformed.
            channel.truncate(writtenBytes);
        }
    }
}

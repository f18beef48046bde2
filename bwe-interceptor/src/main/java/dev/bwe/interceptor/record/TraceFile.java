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

/** A recording's file, which writes entries as the lines of a trace. Used by the recorder's thread only. */
final class TraceFile {
    /** Opens files. */
    interface Opener {
        Opener DEFAULT = file -> Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

        /** Makes a file; throws {@link FileAlreadyExistsException} if one of that name exists. */
        SeekableByteChannel open(Path file) throws IOException;
    }

    /** Lines that are not written yet. Files that one thread writes one after the other share it. */
    static final class Text {
        private static final int SIZE = 1 << 14;

        private final StringBuilder lines = new StringBuilder(SIZE);
        private final ByteBuffer bytes = ByteBuffer.allocate(SIZE);

        private boolean isLong() {
            return lines.length() > SIZE - MAX_LINE_LENGTH;
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

    /** The columns of an entry: a packet's arrival time or the kind of a directive; three columns that depend on it; the current time. */
    static final int COLUMNS = 5;

    /* Kinds of directives, in place of an arrival time, which is 0 or more. */
    static final int RTT = -1;
    static final int REMOVE = -2;
    static final int MAX = -3;
    static final int MIN_BITRATE = -4;
    static final int MAX_BITRATE = -5;
    static final int PROCESS = -6;
    static final int REMB = -7;
    static final int RESET = -8;
    static final long NO_SEND_TIME = -1;

    private static final int MAX_LINE_LENGTH = 128;

    private final SeekableByteChannel channel;
    private final boolean rtpTimestamps;
    private final Text text;
    private final StringBuilder lines;
    private long writtenBytes;
    private int unwrittenEntries;

    /** Makes the file and writes the peer connection's options at its head. */
    TraceFile(Path directory, Opener opener, String peerConnectionId, RecordedOptions options, Text text)
            throws IOException {
        EstimatorConfig config = options.estimatorConfig();
        channel = TraceFileName.of(peerConnectionId).open(directory, opener);
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

    /** Returns whether entries have RTP timestamps, so that packets without an absolute send time can be recorded. */
    static boolean hasRtpTimestamps(RecordedOptions options) {
        return options.estimatorConfig().timestampSource() != TimestampSource.ABS_SEND_TIME;
    }

    /** Adds a line, which {@link #flush()} writes at the latest. */
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

    /** Returns the number of entries added since the last successful flush. */
    int unwrittenEntries() {
        return unwrittenEntries;
    }

    /** Writes the remaining lines and, if entries were dropped, a last line with their number. */
    void close(long dropped) throws IOException {
        if (dropped > 0) {
            lines.append("# ").append(dropped).append(" entries were dropped\n");
        }
        flush();
        channel.close();
    }

    /** Closes the file after a failure, without the entries that have not been written. */
    void abandon() throws IOException {
        lines.setLength(0);
        try (channel) {
            // Half a line would make the trace malformed.
            channel.truncate(writtenBytes);
        }
    }
}

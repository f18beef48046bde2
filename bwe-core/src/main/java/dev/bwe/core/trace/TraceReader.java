package dev.bwe.core.trace;

import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.PacketInfo;
import dev.bwe.core.TimestampSource;
import java.io.IOException;
import java.io.Reader;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a packet trace line by line: text with columns separated by blanks.
 *
 * <pre>
 * arrival_us send24 size ssrc [now_us]   a packet; now_us is arrival_us if it is missing
 * </pre>
 *
 * <p>or, in the other format,
 *
 * <pre>
 * arrival_us rtp_timestamp tx_offset|- size ssrc [now_us]              a packet without absolute send time
 * ast arrival_us send24 rtp_timestamp tx_offset|- size ssrc [now_us]   a packet with it
 * process 0 TIME_US                                                    the timer calls the estimator
 * </pre>
 *
 * <p>and in both
 *
 * <pre>
 * rtt MS TIME_US                         a round-trip time was measured
 * remove SSRC TIME_US                    a stream has ended
 * max BPS|- TIME_US                      the upper bound of the bitrate in REMBs is set; - for no bound
 * min_bitrate BPS TIME_US                the lower bound of the estimate is set
 * max_bitrate BPS|- TIME_US              the upper bound of the estimate is set; - for no bound
 * remb 0 TIME_US                         the timer calls the REMB schedule
 * reset 0 TIME_US                        a new call begins; if the head says that the timer was recorded,
 *                                        the estimator of the same call is reset, and bounds set before stay
 * # ...                                  a comment; blank lines are ignored too
 * </pre>
 *
 * <p>Lines {@code config NAME VALUE} before all these give the configuration of a recorded call ({@link TraceHead}), which
 * determines the format.
 *
 * <p>A line of any other form is an error. Not thread-safe.
 */
public final class TraceReader {
    /** The columns of the packets. */
    public enum Format {
        /** Absolute send times: {@code arrival_us send24 size ssrc [now_us]}. */
        ABS_SEND_TIME,
        /** RTP timestamps, with or without absolute send times. */
        RTP_TIMESTAMP
    }

    /** The kinds of lines. */
    public enum Entry {
        /** A packet has arrived: {@link TraceReader#packet()}. */
        PACKET,
        /** A round-trip time was measured: {@link TraceReader#value()} in milliseconds. */
        RTT,
        /** A stream has ended: {@link TraceReader#value()} is its SSRC. */
        REMOVE,
        /** Upper bound of REMBs: {@link TraceReader#value()} in bit/s, {@link Long#MAX_VALUE} for no bound. */
        MAX,
        /** Lower bound of the estimate: {@link TraceReader#value()} in bit/s. */
        MIN_BITRATE,
        /** Upper bound of the estimate: {@link TraceReader#value()} in bit/s, {@link Long#MAX_VALUE} for no bound. */
        MAX_BITRATE,
        /** The timer calls the REMB schedule. */
        REMB,
        /** A new call begins, or the estimator of a recorded one is reset. */
        RESET,
        /** The timer calls the estimator. */
        PROCESS,
        /** The end of the trace. */
        END
    }

    /** The maximum time in a trace, in microseconds: about 31,000 years. */
    public static final long MAX_TIME_US = 1_000_000_000_000_000_000L;
    /** The maximum size of a packet in a trace, in bytes: the maximum of the length field of a UDP datagram. */
    public static final int MAX_SIZE = 65_535;

    private static final long MAX_SSRC = 0xFFFFFFFFL;
    private static final long MAX_RTP_TIMESTAMP = 0xFFFFFFFFL;
    private static final int DIRECTIVE_COLUMNS = 3;

    private final TraceLines lines;
    /** The format that the caller chose; null for that of the head of the trace. */
    private final @Nullable Format wanted;

    private final TraceHead head = new TraceHead();
    /* Set once the head is read. */
    @SuppressWarnings("NullAway.Init")
    private EstimatorConfig config;

    @SuppressWarnings("NullAway.Init")
    private Format format;

    private final PacketInfo packet = new PacketInfo();
    private Entry entry = Entry.END;
    private long value;
    private long timeUs;

    /**
     * Creates a reader of packets in the format that the head of the trace names, or with absolute send times if it names none.
     *
     * @param reader the text; it needs no buffer, and the caller closes it
     */
    public TraceReader(Reader reader) {
        lines = new TraceLines(Objects.requireNonNull(reader, "reader"));
        wanted = null;
    }

    /**
     * Creates a reader of packets in one format. A trace whose head names the other one is malformed.
     *
     * @param reader the text; it needs no buffer, and the caller closes it
     * @param format the columns of the packets
     */
    public TraceReader(Reader reader, Format format) {
        lines = new TraceLines(Objects.requireNonNull(reader, "reader"));
        wanted = Objects.requireNonNull(format, "format");
    }

    /**
     * Reads the next packet or directive.
     *
     * @return its kind
     * @throws TraceFormatException if the line is malformed
     * @throws IOException          if reading fails
     */
    public Entry next() throws IOException {
        entry = read();
        return entry;
    }

    private Entry read() throws IOException {
        boolean more = config == null ? readHead() : lines.next();
        if (!more) {
            return Entry.END;
        }
        if (lines.startsWithLetter()) {
            return format == Format.RTP_TIMESTAMP && lines.columnIs(0, "ast") ? readPacketWithBoth() : readDirective();
        }
        return format == Format.RTP_TIMESTAMP ? readRtpPacket() : readPacket();
    }

    /** Reads up to the first line after the head. Returns false if there is none. */
    private boolean readHead() throws IOException {
        boolean more = lines.next();
        while (more && lines.columnIs(0, TraceHead.WORD)) {
            head.read(lines);
            checkFormat();
            more = lines.next();
        }
        format = wanted != null ? wanted : formatOf(head.timestampSource());
        config = head.config();
        return more;
    }

    private void checkFormat() throws TraceFormatException {
        if (wanted != null && head.timestampSource() != null && wanted != formatOf(head.timestampSource())) {
            throw lines.malformed("this trace has " + (wanted == Format.ABS_SEND_TIME ? "" : "no ")
                    + "RTP timestamps: timestampSource was " + head.timestampSource());
        }
    }

    private static Format formatOf(@Nullable TimestampSource source) {
        return source == null || source == TimestampSource.ABS_SEND_TIME ? Format.ABS_SEND_TIME : Format.RTP_TIMESTAMP;
    }

    /** Returns the configuration of the call; complete once an entry was read. */
    TraceHead head() {
        return head;
    }

    /**
     * Returns the options of the estimator in the head of the trace, with libwebrtc's values for those it does not name.
     *
     * @return the options; null before an entry was read
     */
    public EstimatorConfig config() {
        return config;
    }

    /**
     * Returns the number of the line that was read last.
     *
     * @return 1 for the first line, 0 before it
     */
    public int lineNumber() {
        return lines.lineNumber();
    }

    /**
     * Returns the packet that was read last.
     *
     * @return always the same object, which the next line overwrites
     */
    public PacketInfo packet() {
        return packet;
    }

    /**
     * Returns the value of the directive that was read last.
     *
     * @return a value whose meaning depends on the directive, see {@link Entry}
     */
    public long value() {
        return value;
    }

    /**
     * Returns the time of the line that was read last.
     *
     * @return {@link PacketInfo#nowUs()} of the packet or the time of the directive, in microseconds
     */
    long nowUs() {
        return entry == Entry.PACKET ? packet.nowUs() : timeUs;
    }

    /**
     * Returns the time of the directive that was read last.
     *
     * @return microseconds
     */
    public long timeUs() {
        return timeUs;
    }

    private Entry readPacket() throws TraceFormatException {
        int columns = lines.columns();
        if (columns != 4 && columns != 5) {
            throw lines.malformed(columns(columns) + ", but a packet has 4 or 5: arrival_us send24 size ssrc [now_us]");
        }
        long arrivalUs = lines.number(0, "arrival_us", MAX_TIME_US);
        int send24 = (int) lines.number(1, "send24", PacketInfo.MAX_ABS_SEND_TIME);
        int size = (int) lines.number(2, "size", MAX_SIZE);
        int ssrc = (int) lines.number(3, "ssrc", MAX_SSRC);
        long nowUs = columns == 5 ? lines.number(4, "now_us", MAX_TIME_US) : arrivalUs;
        packet.arrivalUs(arrivalUs)
                .absSendTime(send24)
                .payloadSize(size)
                .ssrc(ssrc)
                .nowUs(nowUs);
        return Entry.PACKET;
    }

    private Entry readRtpPacket() throws TraceFormatException {
        int columns = lines.columns();
        if (columns != 5 && columns != 6) {
            throw lines.malformed(columns(columns)
                    + ", but a packet has 5 or 6: arrival_us rtp_timestamp tx_offset|- size ssrc [now_us]");
        }
        packet.arrivalUs(lines.number(0, "arrival_us", MAX_TIME_US)).withoutAbsSendTime();
        return readRest(1);
    }

    private Entry readPacketWithBoth() throws TraceFormatException {
        int columns = lines.columns();
        if (columns != 7 && columns != 8) {
            throw lines.malformed(
                    columns(columns)
                            + ", but this packet has 7 or 8: ast arrival_us send24 rtp_timestamp tx_offset|- size ssrc [now_us]");
        }
        packet.arrivalUs(lines.number(1, "arrival_us", MAX_TIME_US));
        packet.absSendTime((int) lines.number(2, "send24", PacketInfo.MAX_ABS_SEND_TIME));
        return readRest(3);
    }

    private Entry readRest(int column) throws TraceFormatException {
        packet.rtpTimestamp((int) lines.number(column, "rtp_timestamp", MAX_RTP_TIMESTAMP));
        packet.transmissionOffset(
                lines.columnIs(column + 1, "-")
                        ? 0
                        : (int) lines.number(
                                column + 1,
                                "tx_offset",
                                PacketInfo.MIN_TRANSMISSION_OFFSET,
                                PacketInfo.MAX_TRANSMISSION_OFFSET));
        packet.payloadSize((int) lines.number(column + 2, "size", MAX_SIZE));
        packet.ssrc((int) lines.number(column + 3, "ssrc", MAX_SSRC));
        packet.nowUs(
                lines.columns() == column + 5 ? lines.number(column + 4, "now_us", MAX_TIME_US) : packet.arrivalUs());
        return Entry.PACKET;
    }

    private Entry readDirective() throws TraceFormatException {
        if (lines.columnIs(0, "rtt")) {
            return directive(Entry.RTT, "rtt MS TIME_US", "MS", Integer.MAX_VALUE);
        }
        if (lines.columnIs(0, "remove")) {
            return directive(Entry.REMOVE, "remove SSRC TIME_US", "SSRC", MAX_SSRC);
        }
        if (lines.columnIs(0, "max")) {
            return limit(Entry.MAX, "max BPS|- TIME_US");
        }
        if (lines.columnIs(0, "min_bitrate")) {
            return directive(Entry.MIN_BITRATE, "min_bitrate BPS TIME_US", "BPS", TraceHead.MAX_BPS);
        }
        if (lines.columnIs(0, "max_bitrate")) {
            return limit(Entry.MAX_BITRATE, "max_bitrate BPS|- TIME_US");
        }
        if (lines.columnIs(0, "remb")) {
            return directive(Entry.REMB, "remb 0 TIME_US", "remb's value", 0);
        }
        if (lines.columnIs(0, "reset")) {
            return directive(Entry.RESET, "reset 0 TIME_US", "reset's value", 0);
        }
        if (lines.columnIs(0, TraceHead.WORD)) {
            throw lines.malformed("config comes before all other lines");
        }
        if (format == Format.ABS_SEND_TIME) {
            throw lines.malformed(lines.quoted(0)
                    + " is not a directive; there are rtt, remove, max, min_bitrate, max_bitrate, remb and reset");
        }
        if (lines.columnIs(0, "process")) {
            return directive(Entry.PROCESS, "process 0 TIME_US", "process's value", 0);
        }
        throw lines.malformed(lines.quoted(0) + " is neither ast nor a directive;"
                + " there are rtt, remove, max, min_bitrate, max_bitrate, remb, reset and process");
    }

    private Entry limit(Entry entry, String form) throws TraceFormatException {
        checkColumns(form);
        value = lines.columnIs(1, TraceHead.NONE) ? TraceHead.NO_LIMIT : lines.number(1, "BPS", TraceHead.MAX_BPS);
        return readTime(entry);
    }

    private Entry directive(Entry entry, String form, String valueName, long max) throws TraceFormatException {
        checkColumns(form);
        value = lines.number(1, valueName, max);
        return readTime(entry);
    }

    private void checkColumns(String form) throws TraceFormatException {
        if (lines.columns() != DIRECTIVE_COLUMNS) {
            throw lines.malformed(columns(lines.columns()) + ", but this directive has 3: " + form);
        }
    }

    private Entry readTime(Entry entry) throws TraceFormatException {
        timeUs = lines.number(2, "TIME_US", MAX_TIME_US);
        return entry;
    }

    static String columns(int count) {
        return count == 1 ? "1 column" : count + " columns";
    }
}

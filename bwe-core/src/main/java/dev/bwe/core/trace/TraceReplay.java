package dev.bwe.core.trace;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.EstimatorSnapshot;
import dev.bwe.core.PacketInfo;
import dev.bwe.core.RembSchedule;
import dev.bwe.core.SsrcList;
import dev.bwe.core.TimestampSource;
import dev.bwe.core.state.BandwidthUsage;
import java.io.IOException;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Replays a trace through an estimator and a REMB schedule, and writes their results as text. It replays one line of the trace at
 * a time, so all results before a malformed line are written. The timer of the estimator is ideal: it starts with the first line,
 * and calls that are due by the time of a line come before that line, each at its own time, unless the line starts a new call. Not
 * thread-safe.
 *
 * <p>If the head of the trace ({@link TraceHead}) says that the timer was recorded, and the options are those of the head, only
 * lines of the trace call the timer: the replay then does exactly what the recorded estimator did.
 */
public final class TraceReplay {
    /** The kinds of output. */
    public enum Output {
        /**
         * Each update of the estimate: {@code time_us bitrate_bps state n_ssrcs}. State 0 is normal, 1 underusing, 2 overusing.
         * The time is the arrival time of the packet with absolute send times alone, and the time of the call otherwise.
         */
        UPDATES,
        /** Each REMB: {@code now_us bitrate_bps ssrc,ssrc,...}; {@code -} for no SSRCs. */
        REMBS,
        /**
         * The state after each packet.
         *
         * <p>With absolute send times: {@code arrival_us estimate state offset incoming threshold deltas variance slope
         * rate_control valid phase link_capacity_kbps probe_packets updated link_capacity_deviation}. The phase is 0 for hold, 1
         * for increase, 2 for decrease.
         *
         * <p>With RTP timestamps: {@code now_us estimate state n_streams offset threshold deltas incoming}.
         *
         * <p>With automatic choice, and also after each call by the timer: {@code now_us estimate abs_send_time
         * packets_without_send_time state}.
         */
        EVERY
    }

    private static final long US_PER_MS = 1000;

    private final TraceReader reader;
    private final Output output;
    private final UnaryOperator<EstimatorConfig> change;

    /* Set once the head of the trace is read. */
    @SuppressWarnings("NullAway.Init")
    private EstimatorConfig config;

    @SuppressWarnings("NullAway.Init")
    private TimestampSource source;

    private boolean writesEveryCall;
    private boolean timerIsIdeal;

    @SuppressWarnings("NullAway.Init")
    private BandwidthEstimator estimator;

    @SuppressWarnings("NullAway.Init")
    private RembSchedule rembs;

    private long maxRembBitrateBps;

    /** Where the step under way appends. */
    @SuppressWarnings("NullAway.Init")
    private StringBuilder out;

    private TraceReader.@Nullable Entry pending;
    private boolean started;
    private long timeUs;
    private int idleCalls;

    private final double[] writtenValues = new double[6];
    private final String[] writtenTexts = new String[6];

    /**
     * Creates a replay with the options that the head of the trace names, and libwebrtc's values for all others.
     *
     * @param reader the trace
     * @param output the kind of output
     */
    public TraceReplay(TraceReader reader, Output output) {
        this(reader, output, UnaryOperator.identity());
    }

    /**
     * Creates a replay with given options.
     *
     * @param reader the trace
     * @param output the kind of output
     * @param config the options of the estimator, in place of those of the head of the trace
     */
    public TraceReplay(TraceReader reader, Output output, EstimatorConfig config) {
        this(reader, output, recorded -> config);
        Objects.requireNonNull(config, "config");
    }

    /**
     * Creates a replay with options that are derived from those of the head of the trace.
     *
     * @param reader the trace
     * @param output the kind of output
     * @param change maps the options of the head, with libwebrtc's values for those it does not name, to those of the estimator
     */
    public TraceReplay(TraceReader reader, Output output, UnaryOperator<EstimatorConfig> change) {
        this.reader = Objects.requireNonNull(reader, "reader");
        this.output = Objects.requireNonNull(output, "output");
        this.change = Objects.requireNonNull(change, "change");
    }

    /**
     * Replays the next packet or directive, or a call by the timer that is due before it.
     *
     * @param lines the output is appended to it: no line, one, or several, each with a line feed
     * @return false if the trace has ended, and nothing was replayed
     * @throws TraceFormatException if the next line of the trace is malformed; nothing is appended for it
     * @throws IOException          if reading fails
     */
    public boolean step(StringBuilder lines) throws IOException {
        out = lines;
        if (pending == null) {
            pending = reader.next();
            if (config == null) {
                configure();
            }
        }
        if (pending == TraceReader.Entry.END) {
            return false;
        }
        long lineUs = reader.nowUs();
        boolean startsCall = pending == TraceReader.Entry.RESET;
        if (timerIsIdeal && !startsCall && estimator.nextDeadlineUs() <= lineUs) {
            process(skipIdle(estimator.nextDeadlineUs(), lineUs));
            return true;
        }
        if (timerIsIdeal && !startsCall && !started) {
            process(lineUs);
        }
        TraceReader.Entry entry = pending;
        pending = null;
        idleCalls = 0;
        replay(entry, lineUs);
        return true;
    }

    private void configure() {
        config = Objects.requireNonNull(change.apply(reader.config()), "config");
        source = config.timestampSource();
        writesEveryCall = output == Output.EVERY && source == TimestampSource.AUTOMATIC;
        boolean asRecorded = TraceHead.estimatorLines(config).equals(TraceHead.estimatorLines(reader.config()));
        timerIsIdeal = !reader.head().timerRecorded() || !asRecorded;
        begin();
    }

    private void begin() {
        estimator = new BandwidthEstimator(config);
        estimator.setListener(this::onEstimate);
        maxRembBitrateBps = reader.head().maxRembBitrateBps();
        beginRembs();
    }

    private void beginRembs() {
        rembs = reader.head().newSchedule(maxRembBitrateBps, this::onRemb);
    }

    /** A recorded interceptor keeps its bounds; in other traces a new call follows. */
    private void startCall() {
        if (reader.head().timerRecorded()) {
            estimator.reset();
            beginRembs();
        } else {
            begin();
        }
    }

    private void replay(TraceReader.Entry entry, long lineUs) throws TraceFormatException {
        switch (entry) {
            case PACKET -> replay(reader.packet());
            case RTT -> estimator.onRtt(reader.value() * US_PER_MS);
            case REMOVE -> estimator.removeStream((int) reader.value());
            case MAX -> {
                maxRembBitrateBps = reader.value();
                rembs.setMaxBitrate(maxRembBitrateBps, lineUs, estimator.ssrcs());
            }
            case MIN_BITRATE, MAX_BITRATE -> setBound(entry, lineUs);
            case REMB -> rembs.process(lineUs, estimator.ssrcs());
            case RESET -> {
                startCall();
                if (timerIsIdeal) {
                    process(lineUs);
                }
            }
            case PROCESS -> process(lineUs);
            case END -> throw new IllegalStateException("the end of the trace is not replayed");
        }
    }

    /** Handles a new bound like an update: a fall is sent at once, a rise with the next REMB. An initial bitrate is not sent. */
    private void setBound(TraceReader.Entry entry, long nowUs) throws TraceFormatException {
        try {
            if (entry == TraceReader.Entry.MIN_BITRATE) {
                estimator.setMinBitrateBps(reader.value());
            } else {
                estimator.setMaxBitrateBps(reader.value());
            }
        } catch (IllegalArgumentException e) {
            throw new TraceFormatException(reader.lineNumber(), e.getMessage());
        }
        if (estimator.ssrcs().size() > 0 && estimator.snapshot(nowUs).valid()) {
            rembs.onEstimate(nowUs, estimator.estimateBps(), estimator.ssrcs());
        }
    }

    private void process(long nowUs) {
        started = true;
        timeUs = nowUs;
        estimator.process(nowUs);
        if (writesEveryCall) {
            appendChoice(nowUs);
        }
    }

    /**
     * Returns the deadline, or a later one if the calls before it have no effect. While there is no stream, a call only sets the
     * next deadline after the same interval, from the second such call on. If these calls were not skipped, the replay of a
     * pause of years would take nearly as long.
     */
    private long skipIdle(long deadlineUs, long lineUs) {
        if (writesEveryCall || estimator.ssrcs().size() > 0) {
            idleCalls = 0;
            return deadlineUs;
        }
        long intervalUs = deadlineUs - timeUs;
        if (++idleCalls <= 2 || intervalUs <= 0) {
            return deadlineUs;
        }
        return deadlineUs + (lineUs - deadlineUs) / intervalUs * intervalUs;
    }

    private void replay(PacketInfo packet) {
        timeUs = source == TimestampSource.ABS_SEND_TIME ? packet.arrivalUs() : packet.nowUs();
        boolean updated = estimator.onPacket(packet);
        if (output != Output.EVERY) {
            return;
        }
        switch (source) {
            case ABS_SEND_TIME -> appendState(timeUs, estimator.snapshot(timeUs), updated);
            case RTP_TIMESTAMP -> appendRtpState(timeUs, estimator.snapshot(timeUs));
            case AUTOMATIC -> appendChoice(timeUs);
        }
    }

    private void onEstimate(long nowUs, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs) {
        if (output == Output.UPDATES) {
            out.append(timeUs)
                    .append(' ')
                    .append(bitrateBps)
                    .append(' ')
                    .append(usage.ordinal())
                    .append(' ')
                    .append(ssrcs.size())
                    .append('\n');
        }
        rembs.onEstimate(nowUs, bitrateBps, ssrcs);
    }

    private void onRemb(long nowUs, long bitrateBps, SsrcList ssrcs) {
        if (output != Output.REMBS) {
            return;
        }
        out.append(nowUs).append(' ').append(bitrateBps).append(' ');
        if (ssrcs.size() == 0) {
            out.append('-');
        }
        for (int i = 0; i < ssrcs.size(); i++) {
            out.append(i == 0 ? "" : ",").append(Integer.toUnsignedLong(ssrcs.get(i)));
        }
        out.append('\n');
    }

    private void appendState(long arrivalUs, EstimatorSnapshot state, boolean updated) {
        out.append(arrivalUs)
                .append(' ')
                .append(state.estimateBps())
                .append(' ')
                .append(state.usage().ordinal())
                .append(' ');
        append(0, state.offset());
        out.append(' ').append(state.incomingRateBps()).append(' ');
        append(1, state.threshold());
        out.append(' ').append(state.deltas()).append(' ');
        append(2, state.variance());
        out.append(' ');
        append(3, state.slope());
        out.append(' ')
                .append(state.rateControlBps())
                .append(' ')
                .append(state.valid() ? 1 : 0)
                .append(' ')
                .append(state.rateControlState().ordinal())
                .append(' ');
        append(4, state.linkCapacityKbps());
        out.append(' ')
                .append(state.probePackets())
                .append(' ')
                .append(updated ? 1 : 0)
                .append(' ');
        append(5, state.linkCapacityDeviation());
        out.append('\n');
    }

    private void appendRtpState(long nowUs, EstimatorSnapshot state) {
        out.append(nowUs)
                .append(' ')
                .append(state.estimateBps())
                .append(' ')
                .append(state.usage().ordinal())
                .append(' ')
                .append(state.streams())
                .append(' ');
        append(0, state.offset());
        out.append(' ');
        append(1, state.threshold());
        out.append(' ')
                .append(state.deltas())
                .append(' ')
                .append(state.incomingRateBps())
                .append('\n');
    }

    private void appendChoice(long nowUs) {
        EstimatorSnapshot state = estimator.snapshot(nowUs);
        out.append(nowUs)
                .append(' ')
                .append(state.estimateBps())
                .append(' ')
                .append(state.timestampSource() == TimestampSource.ABS_SEND_TIME ? 1 : 0)
                .append(' ')
                .append(state.packetsWithoutSendTime())
                .append(' ')
                .append(state.usage().ordinal())
                .append('\n');
    }

    /** Reuses the last text of the column: most packets change few values, and formatting 17 digits costs more than all the rest. */
    private void append(int column, double value) {
        if (writtenTexts[column] == null || Double.compare(writtenValues[column], value) != 0) {
            StringBuilder text = new StringBuilder();
            DoubleText.append(text, value);
            writtenValues[column] = value;
            writtenTexts[column] = text.toString();
        }
        out.append(writtenTexts[column]);
    }
}

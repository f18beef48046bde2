package dev.bwe.core.trace;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.BandwidthUsage;
import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.EstimatorSnapshot;
import dev.bwe.core.PacketInfo;
import dev.bwe.core.RembThrottler;
import dev.bwe.core.SsrcList;
import dev.bwe.core.TimestampSource;
import java.io.IOException;
import java.util.Objects;

/**
 * Replays a trace through an estimator and a REMB throttler and tells in text what they do. One line of the trace at a time, so
 * that everything before a malformed line is told. The estimator's timer is an ideal one: it begins with the first line, and what
 * is due by the time of a line is done before it, each at its own time, unless a new call begins with it. Not thread-safe.
 */
public final class TraceReplay {
    /** What is told. */
    public enum Output {
        /**
         * Each update of the estimate: {@code time_us bitrate_bps state n_ssrcs}; 0 is normal, 1 underusing, 2 overusing. The
         * time is the packet's arrival with absolute send times alone, and the clock otherwise.
         */
        UPDATES,
        /** Each REMB: {@code now_us bitrate_bps ssrc,ssrc,...}, with {@code -} for no SSRCs. */
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
         * <p>With either as they come, and also after each call by the timer: {@code now_us estimate abs_send_time
         * packets_without_send_time state}.
         */
        EVERY
    }

    private static final long US_PER_MS = 1000;

    private final TraceReader reader;
    private final Output output;
    private final BandwidthEstimator estimator;
    private RembThrottler throttler;
    private StringBuilder out;
    private final TimestampSource source;
    private final boolean tellsEveryCall;
    private TraceReader.Entry pending;
    private boolean started;
    private long timeUs;
    private int idleCalls;

    private final double[] writtenValues = new double[6];
    private final String[] writtenTexts = new String[6];

    /**
     * Makes a replay with libwebrtc's values.
     *
     * @param reader yields the trace
     * @param output what is told
     */
    public TraceReplay(TraceReader reader, Output output) {
        this(reader, output, EstimatorConfig.defaults());
    }

    /**
     * Makes a replay.
     *
     * @param reader yields the trace
     * @param output what is told
     * @param config the estimator's options
     */
    public TraceReplay(TraceReader reader, Output output, EstimatorConfig config) {
        this.reader = Objects.requireNonNull(reader, "reader");
        this.output = Objects.requireNonNull(output, "output");
        source = config.timestampSource();
        tellsEveryCall = output == Output.EVERY && source == TimestampSource.AUTOMATIC;
        estimator = new BandwidthEstimator(config);
        estimator.setListener(this::onEstimate);
        throttler = new RembThrottler(this::onRemb);
    }

    /**
     * Replays the next packet or directive, or what is due by time before it.
     *
     * @param lines is appended what there is to tell: no line, one, or several, each with a line feed
     * @return false if the trace has ended, and nothing was replayed
     * @throws TraceFormatException if the trace's next line can't be understood; nothing was appended then
     * @throws IOException          if reading fails
     */
    public boolean step(StringBuilder lines) throws IOException {
        out = lines;
        if (pending == null) {
            pending = reader.next();
        }
        if (pending == TraceReader.Entry.END) {
            return false;
        }
        long lineUs = reader.nowUs();
        boolean beginsAnew = pending == TraceReader.Entry.RESET;
        if (!beginsAnew && estimator.nextDeadlineUs() <= lineUs) {
            process(skipIdle(estimator.nextDeadlineUs(), lineUs));
            return true;
        }
        if (!beginsAnew && !started) {
            process(lineUs);
        }
        TraceReader.Entry entry = pending;
        pending = null;
        idleCalls = 0;
        replay(entry, lineUs);
        return true;
    }

    private void replay(TraceReader.Entry entry, long lineUs) {
        switch (entry) {
            case PACKET -> replay(reader.packet());
            case RTT -> estimator.onRtt(reader.value() * US_PER_MS);
            case REMOVE -> estimator.removeStream((int) reader.value());
            case MAX -> throttler.setMaxBitrate(reader.value(), lineUs);
            case RESET -> {
                estimator.reset();
                throttler = new RembThrottler(this::onRemb);
                process(lineUs);
            }
            case PROCESS -> process(lineUs);
            case END -> throw new IllegalStateException("the end is not replayed");
        }
    }

    private void process(long nowUs) {
        started = true;
        timeUs = nowUs;
        estimator.process(nowUs);
        if (tellsEveryCall) {
            appendChoice(nowUs);
        }
    }

    /**
     * While there is no stream, a call does nothing but ask for the next one after the same time, from the second such call on.
     * Without leaving such calls out, a trace with a pause of years would take nearly as long.
     */
    private long skipIdle(long deadlineUs, long lineUs) {
        if (tellsEveryCall || estimator.ssrcs().size() > 0) {
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
            out.append(timeUs).append(' ').append(bitrateBps).append(' ')
                    .append(usage.ordinal()).append(' ').append(ssrcs.size()).append('\n');
        }
        throttler.onEstimate(nowUs, bitrateBps, ssrcs);
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
        out.append(arrivalUs).append(' ').append(state.estimateBps()).append(' ').append(state.usage().ordinal()).append(' ');
        append(0, state.offset());
        out.append(' ').append(state.incomingRateBps()).append(' ');
        append(1, state.threshold());
        out.append(' ').append(state.deltas()).append(' ');
        append(2, state.variance());
        out.append(' ');
        append(3, state.slope());
        out.append(' ').append(state.rateControlBps()).append(' ').append(state.valid() ? 1 : 0).append(' ')
                .append(state.rateControlState().ordinal()).append(' ');
        append(4, state.linkCapacityKbps());
        out.append(' ').append(state.probePackets()).append(' ').append(updated ? 1 : 0).append(' ');
        append(5, state.linkCapacityDeviation());
        out.append('\n');
    }

    private void appendRtpState(long nowUs, EstimatorSnapshot state) {
        out.append(nowUs).append(' ').append(state.estimateBps()).append(' ').append(state.usage().ordinal()).append(' ')
                .append(state.streams()).append(' ');
        append(0, state.offset());
        out.append(' ');
        append(1, state.threshold());
        out.append(' ').append(state.deltas()).append(' ').append(state.incomingRateBps()).append('\n');
    }

    private void appendChoice(long nowUs) {
        EstimatorSnapshot state = estimator.snapshot(nowUs);
        out.append(nowUs).append(' ').append(state.estimateBps()).append(' ')
                .append(state.timestampSource() == TimestampSource.ABS_SEND_TIME ? 1 : 0).append(' ')
                .append(state.packetsWithoutSendTime()).append(' ').append(state.usage().ordinal()).append('\n');
    }

    /** Most packets leave most values as they are, and writing 17 digits takes longer than everything else here. */
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

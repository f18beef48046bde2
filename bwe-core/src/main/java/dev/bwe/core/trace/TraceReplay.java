package dev.bwe.core.trace;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.BandwidthUsage;
import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.EstimatorSnapshot;
import dev.bwe.core.PacketInfo;
import dev.bwe.core.RembThrottler;
import dev.bwe.core.SsrcList;
import java.io.IOException;
import java.util.Objects;

/**
 * Replays a trace through an estimator and a REMB throttler and tells in text what they do. One line of the trace at a time, so
 * that everything before a malformed line is told. Not thread-safe.
 */
public final class TraceReplay {
    /** What is told. */
    public enum Output {
        /** Each update of the estimate: {@code arrival_us bitrate_bps state n_ssrcs}; 0 is normal, 1 underusing, 2 overusing. */
        UPDATES,
        /** Each REMB: {@code now_us bitrate_bps ssrc,ssrc,...}, with {@code -} for no SSRCs. */
        REMBS,
        /**
         * The state after each packet: {@code arrival_us estimate state offset incoming threshold deltas variance slope
         * rate_control valid phase link_capacity_kbps probe_packets updated link_capacity_deviation}. The phase is 0 for hold,
         * 1 for increase, 2 for decrease.
         */
        EVERY
    }

    private static final long US_PER_MS = 1000;

    private final TraceReader reader;
    private final Output output;
    private final BandwidthEstimator estimator;
    private RembThrottler throttler;
    private StringBuilder out;

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
        estimator = new BandwidthEstimator(config);
        estimator.setListener(this::onEstimate);
        throttler = new RembThrottler(this::onRemb);
    }

    /**
     * Replays the next packet or directive.
     *
     * @param lines is appended what there is to tell: no line, one, or several, each with a line feed
     * @return false if the trace has ended, and nothing was replayed
     * @throws TraceFormatException if the trace's next line can't be understood; nothing was appended then
     * @throws IOException          if reading fails
     */
    public boolean step(StringBuilder lines) throws IOException {
        out = lines;
        switch (reader.next()) {
            case PACKET -> replay(reader.packet());
            case RTT -> estimator.onRtt(reader.value() * US_PER_MS);
            case REMOVE -> estimator.removeStream((int) reader.value());
            case MAX -> throttler.setMaxBitrate(reader.value(), reader.timeUs());
            case RESET -> {
                estimator.reset();
                throttler = new RembThrottler(this::onRemb);
            }
            case END -> {
                return false;
            }
        }
        return true;
    }

    private void replay(PacketInfo packet) {
        boolean updated = estimator.onPacket(packet);
        if (output == Output.EVERY) {
            appendState(packet.arrivalUs(), estimator.snapshot(packet.arrivalUs()), updated);
        }
    }

    private void onEstimate(long nowUs, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs) {
        if (output == Output.UPDATES) {
            out.append(reader.packet().arrivalUs()).append(' ').append(bitrateBps).append(' ')
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

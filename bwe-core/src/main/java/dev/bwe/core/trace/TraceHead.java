package dev.bwe.core.trace;

import dev.bwe.core.DelayDetectorType;
import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.RembSchedule;
import dev.bwe.core.RembSender;
import dev.bwe.core.TimestampSource;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a recorded call: lines {@code config NAME VALUE} at the head of its trace, with which the trace can be
 * replayed without further options. The names are those of the options of {@link EstimatorConfig}, in their units ({@code
 * maxBitrateBps -} for no upper bound), and in addition
 *
 * <pre>
 * config rembIntervalUs US|-       the interval of the REMBs ({@link RembSchedule}); - for libwebrtc's throttle
 * config maxRembBitrateBps BPS|-   the upper bound of the bitrate in REMBs; - for no bound
 * config timer RECORDED|IDEAL      whether the trace has a line for each call by the timer
 * </pre>
 *
 * <p>An option that is not named has libwebrtc's value, and the timer is ideal.
 */
public final class TraceHead {
    static final String WORD = "config";
    /** The maximum bitrate in a trace, in bit/s. */
    static final long MAX_BPS = 1_000_000_000_000_000L;
    /** The bitrate that {@link #NONE} stands for. */
    static final long NO_LIMIT = Long.MAX_VALUE;

    /** Stands for no bound, or for libwebrtc's throttle. */
    static final String NONE = "-";

    private static final int COLUMNS = 3;
    private static final String RATIO = "0\\.[0-9]{1,20}";

    private final EstimatorConfig.Builder builder = EstimatorConfig.builder();
    private final Set<String> named = new HashSet<>();
    /** Null if it is not named. */
    private @Nullable TimestampSource timestampSource;

    private long rembIntervalUs = RembSchedule.LIKE_LIBWEBRTC;
    private long maxRembBitrateBps = NO_LIMIT;
    private boolean timerRecorded;
    private int lastLine;

    TraceHead() {}

    /**
     * Returns the head of a recording that has a line for each call by the timer.
     *
     * @param config            the options of the estimator
     * @param rembIntervalUs    the interval of the REMBs in microseconds, or {@link RembSchedule#LIKE_LIBWEBRTC}
     * @param maxRembBitrateBps the upper bound of the bitrate in REMBs, in bit/s; {@link Long#MAX_VALUE} for no bound
     * @return lines that each end with a line feed
     */
    public static String of(EstimatorConfig config, long rembIntervalUs, long maxRembBitrateBps) {
        return estimatorLines(config)
                + line("rembIntervalUs", rembIntervalUs == RembSchedule.LIKE_LIBWEBRTC ? NONE : rembIntervalUs)
                + line("maxRembBitrateBps", limit(maxRembBitrateBps))
                + line("timer", Timer.RECORDED);
    }

    /** Returns the lines of the options of the estimator; equal configurations have equal lines. */
    static String estimatorLines(EstimatorConfig config) {
        return line("timestampSource", config.timestampSource())
                + line("delayDetector", config.delayDetector())
                + line("groupSpanUs", config.groupSpanUs())
                + line("burstGapUs", config.burstGapUs())
                + line("burstSpanUs", config.burstSpanUs())
                + line("streamTimeoutUs", config.streamTimeoutUs())
                + line("backoffFactor", config.backoffFactor())
                + line("initialBitrateBps", Math.min(config.initialBitrateBps(), MAX_BPS))
                + line("minBitrateBps", config.minBitrateBps())
                + line("maxBitrateBps", limit(config.maxBitrateBps()))
                + line("initialRttUs", config.initialRttUs());
    }

    private static String line(String name, Object value) {
        return WORD + " " + name + " " + value + "\n";
    }

    /**
     * Formats an upper bound.
     *
     * @param bitrateBps bit/s, 0 or more
     * @return the number, or {@code -} if it exceeds all bitrates in a trace and is no bound
     */
    public static String limit(long bitrateBps) {
        return bitrateBps > MAX_BPS ? NONE : Long.toString(bitrateBps);
    }

    void read(TraceLines lines) throws TraceFormatException {
        if (lines.columns() != COLUMNS) {
            throw lines.malformed(TraceReader.columns(lines.columns()) + ", but this line has 3: config NAME VALUE");
        }
        lastLine = lines.lineNumber();
        String name = lines.text(1);
        if (!named.add(name)) {
            throw lines.malformed(lines.quoted(1) + " is configured twice");
        }
        try {
            set(name, lines);
        } catch (IllegalArgumentException e) {
            throw lines.malformed(e.getMessage());
        }
    }

    private void set(String name, TraceLines lines) throws TraceFormatException {
        switch (name) {
            case "timestampSource" -> {
                timestampSource = choice(name, TimestampSource.class, lines);
                builder.timestampSource(timestampSource);
            }
            case "delayDetector" -> builder.delayDetector(choice(name, DelayDetectorType.class, lines));
            case "groupSpanUs" -> builder.groupSpanUs(number(name, lines));
            case "burstGapUs" -> builder.burstGapUs(number(name, lines));
            case "burstSpanUs" -> builder.burstSpanUs(number(name, lines));
            case "streamTimeoutUs" -> builder.streamTimeoutUs(number(name, lines));
            case "backoffFactor" -> builder.backoffFactor(ratio(name, lines));
            case "initialBitrateBps" -> builder.initialBitrateBps(number(name, lines));
            case "minBitrateBps" -> builder.minBitrateBps(number(name, lines));
            case "maxBitrateBps" -> builder.maxBitrateBps(isNone(lines) ? NO_LIMIT : number(name, lines));
            case "initialRttUs" -> builder.initialRttUs(number(name, lines));
            case "rembIntervalUs" ->
                rembIntervalUs =
                        isNone(lines) ? RembSchedule.LIKE_LIBWEBRTC : RembSchedule.checkedInterval(number(name, lines));
            case "maxRembBitrateBps" -> maxRembBitrateBps = isNone(lines) ? NO_LIMIT : number(name, lines);
            case "timer" -> timerRecorded = choice(name, Timer.class, lines) == Timer.RECORDED;
            default -> throw lines.malformed(lines.quoted(1) + " is not an option");
        }
    }

    private static boolean isNone(TraceLines lines) {
        return lines.columnIs(2, NONE);
    }

    private static long number(String name, TraceLines lines) throws TraceFormatException {
        return lines.number(2, name, MAX_BPS);
    }

    private static double ratio(String name, TraceLines lines) throws TraceFormatException {
        String text = lines.text(2);
        if (!text.matches(RATIO)) {
            throw lines.malformed(name + " " + lines.quoted(2) + " is not a number between 0 and 1");
        }
        return Double.parseDouble(text);
    }

    private static <E extends Enum<E>> E choice(String name, Class<E> type, TraceLines lines)
            throws TraceFormatException {
        StringBuilder choices = new StringBuilder();
        for (E choice : type.getEnumConstants()) {
            if (lines.columnIs(2, choice.name())) {
                return choice;
            }
            choices.append(choices.length() == 0 ? "" : ", ").append(choice);
        }
        throw lines.malformed(name + " " + lines.quoted(2) + " is not one of " + choices);
    }

    /** Returns the source that the trace names, or null if it names none. */
    @Nullable TimestampSource timestampSource() {
        return timestampSource;
    }

    /** Returns the configuration that all lines give together. */
    EstimatorConfig config() throws TraceFormatException {
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new TraceFormatException(lastLine, e.getMessage());
        }
    }

    boolean timerRecorded() {
        return timerRecorded;
    }

    /** Creates a REMB schedule of the kind that the call had, with an upper bound in bit/s. */
    RembSchedule newSchedule(long maxBitrateBps, RembSender sender) {
        return RembSchedule.of(rembIntervalUs, maxBitrateBps, sender);
    }

    long rembIntervalUs() {
        return rembIntervalUs;
    }

    long maxRembBitrateBps() {
        return maxRembBitrateBps;
    }

    private enum Timer {
        RECORDED,
        IDEAL
    }
}

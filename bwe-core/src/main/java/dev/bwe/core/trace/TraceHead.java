package dev.bwe.core.trace;

import dev.bwe.core.DelayDetectorType;
import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.RembScheduler;
import dev.bwe.core.RembSender;
import dev.bwe.core.TimestampSource;
import java.util.HashSet;
import java.util.Set;

/**
 * What a recorded call was configured with: lines {@code config NAME VALUE} at the head of its trace, so that the trace alone
 * says how to replay it. The names are those of {@link EstimatorConfig}'s options, in their units ({@code maxBitrateBps -} for no
 * maximum), and besides
 *
 * <pre>
 * config rembIntervalUs US|-       how often REMB goes out ({@link RembScheduler}); - for libwebrtc's throttle
 * config maxRembBitrateBps BPS|-   what REMBs are limited to; - for no limit
 * config timer RECORDED|IDEAL      whether the trace says when the timer was called
 * </pre>
 *
 * <p>An option that is not named has libwebrtc's value, and the timer is ideal.
 */
public final class TraceHead {
    static final String WORD = "config";
    /** The greatest bitrate that a trace can say. */
    static final long MAX_BPS = 1_000_000_000_000_000L;
    /** Stands for no limit, in {@link #NONE}'s place. */
    static final long NO_LIMIT = Long.MAX_VALUE;

    static final String NONE = "-";

    private static final long LIKE_LIBWEBRTC = 0;
    private static final int COLUMNS = 3;
    private static final String RATIO = "0\\.[0-9]{1,20}";

    private final EstimatorConfig.Builder builder = EstimatorConfig.builder();
    private final Set<String> named = new HashSet<>();
    /** Null where it is not named. */
    private TimestampSource timestampSource;

    private long rembIntervalUs = LIKE_LIBWEBRTC;
    private long maxRembBitrateBps = NO_LIMIT;
    private boolean timerRecorded;
    private int lastLine;

    TraceHead() {}

    /**
     * Writes the head of a recording that says when the timer was called.
     *
     * @param config            the estimator's options
     * @param rembIntervalUs    how often REMB goes out, in microseconds; 0 for libwebrtc's throttle
     * @param maxRembBitrateBps what REMBs are limited to, in bit/s; {@link Long#MAX_VALUE} for no limit
     * @return lines that each end with a line feed
     */
    public static String of(EstimatorConfig config, long rembIntervalUs, long maxRembBitrateBps) {
        return estimatorLines(config)
                + line("rembIntervalUs", rembIntervalUs == LIKE_LIBWEBRTC ? NONE : rembIntervalUs)
                + line("maxRembBitrateBps", limit(maxRembBitrateBps))
                + line("timer", Timer.RECORDED);
    }

    /** The same text for configurations that say the same. */
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
     * Writes a limit as a trace says it.
     *
     * @param bitrateBps bit/s, 0 or more
     * @return the number, or - where it is above all bitrates that a trace can say and so no limit
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
                rembIntervalUs = isNone(lines) ? LIKE_LIBWEBRTC : RembScheduler.checkedInterval(number(name, lines));
            case "maxRembBitrateBps" -> maxRembBitrateBps = isNone(lines) ? NO_LIMIT : number(name, lines);
            case "timer" -> timerRecorded = choice(name, Timer.class, lines) == Timer.RECORDED;
            default -> throw lines.malformed(lines.quoted(1) + " is no option");
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
        throw lines.malformed(name + " " + lines.quoted(2) + " is none of " + choices);
    }

    /** Where the trace names no source: null. */
    TimestampSource timestampSource() {
        return timestampSource;
    }

    /** What all lines together say. */
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

    /** A schedule of REMBs as the call had it. */
    RembScheduler newSchedule(RembSender sender) {
        return rembIntervalUs == LIKE_LIBWEBRTC
                ? RembScheduler.likeLibwebrtc(sender)
                : new RembScheduler(rembIntervalUs, sender);
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

package dev.bwe.examples.replay;

import dev.bwe.core.DelayDetectorType;
import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.TimestampSource;
import dev.bwe.core.trace.TraceReader;
import dev.bwe.core.trace.TraceReplay;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@link Replay}.
 *
 * @param file            the trace's name, or - for standard input
 * @param timestampSource the timestamps to use, or null for those that the trace names
 * @param output          what is printed
 * @param trendline       true to use a trendline as delay detector even if the trace names another
 */
record ReplayOptions(
        String file, @Nullable TimestampSource timestampSource, TraceReplay.Output output, boolean trendline) {
    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if it is wrong, with a message for the user
     */
    static ReplayOptions parse(String... arguments) {
        String file = null;
        @Nullable String timestamps = null;
        @Nullable String printed = null;
        boolean trendline = false;
        for (String argument : arguments) {
            switch (argument) {
                case "--rtp-timestamps", "--switching" -> timestamps = single(timestamps, argument);
                case "--remb", "--every" -> printed = single(printed, argument);
                case "--trendline" -> trendline = true;
                default -> file = file(file, argument);
            }
        }
        if (file == null) {
            throw new IllegalArgumentException("FILE is missing");
        }
        return new ReplayOptions(file, source(timestamps), output(printed), trendline);
    }

    /** Returns a replay of a trace with these options. */
    TraceReplay replay(Reader text) {
        TraceReader reader = timestampSource == null
                ? new TraceReader(text)
                : new TraceReader(text, TraceReader.Format.RTP_TIMESTAMP);
        return new TraceReplay(reader, output, this::change);
    }

    private EstimatorConfig change(EstimatorConfig recorded) {
        EstimatorConfig.Builder config = recorded.toBuilder();
        if (timestampSource != null) {
            config.timestampSource(timestampSource);
        }
        if (trendline) {
            config.delayDetector(DelayDetectorType.TRENDLINE);
        }
        return config.build();
    }

    private static String single(@Nullable String before, String option) {
        if (before != null && !before.equals(option)) {
            throw new IllegalArgumentException(before + " and " + option + " exclude each other");
        }
        return option;
    }

    private static String file(@Nullable String before, String argument) {
        if (argument.startsWith("-") && argument.length() > 1) {
            throw new IllegalArgumentException("unknown option " + argument);
        }
        if (before != null) {
            throw new IllegalArgumentException("only one FILE is allowed, not " + before + " and " + argument);
        }
        return argument;
    }

    private static @Nullable TimestampSource source(@Nullable String option) {
        if (option == null) {
            return null;
        }
        return option.equals("--switching") ? TimestampSource.AUTOMATIC : TimestampSource.RTP_TIMESTAMP;
    }

    private static TraceReplay.Output output(@Nullable String option) {
        if (option == null) {
            return TraceReplay.Output.UPDATES;
        }
        return option.equals("--remb") ? TraceReplay.Output.REMBS : TraceReplay.Output.EVERY;
    }
}

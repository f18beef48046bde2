package dev.bwe.examples.demo;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The options of the demo.
 *
 * @param seconds  duration, {@link #MIN_SECONDS} to {@link #MAX_SECONDS}, in three equal phases
 * @param seed     seed of the picture's and the link's randomness
 * @param out      the folder for the picture and the figures
 * @param terminal true to redraw a graph if standard output is a terminal
 */
record DemoOptions(int seconds, long seed, Path out, boolean terminal) {
    /** In phases shorter than 10 s, a sender that grows by 8 % a second cannot reach the capacity. */
    static final int MIN_SECONDS = 30;

    static final int MAX_SECONDS = 3600;
    static final String USAGE = """
            Usage: ./bwe demo [--seconds N] [--seed N] [--out DIR] [--no-terminal]
              --seconds N    duration, %d to %d, in three equal phases (default 60)
              --seed N       seed of the picture's noise and the link's jitter (default 1)
              --out DIR      folder for run.png and run.csv (default bwe-out)
              --no-terminal  prints a line each second instead of redrawing a graph""".formatted(MIN_SECONDS, MAX_SECONDS);

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException if an option is unknown or has a wrong value, with a message for the user
     */
    static DemoOptions parse(String... args) {
        int seconds = 60;
        long seed = 1;
        Path out = Path.of("bwe-out");
        boolean terminal = true;
        for (int i = 0; i < args.length; i++) {
            String option = args[i];
            switch (option) {
                case "--seconds" -> seconds = (int) number(option, value(args, ++i, option), MIN_SECONDS, MAX_SECONDS);
                case "--seed" -> seed = number(option, value(args, ++i, option), Long.MIN_VALUE, Long.MAX_VALUE);
                case "--out" -> out = folder(value(args, ++i, option));
                case "--no-terminal" -> terminal = false;
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        return new DemoOptions(seconds, seed, out, terminal);
    }

    private static String value(String[] args, int at, String option) {
        if (at == args.length) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return args[at];
    }

    private static long number(String option, String text, long min, long max) {
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same message as for a number out of range.
        }
        throw new IllegalArgumentException(
                option + " is " + text + ", must be a whole number from " + min + " to " + max);
    }

    private static Path folder(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("--out is " + text + ", must be a path");
        }
    }
}

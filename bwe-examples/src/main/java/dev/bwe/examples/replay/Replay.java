package dev.bwe.examples.replay;

import dev.bwe.core.trace.TraceFormatException;
import dev.bwe.core.trace.TraceReplay;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code replay} tool: passes a recorded packet trace to the estimator and prints the estimates. The exit code is 0, or 2 for wrong
 * arguments or a malformed trace; the estimates up to the malformed line are printed.
 */
public final class Replay {
    static final int OK = 0;
    static final int FAILED = 2;

    private static final String USAGE = """
            usage: replay [--rtp-timestamps | --switching] [--trendline] [--remb | --every] FILE
              FILE              a packet trace, plain or gzip; - reads standard input
                                lines: arrival_us send24 size ssrc [now_us]
                                or rtt MS TIME_US, remove SSRC TIME_US, max BPS|- TIME_US, min_bitrate BPS TIME_US,
                                max_bitrate BPS|- TIME_US, remb 0 TIME_US, reset 0 TIME_US
                                a recorded call's options are at the head of the file: config NAME VALUE
              --rtp-timestamps  estimates from RTP timestamps
              --switching       estimates from absolute send times while packets carry them, otherwise from RTP timestamps
                                with either, lines: arrival_us rtp_timestamp tx_offset|- size ssrc [now_us]
                                or ast arrival_us send24 rtp_timestamp tx_offset|- size ssrc [now_us]
                                or process 0 TIME_US, or rtt, remove and so on as above
              --trendline       uses a trendline as delay detector instead of a Kalman filter
                                these three options override the head of the file
              (none)            prints each update of the estimate: time_us bitrate_bps state n_ssrcs
              --remb            prints each REMB instead: now_us bitrate_bps ssrc,ssrc,...
              --every           prints the estimator's state after each packet instead
            """;
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int CHUNK = 1 << 16;

    private final InputStream standardInput;
    private final OutputStream output;
    private final PrintStream errors;

    Replay(InputStream standardInput, OutputStream output, PrintStream errors) {
        this.standardInput = standardInput;
        this.output = output;
        this.errors = errors;
    }

    /**
     * Runs the tool and ends the JVM with its exit code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(new Replay(System.in, new FileOutputStream(FileDescriptor.out), System.err).run(arguments));
    }

    int run(String... arguments) {
        if (Arrays.asList(arguments).contains("--help")
                || Arrays.asList(arguments).contains("-h")) {
            return help();
        }
        ReplayOptions options;
        try {
            options = ReplayOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            return misused(e.getMessage());
        }
        return replay(options);
    }

    private int help() {
        try {
            output.write(USAGE.getBytes(StandardCharsets.UTF_8));
            return OK;
        } catch (IOException e) {
            return outputFailed(e);
        }
    }

    private int misused(@Nullable String problem) {
        errors.println("replay: " + problem);
        errors.print(USAGE);
        return FAILED;
    }

    private int replay(ReplayOptions options) {
        String file = options.file();
        try (InputStream input = open(file)) {
            Reader text = new InputStreamReader(plain(input), StandardCharsets.UTF_8);
            return replay(options.replay(text), file);
        } catch (NoSuchFileException | InvalidPathException e) {
            return failed(file + ": there is no such file");
        } catch (AccessDeniedException e) {
            return failed(file + ": reading it is not permitted");
        } catch (EOFException e) {
            return failed(file + ": the gzip data is cut off");
        } catch (IOException e) {
            return failed(file + ": " + e.getMessage());
        }
    }

    private InputStream open(String file) throws IOException {
        if (file.equals("-")) {
            return standardInput;
        }
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            throw new IOException("is a directory");
        }
        return Files.newInputStream(path);
    }

    private int replay(TraceReplay replay, String file) {
        StringBuilder lines = new StringBuilder(2 * CHUNK);
        String problem = null;
        try {
            boolean more = true;
            while (more) {
                try {
                    more = replay.step(lines);
                } catch (TraceFormatException e) {
                    problem = file + ":" + e.lineNumber() + ": " + e.getMessage();
                    more = false;
                } catch (EOFException e) {
                    problem = file + ": the gzip data is cut off";
                    more = false;
                } catch (IOException e) {
                    problem = file + ": " + e.getMessage();
                    more = false;
                }
                if (lines.length() >= CHUNK || !more) {
                    output.write(lines.toString().getBytes(StandardCharsets.UTF_8));
                    lines.setLength(0);
                }
            }
            output.flush();
        } catch (IOException e) {
            return outputFailed(e);
        }
        return problem == null ? OK : failed(problem);
    }

    /** A reader that closes the pipe, such as {@code head}, is no failure. */
    private int outputFailed(IOException e) {
        boolean readerGone =
                String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
        return readerGone ? OK : failed("standard output: " + e.getMessage());
    }

    private int failed(String problem) {
        errors.println(problem);
        return FAILED;
    }

    private static InputStream plain(InputStream input) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(input, CHUNK);
        buffered.mark(2);
        int first = buffered.read();
        int magic = first << 8 | buffered.read();
        buffered.reset();
        return magic == GZIP_MAGIC ? new GZIPInputStream(buffered, CHUNK) : buffered;
    }
}

package dev.bwe.examples.chart;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a run as comma-separated values: a header with units, a point as decimal sign, and empty cells for unknown figures.
 */
public final class RunCsv {
    /** The header, the first line of every file. */
    public static final String HEADER =
            "time_s,link_capacity_bps,estimate_bps,libwebrtc_remb_bps,sender_target_bps,sent_bps,frames_decoded_per_s,queue_delay_ms";

    private RunCsv() {}

    /**
     * Writes all samples to a file, replacing it.
     *
     * @param file the file; its folder is created if it does not exist
     * @param samples the run
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, List<RunSample> samples) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(HEADER + "\n");
            for (RunSample sample : samples) {
                out.write(row(sample) + "\n");
            }
        }
    }

    static String row(RunSample s) {
        return String.join(
                ",",
                Figures.text(Figures.seconds(s.timeUs()), 3, ""),
                bps(s.linkBps()),
                bps(s.estimateBps()),
                bps(s.libwebrtcRembBps()),
                bps(s.senderTargetBps()),
                bps(s.sentBps()),
                Figures.text(Figures.frames(s.framesPerSecond()), 1, ""),
                Figures.text(Figures.ms(s.queueDelayUs()), 3, ""));
    }

    private static String bps(long value) {
        return value == RunSample.UNKNOWN ? "" : Long.toString(value);
    }
}

package dev.bwe.interceptor.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs Jazzer on each fuzz target in turn, each in a Java virtual machine of its own because Jazzer ends the one it runs in. */
public final class FuzzTargets {
    private static final List<Class<?>> TARGETS =
            List.of(RtpFuzz.class, ExtensionsFuzz.class, RtcpFuzz.class, SdpFuzz.class, InterceptorFuzz.class);
    private static final int DEFAULT_SECONDS = 60;
    /** No RTP packet is longer than what an Ethernet frame carries. */
    private static final int MAX_INPUT_BYTES = 1500;

    private FuzzTargets() {}

    /**
     * Runs the targets. Jazzer must be on the class path. The exit code is 0 if no target fails, 1 if one does, and 2 for wrong
     * arguments.
     *
     * @param args a folder for inputs and findings, and the seconds for each target (60 by default)
     * @throws IOException          if the folder cannot be written or Java cannot be started
     * @throws InterruptedException if the thread is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        String seconds = args.length > 1 ? args[1] : Integer.toString(DEFAULT_SECONDS);
        if (args.length == 0 || args.length > 2 || !seconds.matches("[1-9]\\d{0,6}")) {
            System.err.println("fuzz takes one argument, a whole number of seconds for each target");
            System.exit(2);
        }
        Path folder = Path.of(args[0]);
        for (Class<?> target : TARGETS) {
            System.err.println("fuzzing " + target.getSimpleName() + " for " + seconds + " s");
            if (fuzz(target, folder, seconds) != 0) {
                System.err.println(target.getSimpleName() + " failed; its input is in " + folder);
                System.exit(1);
            }
        }
        System.err.println("no target failed");
    }

    private static int fuzz(Class<?> target, Path folder, String seconds) throws IOException, InterruptedException {
        // Inputs that reached new code are kept, so the next run starts with them.
        Path corpus = Files.createDirectories(folder.resolve(target.getSimpleName()));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target.getName(),
                        "--instrumentation_includes=dev.bwe.**",
                        "--reproducer_path=" + folder,
                        "-max_len=" + MAX_INPUT_BYTES,
                        "-max_total_time=" + seconds,
                        "-print_final_stats=1",
                        corpus.toString())
                .directory(folder.toFile())
                .inheritIO()
                .start()
                .waitFor();
    }
}

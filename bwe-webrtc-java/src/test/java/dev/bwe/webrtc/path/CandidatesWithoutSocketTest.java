package dev.bwe.webrtc.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Candidates for which the system has no socket, each in a Java process of its own that is set up so. */
class CandidatesWithoutSocketTest {
    /** Maps candidates of that address and prints how many got no socket, or the exception that got out. */
    public static final class Mapping {
        private Mapping() {}

        public static void main(String[] arguments) {
            PathTable table = new PathTable(() -> 0, socket -> {});
            CandidateMapper mapper = new CandidateMapper(table);
            int candidates = Integer.parseInt(arguments[1]);
            List<String> failures = new ArrayList<>();
            int dropped = 0;
            try {
                for (int port = 5_000; port < 5_000 + candidates; port++) {
                    String line = "candidate:1 1 udp 1 " + arguments[0] + " " + port + " typ host";
                    dropped += mapper.openIncoming(line) == null ? 1 : 0;
                    dropped += mapper.openOutgoing(line) == null ? 1 : 0;
                }
            } catch (RuntimeException | Error e) {
                failures.add(e.toString());
            }
            table.close();
            boolean counted = mapper.dropped() == dropped && table.unavailable() == dropped;
            System.out.println("some dropped " + (dropped > 0) + ", all counted " + counted + ", failures " + failures);
        }
    }

    private static String run(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }

    private static String java(String options, String arguments) {
        String path = Stream.of(
                        "target/classes",
                        "target/test-classes",
                        System.getProperty("jdk.module.path"),
                        System.getProperty("java.class.path"))
                .filter(part -> part != null && !part.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        return "exec '" + System.getProperty("java.home") + "/bin/java' " + options + " -cp '" + path + "' '"
                + Mapping.class.getName() + "' " + arguments;
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void ipv6CandidatesWithoutIpv6AreDroppedAndCounted() throws IOException, InterruptedException {
        assertEquals(
                "some dropped true, all counted true, failures []",
                run(java("-Djava.net.preferIPv4Stack=true", "2001:db8::1 10")));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void candidatesWithoutFileDescriptorsAreDroppedAndCounted() throws IOException, InterruptedException {
        assertEquals(
                "some dropped true, all counted true, failures []",
                run("ulimit -n 100; " + java("-Xshare:auto", "192.0.2.1 100")));
    }
}

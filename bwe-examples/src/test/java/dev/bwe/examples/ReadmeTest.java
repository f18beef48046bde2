package dev.bwe.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows compiles. */
class ReadmeTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("<!-- example: (\\w+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);
    private static final String SURROUNDINGS = """
            import dev.bwe.core.*;
            import dev.bwe.interceptor.*;
            import dev.bwe.interceptor.estimate.*;
            import dev.bwe.interceptor.remb.*;
            import dev.bwe.webrtc.*;
            import dev.onvoid.webrtc.*;

            class Example {
                interface Stack {
                    int sendRtcp(byte[] buffer, int offset, int length);
                    int receiveRtp(byte[] buffer, int offset, int capacity);
                    void forward(byte[] packet, int length);
                }

                void run(RTCConfiguration configuration, PeerConnectionObserver observer, Stack stack, int ssrc, long[][] capture)
                        throws Exception {
            %s
                }
            }
            """;

    @Test
    void everyExampleCompiles(@TempDir Path folder) throws IOException, InterruptedException {
        String readme = Files.readString(Path.of(System.getProperty("basedir", "."), "..", "README.md"));
        Matcher example = EXAMPLE.matcher(readme);
        int examples = 0;
        while (example.find()) {
            assertEquals("", errors(example.group(2), folder), "example " + example.group(1));
            assertTrue(
                    example.group(2).lines().count() <= 24, "example " + example.group(1) + " is too long to be one");
            examples++;
        }
        assertEquals(3, examples, "examples in the README");
    }

    private static String errors(String code, Path folder) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("Example.java"), SURROUNDINGS.formatted(code));
        Process javac = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                        "-d",
                        folder.toString(),
                        "-p",
                        System.getProperty("jdk.module.path"),
                        "--add-modules",
                        "dev.bwe.webrtc",
                        source.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(javac.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return javac.waitFor() == 0 ? "" : output;
    }
}

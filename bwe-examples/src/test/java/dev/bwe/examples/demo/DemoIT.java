package dev.bwe.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shortest run of the demo. Whether the sender makes good use of the link depends on the machine; that media flows does not. */
class DemoIT {
    private static final Pattern DIFFERENCE = Pattern.compile("differed by ([0-9.]+) %");

    @Test
    void mediaFlowsTheEstimatesAgreeAndTheRunIsOnRecord(@TempDir Path folder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

        int exitCode = Demo.run(out, out, "--seconds", "30", "--no-terminal", "--out", folder.toString());

        String output = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(output.contains("ok     media flowed"), output);
        assertTrue(output.contains("ok     sender came under 0.7 Mbit/s"), output);
        assertEquals(output.contains("FAILED") ? 1 : 0, exitCode, output);
        Matcher difference = DIFFERENCE.matcher(output);
        assertTrue(difference.find() && Double.parseDouble(difference.group(1)) < 40, output);
        List<String> csv = Files.readAllLines(folder.resolve("run.csv"));
        assertEquals(1 + 151, csv.size(), "a header, and a row each 200 ms of 30 s");
        BufferedImage picture = ImageIO.read(folder.resolve("run.png").toFile());
        assertEquals(1200, picture.getWidth());
        assertEquals(
                30,
                output.lines()
                        .filter(line -> line.contains("estimate ") && line.contains(" queue "))
                        .count(),
                output);
    }
}

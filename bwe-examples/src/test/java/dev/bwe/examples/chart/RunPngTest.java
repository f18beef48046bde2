package dev.bwe.examples.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPngTest {
    @TempDir
    private Path folder;

    private static int pixels(BufferedImage image, int rgb) {
        int n = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                n += (image.getRGB(x, y) & 0xFFFFFF) == rgb ? 1 : 0;
            }
        }
        return n;
    }

    @Test
    void writesAPictureOfTheSizeItPromisesIntoANewFolder() throws IOException {
        Path file = folder.resolve("new").resolve("run.png");
        RunPng.write(file, "A run", Runs.synthetic());
        BufferedImage image = ImageIO.read(file.toFile());
        assertEquals(List.of(1200, 800), List.of(image.getWidth(), image.getHeight()));
    }

    @Test
    void drawsEveryLineInItsColour() {
        BufferedImage image = RunPng.draw("A run", Runs.synthetic());
        for (int rgb : new int[] {0x555555, 0xC62828, 0xF59E0B, 0x7C3AED, 0x1D6FB8, 0x0F766E}) {
            int n = pixels(image, rgb);
            // Thin lines are mostly blended with what is behind them.
            assertTrue(n > 20, n + " pixels of " + Integer.toHexString(rgb));
        }
    }

    @Test
    void leavesOutWhatIsUnknown() {
        long unknown = RunSample.UNKNOWN;
        BufferedImage image = RunPng.draw(
                "A run",
                List.of(
                        new RunSample(0, 1_000_000, 500_000, unknown, unknown, unknown, unknown, unknown),
                        new RunSample(1_000_000, 1_000_000, 600_000, unknown, unknown, unknown, unknown, unknown)));
        assertEquals(0, pixels(image, 0x0F766E), "pixels of an unknown queue");
        assertTrue(pixels(image, 0xC62828) > 100, "pixels of the estimate");
    }

    @Test
    void refusesARunTooShortToDraw() {
        assertEquals(
                "samples = 0: a run has at least 2",
                assertThrows(IllegalArgumentException.class, () -> RunPng.write(folder.resolve("x.png"), "", List.of()))
                        .getMessage());
    }
}

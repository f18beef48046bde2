package dev.bwe.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's programs are those of the package {@code minimal}, which are compiled and have tests of their own. */
class ReadmeTest {
    private static final int MAX_LINES = 39;
    private static final Path PROGRAMS = Path.of("src/main/java/dev/bwe/examples/minimal");
    private static final Pattern EXAMPLE =
            Pattern.compile("<!-- example: (\\w+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PACKAGE = Pattern.compile("\\Apackage [\\w.]+;\\n\\n");

    @Test
    void showsEveryProgramAsItIsWithoutItsPackage() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        programs()
                .forEach(
                        (name, code) -> expected.put(name, PACKAGE.matcher(code).replaceFirst("")));

        assertEquals(expected, examples());
    }

    @Test
    void programsAreShorterThanFortyLines() throws IOException {
        for (Map.Entry<String, String> program : programs().entrySet()) {
            long lines = program.getValue().lines().count();
            assertTrue(lines <= MAX_LINES, program.getKey() + " has " + lines + " lines");
        }
    }

    /** Returns the README's code by the name of its example. */
    private static Map<String, String> examples() throws IOException {
        Map<String, String> examples = new TreeMap<>();
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("..", "README.md")));
        while (example.find()) {
            examples.put(example.group(1), example.group(2));
        }
        return examples;
    }

    /** Returns the programs' code by class name. */
    private static Map<String, String> programs() throws IOException {
        Map<String, String> programs = new TreeMap<>();
        try (Stream<Path> files = Files.list(PROGRAMS)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                if (!name.equals("package-info")) {
                    programs.put(name, Files.readString(file));
                }
            }
        }
        return programs;
    }
}

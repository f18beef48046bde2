package dev.bwe.examples.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSummaryTest {
    private static final int GOOD = 0;
    private static final int BROKEN = 1;

    @TempDir
    private Path project;

    @BeforeEach
    void hasTwoModules() throws IOException {
        for (String module : List.of("a-module", "b-module")) {
            Files.writeString(Files.createDirectory(project.resolve(module)).resolve("pom.xml"), "<project/>");
        }
    }

    @Test
    void countsTheReportsOfBothPluginsByModule() throws IOException {
        report("a-module/target/surefire-reports/TEST-A.xml", 5, 0, 0, 1);
        report("a-module/target/failsafe-reports/TEST-AIT.xml", 2, 0, 0, 0);
        report("b-module/target/surefire-reports/TEST-B.xml", 3, 0, 0, 0);

        assertEquals(
                List.of(
                        "",
                        "a-module           6 passed, 0 failed, 1 skipped",
                        "b-module           3 passed, 0 failed, 0 skipped",
                        "9 passed, 0 failed, 1 skipped"),
                summary(GOOD, GOOD));
    }

    @Test
    void countsFailuresAndErrorsAsFailedAndFailsWithThem() throws IOException {
        report("b-module/target/surefire-reports/TEST-B.xml", 7, 1, 2, 0);

        List<String> lines = summary(GOOD, BROKEN);

        assertEquals("4 passed, 3 failed, 0 skipped", lines.get(lines.size() - 1));
    }

    @Test
    void failsIfNoTestHasRun() throws IOException {
        List<String> lines = summary(GOOD, BROKEN);

        assertEquals(List.of("no test has run", "0 passed, 0 failed, 0 skipped"), lines.subList(3, 5));
    }

    @Test
    void keepsTheStatusOfAFailedBuildEvenIfNoTestFailed() throws IOException {
        report("a-module/target/surefire-reports/TEST-A.xml", 1, 0, 0, 0);

        List<String> lines = summary(3, 3);

        assertEquals("the build failed (Maven's exit status is 3); see above", lines.get(3));
    }

    @Test
    void ignoresFilesThatAreNoReports() throws IOException {
        report("a-module/target/surefire-reports/TEST-A.xml", 1, 0, 0, 0);
        report("a-module/target/surefire-reports/testng-results.xml", 9, 0, 0, 0);
        Files.writeString(project.resolve("a-module/target/surefire-reports/TEST-A.txt"), "text");

        List<String> lines = summary(GOOD, GOOD);

        assertEquals("1 passed, 0 failed, 0 skipped", lines.get(lines.size() - 1));
    }

    private void report(String name, int tests, int failures, int errors, int skipped) throws IOException {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <testsuite name="A" time="0.1"
                            tests="%d" errors="%d" skipped="%d" failures="%d">
                          <testcase name="prints"><system-out><![CDATA[<testsuite tests="100"/>]]></system-out></testcase>
                        </testsuite>
                        """.formatted(tests, errors, skipped, failures));
    }

    private List<String> summary(int mavenStatus, int expectedStatus) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            assertEquals(expectedStatus, TestSummary.print(out, project, mavenStatus));
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}

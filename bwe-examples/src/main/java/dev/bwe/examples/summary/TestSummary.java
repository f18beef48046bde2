package dev.bwe.examples.summary;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Sums up the reports that Maven's test plugins have left in each module: the last lines of {@code ./bwe test}, which compiles this class
 * by itself because a failed build may leave no class file. It must not use any other class of bwe.
 */
public final class TestSummary {
    private static final List<String> REPORT_FOLDERS = List.of("target/surefire-reports", "target/failsafe-reports");

    private record Counts(int passed, int failed, int skipped) {
        static final Counts NONE = new Counts(0, 0, 0);

        Counts plus(Counts other) {
            return new Counts(passed + other.passed, failed + other.failed, skipped + other.skipped);
        }

        @Override
        public String toString() {
            return passed + " passed, " + failed + " failed, " + skipped + " skipped";
        }
    }

    private TestSummary() {}

    /**
     * Prints a line for each module and the sum, and ends the JVM. The exit code is Maven's, or 1 if Maven succeeded although a test
     * failed or none ran.
     *
     * @param args the project's folder and Maven's exit status
     * @throws IOException if a report cannot be read
     */
    public static void main(String[] args) throws IOException {
        System.exit(print(System.out, Path.of(args[0]), Integer.parseInt(args[1])));
    }

    static int print(PrintStream out, Path project, int mavenStatus) throws IOException {
        Counts sum = Counts.NONE;
        out.println();
        for (Path module : modules(project)) {
            Counts counts = Counts.NONE;
            for (String folder : REPORT_FOLDERS) {
                counts = counts.plus(countsIn(module.resolve(folder)));
            }
            out.printf("%-18s %s%n", module.getFileName(), counts);
            sum = sum.plus(counts);
        }
        int status = mavenStatus;
        if (mavenStatus != 0) {
            out.println("the build failed (Maven's exit status is " + mavenStatus + "); see above");
        } else if (sum.failed > 0) {
            status = 1;
        } else if (sum.passed == 0) {
            out.println("no test has run");
            status = 1;
        }
        out.println(sum);
        return status;
    }

    private static List<Path> modules(Path project) throws IOException {
        try (Stream<Path> folders = Files.list(project)) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .sorted()
                    .toList();
        }
    }

    private static Counts countsIn(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Counts.NONE;
        }
        Counts counts = Counts.NONE;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(TestSummary::isReport).toList()) {
                counts = counts.plus(countsOf(file));
            }
        }
        return counts;
    }

    private static boolean isReport(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith("TEST-") && name.endsWith(".xml");
    }

    /** Reads the attributes of a report's root element; all that follows is left unread. */
    private static Counts countsOf(Path report) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        try (InputStream in = Files.newInputStream(report)) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            xml.nextTag();
            int failed = count(xml, "failures") + count(xml, "errors");
            int skipped = count(xml, "skipped");
            return new Counts(count(xml, "tests") - failed - skipped, failed, skipped);
        } catch (XMLStreamException | NumberFormatException e) {
            throw new IOException(report + " is not a test report: " + e.getMessage(), e);
        }
    }

    private static int count(XMLStreamReader xml, String attribute) {
        String value = xml.getAttributeValue(null, attribute);
        return value == null ? 0 : Integer.parseInt(value);
    }
}

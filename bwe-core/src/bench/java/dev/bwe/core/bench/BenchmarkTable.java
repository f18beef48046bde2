package dev.bwe.core.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The figures and their targets as Markdown. */
final class BenchmarkTable {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final String SECTION = "## JDK ";
    private static final String INTRODUCTION = """
            # Benchmarks of bwe-core

            `./bwe bench core --write` renews the section of the JDK that it runs on.

            The packets: a video of 30 frames a second, 7 packets of 1,200 B a frame, 1 ms apart, over a path of 20 ms with
            exponential jitter of 1 ms on average (seeded), 100,000 packets again and again while virtual time goes on;
            *fast* is the same at five times the speed, so that each of 1,000 streams that take turns stays active. The peer
            is `RemoteBitrateEstimatorAbsSendTime` of libjitsi 1.1-50-g6c95bf22, whose class reads a virtual clock. A time
            is CPU time of the whole JVM, which other programs' work is not in; the median of the iterations of all forks (least
            to most). Both estimators take turns.

            """;

    private final StringBuilder text = new StringBuilder();
    private boolean holds = true;

    BenchmarkTable(Map<String, Samples> samples, MemoryTable memory) {
        Samples one = samples.get("bwe " + Load.ONE_STREAM);
        Samples oneFast = samples.get("bwe " + Load.ONE_STREAM_FAST);
        Samples thousand = samples.get("bwe " + Load.THOUSAND_STREAMS);
        Samples peerOne = samples.get("libjitsi " + Load.ONE_STREAM);
        Samples peerOneFast = samples.get("libjitsi " + Load.ONE_STREAM_FAST);
        Samples peerThousand = samples.get("libjitsi " + Load.THOUSAND_STREAMS);
        Samples slowStart = samples.get("start " + StartCost.SLOW_MBPS);
        Samples fastStart = samples.get("start " + StartCost.FAST_MBPS);
        int slowStartPackets = StartCost.trace(StartCost.SLOW_MBPS).packets();
        int fastStartPackets = StartCost.trace(StartCost.FAST_MBPS).packets();

        line("%s%s", SECTION, Runtime.version().feature());
        line("");
        line(
                "%s, %s, %d CPUs, %s %s, %s %s",
                LocalDate.now(),
                cpu(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                System.getProperty("java.vm.name"),
                Runtime.version());
        line("");
        line("| | bwe | libjitsi | bwe / libjitsi |");
        line("|---|---|---|---|");
        compared("ns/packet, 1 stream", one, peerOne);
        compared("ns/packet, 1 stream, fast", oneFast, peerOneFast);
        compared("ns/packet, 1,000 streams, fast", thousand, peerThousand);
        line("| B/packet, 1 stream | %.2f | %.2f | |", one.bytes(), peerOne.bytes());
        line("| B/packet, 1,000 streams, fast | %.2f | %.2f | |", thousand.bytes(), peerThousand.bytes());
        line("| B of heap, idle | %,d | %,d | |", memory.idleBwe(), memory.idleLibjitsi());
        line("| B of heap, 10 Mbit/s | %,d | %,d | |", memory.busyBwe(), memory.busyLibjitsi());
        line("| ns/packet in a call's first 2 s, 5 Mbit/s | %.1f | | |", slowStart.median() / slowStartPackets);
        line("| ns/packet in a call's first 2 s, 500 Mbit/s | %.1f | | |", fastStart.median() / fastStartPackets);
        line("");
        line("| ratio | figure | target | held |");
        line("|---|---|---|---|");
        target("bwe / libjitsi, 1 stream", one.median() / peerOne.median(), 0.4);
        target("1,000 streams / 1 stream, bwe", thousand.median() / one.median(), 1.5);
        line("| 1,000 streams / 1 stream, both fast, bwe | %.2f | | |", thousand.median() / oneFast.median());
        line("| 1,000 streams / 1 stream, libjitsi | %.1f | | |", peerThousand.median() / peerOne.median());
        target("B/packet, bwe, 1 and 1,000 streams", Math.max(one.bytes(), thousand.bytes()), 0.01);
        target("KiB of heap, idle", memory.idleBwe() / 1024.0, 4);
        target("KiB of heap, 10 Mbit/s", memory.busyBwe() / 1024.0, 40);
        target(
                "start at 500 Mbit/s / at 5 Mbit/s, per packet",
                fastStart.median() / fastStartPackets / (slowStart.median() / slowStartPackets),
                2);
    }

    String text() {
        return text.toString();
    }

    /** Returns true if every target was met. */
    boolean holds() {
        return holds;
    }

    /** Replaces the section of this JDK. Sections are in the order of the versions. */
    void writeTo(Path file) throws IOException {
        List<String> sections = new ArrayList<>();
        if (Files.exists(file)) {
            for (String section : Files.readString(file).split("(?m)^(?=" + SECTION + ")")) {
                if (section.startsWith(SECTION)
                        && jdk(section) != Runtime.version().feature()) {
                    sections.add(section.strip() + "\n");
                }
            }
        }
        sections.add(text());
        sections.sort((one, other) -> Integer.compare(jdk(one), jdk(other)));
        Files.writeString(file, INTRODUCTION + String.join("\n", sections));
    }

    private static int jdk(String section) {
        return Integer.parseInt(section.lines().findFirst().orElseThrow().substring(SECTION.length()));
    }

    private void compared(String what, Samples ours, Samples peers) {
        line(
                "| %s | %.1f (%.1f to %.1f) | %.1f (%.1f to %.1f) | %.3f |",
                what,
                ours.median(),
                ours.least(),
                ours.most(),
                peers.median(),
                peers.least(),
                peers.most(),
                ours.median() / peers.median());
    }

    private void target(String what, double figure, double most) {
        boolean held = figure <= most;
        holds &= held;
        line("| %s | %.2f | at most %s | %s |", what, figure, most, held ? "yes" : "no");
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String cpu() {
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown CPU");
        } catch (IOException e) {
            return "unknown CPU";
        }
    }
}

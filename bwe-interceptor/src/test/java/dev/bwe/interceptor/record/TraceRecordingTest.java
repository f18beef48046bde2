package dev.bwe.interceptor.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.PacketInfo;
import dev.bwe.core.TimestampSource;
import dev.bwe.interceptor.ErrorsTest;
import dev.bwe.interceptor.estimate.Call;
import dev.bwe.interceptor.estimate.ManualScheduler;
import dev.bwe.interceptor.estimate.Traffic;
import dev.bwe.interceptor.timer.ExecutorTimer;
import dev.bwe.interceptor.timer.WorkTimer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a recording holds, and what becomes of it when something goes wrong. */
@Timeout(60)
class TraceRecordingTest {
    private static final long SEED = 0x7EC0;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    private Path directory;

    private final ManualScheduler writer = new ManualScheduler();
    private final WorkTimer.Source timers = (soon, later) -> new ExecutorTimer(writer, soon, later);

    private static RecordedOptions options(TimestampSource source) {
        return new RecordedOptions(
                EstimatorConfig.builder().timestampSource(source).build(), 0, Long.MAX_VALUE);
    }

    private static RecordedOptions options() {
        return options(TimestampSource.ABS_SEND_TIME);
    }

    private TraceRecorder manualRecorder() throws IOException {
        return new TraceRecorder(directory, writer, timers, TraceFile.Opener.DEFAULT);
    }

    private void letWriterRun() {
        writer.advanceTo(writer.nowUs() + 100_000);
    }

    private static long allocatedBytes() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    private static PacketInfo packet(long nowUs) {
        return new PacketInfo()
                .arrivalUs(1)
                .absSendTime(2)
                .rtpTimestamp(3)
                .ssrc(4)
                .payloadSize(5)
                .nowUs(nowUs);
    }

    /** The entries, without head and comments. */
    private List<String> entries(String file) throws IOException {
        return Files.readAllLines(directory.resolve(file)).stream()
                .filter(line -> !line.startsWith("config") && !line.startsWith("#"))
                .toList();
    }

    @Test
    void holdsNothingBeforeTheFirstEntry() throws IOException {
        TraceRecorder recorder = manualRecorder();
        TraceRecording[] recordings = new TraceRecording[1_000];
        recorder.newRecording("pc", options()).close();
        long before = allocatedBytes();
        for (int i = 0; i < recordings.length; i++) {
            recordings[i] = recorder.newRecording("pc", options());
        }
        long bytes = (allocatedBytes() - before) / recordings.length;
        assertTrue(bytes < 2_000, bytes + " bytes for a recording, its options included");
    }

    @Test
    void holdsSomeTensOfKilobytesAndAllocatesNothingMoreWhileTheWriterKeepsUp() throws IOException {
        TraceRecording recording = manualRecorder().newRecording("pc", options());
        PacketInfo packet = packet(7);
        recording.recordPacket(packet);
        letWriterRun();
        long bytes = 0;
        for (int i = 0; i < 300; i++) {
            long before = allocatedBytes();
            for (int n = 0; n < 100; n++) {
                recording.recordPacket(packet);
                recording.recordProcess(7);
                recording.recordRembProcess(7);
            }
            bytes += allocatedBytes() - before;
            letWriterRun();
        }
        // Two chunks of 20 kB, and the executor's tasks: one every 100 ms and one with each chunk.
        assertTrue(bytes < 150_000, bytes + " bytes for 90,000 entries");
    }

    @Test
    void whatIsWrittenFromChunksInTurnIsWhatCame() throws IOException {
        TraceRecorder recorder = manualRecorder();
        TraceRecording recording = recorder.newRecording("pc", options());
        Random random = new Random(SEED);
        long count = 0;
        for (int round = 0; round < 60; round++) {
            for (int n = random.nextInt(2_000); n > 0; n--) {
                recording.recordPacket(packet(count++));
            }
            letWriterRun();
        }
        recording.close();
        recorder.close();
        assertEquals(0, recorder.dropped());
        assertEquals(
                LongStream.range(0, count).mapToObj(i -> "1 2 5 4 " + i).toList(), entries("pc.trace"), "seed " + SEED);
    }

    @Test
    void aFullBufferDropsAndCountsAndNeverWaits() throws IOException {
        TraceRecorder recorder = manualRecorder();
        TraceRecording recording = recorder.newRecording("pc", options());
        for (int i = 0; i < TraceRecording.CAPACITY + 7; i++) {
            recording.recordRemoval(i, i);
        }
        assertEquals(7, recorder.dropped());
        letWriterRun();
        recording.recordRemoval(8, 8);
        recording.close();
        letWriterRun();
        assertEquals(7, recorder.dropped());
        List<String> lines = Files.readAllLines(directory.resolve("pc.trace"));
        assertEquals("remove 8 8", lines.get(lines.size() - 2));
        assertEquals("# 7 entries were dropped", lines.get(lines.size() - 1));
        assertEquals(TraceRecording.CAPACITY + 1, entries("pc.trace").size());
    }

    @Test
    void nothingGetsLostUncountedWhileTheRecorderCloses() throws Exception {
        for (int round = 0; round < 20; round++) {
            TraceRecorder recorder = new TraceRecorder(directory);
            String id = "round" + round;
            TraceRecording recording = recorder.newRecording(id, options());
            long total = 40_000;
            Thread media = new Thread(() -> {
                for (long i = 0; i < total; i++) {
                    recording.recordPacket(packet(i));
                }
            });
            media.start();
            LockSupport.parkNanos(round * 300_000L);
            recorder.close();
            media.join();
            Path file = directory.resolve(id + ".trace");
            int written = Files.exists(file) ? entries(id + ".trace").size() : 0;
            assertEquals(total, written + recorder.dropped(), written + " entries were written, round " + round);
        }
    }

    @Test
    void nothingGetsLostUncountedWhileTheWriterIsBehind() throws Exception {
        TraceRecorder recorder = new TraceRecorder(directory);
        TraceRecording recording = recorder.newRecording("pc", options());
        long total = 1_000_000;
        PacketInfo packet = packet(3);
        for (long i = 0; i < total; i++) {
            recording.recordPacket(packet);
        }
        recording.close();
        recorder.close();
        assertEquals(total, entries("pc.trace").size() + recorder.dropped());
    }

    private static long openFilesUnder(Path directory) throws IOException {
        Path mine = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(mine), "a system that tells which files are open");
        List<Path> open = new ArrayList<>();
        try (Stream<Path> links = Files.list(mine)) {
            for (Path link : links.toList()) {
                try {
                    open.add(Files.readSymbolicLink(link));
                } catch (IOException e) {
                    // Closed meanwhile.
                    continue;
                }
            }
        }
        Path real = directory.toRealPath();
        return open.stream().filter(path -> path.startsWith(real)).count();
    }

    @Test
    void aRecorderThatIsClosedFirstClosesItsFilesAndCountsWhatComesLater() throws IOException {
        TraceRecorder recorder = new TraceRecorder(directory);
        List<Call> calls = new ArrayList<>();
        List<Traffic.Packet> packets = Traffic.through(1_000_000, 3_000_000, 2, 5);
        for (int i = 0; i < 20; i++) {
            Call call = new Call(Call.likeLibwebrtc().recorder(recorder)).bind(Call.video(5));
            packets.subList(0, 100).forEach(call::receive);
            calls.add(call);
        }
        recorder.close();
        assertEquals(0, recorder.dropped());
        for (Call call : calls) {
            packets.subList(100, 107).forEach(call::receive);
            call.interceptor.close();
        }
        assertEquals(7 * calls.size(), recorder.dropped());
        recorder.close();
        for (int i = 1; i <= calls.size(); i++) {
            assertEquals(
                    100, entries(i == 1 ? "pc.trace" : "pc-" + i + ".trace").size(), "entries of file " + i);
        }
        assertEquals(0, openFilesUnder(directory), "open files");
    }

    @Test
    void aRecordingMadeAfterTheEndCountsAndMakesNoFile() throws IOException {
        TraceRecorder recorder = new TraceRecorder(directory);
        recorder.close();
        TraceRecording recording = recorder.newRecording("pc", options());
        recording.recordPacket(packet(1));
        recording.recordProcess(2);
        recording.close();
        assertEquals(2, recorder.dropped());
        assertFalse(Files.exists(directory.resolve("pc.trace")), "a file");
    }

    @Test
    void aLongNameIsShortenedAndStaysOnesOwn() throws IOException {
        TraceRecorder recorder = new TraceRecorder(directory);
        for (String id : new String[] {"x".repeat(300), "x".repeat(299) + "y", "x".repeat(300), "y".repeat(100)}) {
            TraceRecording recording = recorder.newRecording(id, options());
            recording.recordPacket(packet(1));
            recording.close();
        }
        recorder.close();
        assertEquals(0, recorder.dropped());
        try (Stream<Path> files = Files.list(directory)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).sorted().toList();
            assertEquals(4, names.size(), "files " + names);
            String twice =
                    "x".repeat(91) + String.format("-%08x", "x".repeat(300).hashCode());
            assertTrue(
                    names.containsAll(List.of(twice + ".trace", twice + "-2.trace", "y".repeat(100) + ".trace")),
                    "names " + names);
        }
    }

    @Test
    void whatAFailedDiskLosesIsCountedAndTheFileIsClosed() throws IOException {
        TraceRecorder recorder = manualRecorder();
        TraceRecording recording = recorder.newRecording("pc", options());
        for (int i = 0; i < 10; i++) {
            recording.recordPacket(packet(i));
        }
        letWriterRun();
        for (int i = 0; i < 700; i++) {
            recording.recordPacket(packet(i));
        }
        // A file that is written by a thread that was interrupted fails.
        Thread.currentThread().interrupt();
        letWriterRun();
        assertTrue(Thread.interrupted(), "still interrupted");
        assertEquals(700, recorder.dropped());
        for (int i = 0; i < 5; i++) {
            recording.recordPacket(packet(i));
        }
        assertEquals(705, recorder.dropped());
        letWriterRun();
        recording.close();
        recorder.close();
        assertEquals(705, recorder.dropped());
        assertEquals(10, entries("pc.trace").size());
    }

    /** A file on a disk that has room for so many bytes and no more. */
    private record SmallDisk(SeekableByteChannel file, int room) implements SeekableByteChannel {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int left = (int) (room - file.size());
            if (left == 0) {
                throw new IOException("full on purpose");
            }
            ByteBuffer some = bytes.slice(bytes.position(), Math.min(left, bytes.remaining()));
            int written = file.write(some);
            bytes.position(bytes.position() + written);
            return written;
        }

        @Override
        public SeekableByteChannel truncate(long size) throws IOException {
            return file.truncate(size);
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SeekableByteChannel position(long newPosition) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void aFullDiskLeavesWholeLinesInAClosedFileAndTheRestIsCounted() throws IOException {
        List<SmallDisk> files = new ArrayList<>();
        TraceRecorder recorder = new TraceRecorder(directory, writer, timers, file -> {
            files.add(new SmallDisk(TraceFile.Opener.DEFAULT.open(file), 50_005));
            return files.get(files.size() - 1);
        });
        TraceRecording recording = recorder.newRecording("pc", options());
        for (int i = 0; i < 9_000; i++) {
            recording.recordPacket(packet(i));
        }
        letWriterRun();
        assertFalse(files.get(0).isOpen(), "still open");
        recording.recordPacket(packet(0));
        recording.close();
        recorder.close();
        List<String> written = entries("pc.trace");
        assertEquals(
                LongStream.range(0, written.size())
                        .mapToObj(i -> "1 2 5 4 " + i)
                        .toList(),
                written);
        assertTrue(written.size() > 2_000, written.size() + " entries");
        assertEquals(9_001, written.size() + recorder.dropped());
        assertTrue(Files.readString(directory.resolve("pc.trace")).endsWith("\n"), "ends within a line");
        assertEquals(1, files.size(), "files");
    }

    @Test
    void whatFindsNoDirectoryIsCountedAndHurtsNobody() throws IOException {
        TraceRecorder recorder = new TraceRecorder(directory.resolve("gone"));
        Files.delete(directory.resolve("gone"));
        Call call = new Call(Call.likeLibwebrtc().recorder(recorder)).bind(Call.video(5));
        List<Traffic.Packet> packets = Traffic.through(1_000_000, 3_000_000, 6, 5);
        packets.forEach(call::receive);
        assertTrue(call.interceptor.estimateBps() > 0, "no estimate");
        call.interceptor.close();
        recorder.close();
        assertEquals(packets.size(), recorder.dropped());
    }

    @ParameterizedTest
    @MethodSource("dev.bwe.interceptor.ErrorsTest#failures")
    void whateverThrowsOnTheRecordersThreadEndsThatRecordingAndNoOther(Throwable failure) throws IOException {
        TraceRecorder recorder = new TraceRecorder(
                directory,
                writer,
                timers,
                file -> file.endsWith("bad.trace")
                        ? ErrorsTest.<RuntimeException, SeekableByteChannel>fail(failure)
                        : TraceFile.Opener.DEFAULT.open(file));
        TraceRecording bad = recorder.newRecording("bad", options());
        TraceRecording good = recorder.newRecording("good", options());
        for (int i = 0; i < 3; i++) {
            bad.recordPacket(packet(i));
            good.recordPacket(packet(i));
            letWriterRun();
        }
        recorder.close();
        assertEquals(3, recorder.dropped());
        assertEquals(3, entries("good.trace").size());
    }

    @Test
    void namesAreSafeWhateverThePeerConnectionIsCalled() {
        assertEquals("a_b-C_9", TraceFileName.of("a/b-C_9").text());
        assertEquals("______etc", TraceFileName.of("../../etc").text());
        assertEquals("_", TraceFileName.of("").text());
        assertEquals("__", TraceFileName.of("\u0000.").text());
        assertEquals("_NUL", TraceFileName.of("NUL").text());
        assertEquals("_com1", TraceFileName.of("com1").text());
        assertEquals("console", TraceFileName.of("console").text());
        assertEquals(100, TraceFileName.of("\n".repeat(1_000_000)).text().length());
    }

    /** Notes the names that are tried. */
    private static final class Crowded implements TraceFile.Opener {
        private final List<String> asked = new ArrayList<>();

        @Override
        public SeekableByteChannel open(Path file) throws IOException {
            asked.add(file.getFileName().toString());
            return TraceFile.Opener.DEFAULT.open(file);
        }
    }

    @Test
    void theTwelveThousandthRecordingOfANameIsRecordedWithoutTryingAllNumbers() throws IOException {
        int existing = 11_999;
        for (int number = 1; number <= existing; number++) {
            Files.createFile(directory.resolve(number == 1 ? "pc.trace" : "pc-" + number + ".trace"));
        }
        Crowded opener = new Crowded();
        TraceRecorder recorder = new TraceRecorder(directory, writer, timers, opener);
        for (int i = 0; i < 2; i++) {
            TraceRecording recording = recorder.newRecording("pc", options());
            recording.recordPacket(packet(i));
            recording.close();
            letWriterRun();
        }
        recorder.close();
        assertEquals(0, recorder.dropped());
        assertEquals(List.of("1 2 5 4 0"), entries("pc-12000.trace"));
        assertEquals(List.of("1 2 5 4 1"), entries("pc-12001.trace"));
        assertEquals(List.of("pc.trace", "pc-12000.trace", "pc.trace", "pc-12001.trace"), opener.asked);
    }

    @Test
    void aNumberThatAnotherWriterTakesFirstIsLeftToIt() throws IOException {
        Files.createFile(directory.resolve("pc.trace"));
        TraceRecorder recorder = new TraceRecorder(directory, writer, timers, file -> {
            if (file.endsWith("pc-2.trace") && !Files.exists(file)) {
                Files.createFile(file);
            }
            return TraceFile.Opener.DEFAULT.open(file);
        });
        TraceRecording recording = recorder.newRecording("pc", options());
        recording.recordPacket(packet(1));
        recorder.close();
        assertEquals(List.of("1 2 5 4 1"), entries("pc-3.trace"));
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        EstimatorConfig config = EstimatorConfig.builder().build();
        assertEquals(
                "rembIntervalUs -1 is negative",
                assertThrows(IllegalArgumentException.class, () -> new RecordedOptions(config, -1, 1))
                        .getMessage());
        assertEquals(
                "maxRembBitrateBps 0 is less than 1",
                assertThrows(IllegalArgumentException.class, () -> new RecordedOptions(config, 0, 0))
                        .getMessage());
    }

    @Test
    void whatTheFormatCannotSayIsLeftOutAndCounted() throws IOException {
        TraceRecorder recorder = manualRecorder();
        TraceRecording recording = recorder.newRecording("pc", options());
        recording.recordPacket(packet(1).arrivalUs(-1));
        recording.recordPacket(packet(1).arrivalUs(Long.MIN_VALUE));
        recording.recordPacket(packet(1).arrivalUs(1_000_000_000_000_000_001L));
        recording.recordPacket(packet(-1));
        recording.recordPacket(packet(1_000_000_000_000_000_001L));
        recording.recordPacket(packet(1).payloadSize(65_536));
        recording.recordPacket(packet(1).withoutAbsSendTime());
        recording.recordProcess(-1);
        recording.recordPacket(packet(1_000_000_000_000_000_000L).arrivalUs(0).payloadSize(65_535));
        TraceRecording both = recorder.newRecording("both", options(TimestampSource.AUTOMATIC));
        both.recordPacket(packet(1).arrivalUs(-1));
        both.recordPacket(packet(1).withoutAbsSendTime());
        recorder.close();
        assertEquals(9, recorder.dropped());
        assertEquals(List.of("0 2 65535 4 1000000000000000000"), entries("pc.trace"));
        assertEquals(List.of("1 3 0 5 4 1"), entries("both.trace"));
    }
}

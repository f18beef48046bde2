package dev.bwe.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.trace.TraceReader;
import dev.bwe.core.trace.TraceReplay;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceRecorderTest {
    @TempDir
    private Path directory;

    private static List<String> replay(Path trace) throws IOException {
        StringBuilder out = new StringBuilder();
        try (Reader text = Files.newBufferedReader(trace)) {
            TraceReplay replay = new TraceReplay(new TraceReader(text), TraceReplay.Output.UPDATES);
            while (replay.step(out)) {
                continue;
            }
        }
        return out.toString().lines().map(line -> line.substring(line.indexOf(' ') + 1)).toList();
    }

    @Test
    void replayedARecordingGivesTheInterceptorsOwnEstimates() throws IOException {
        List<String> heard = new ArrayList<>();
        long limitedUs = 0;
        List<Traffic.Packet> traffic = Traffic.through(2_000_000, 3_000_000, 20, 0, 0xFFFFFFFE, 77);
        try (TraceRecorder recorder = new TraceRecorder(directory)) {
            Call call = new Call(Call.likeLibwebrtc().recorder(recorder).estimateListener((id, nowUs, bps, usage, ssrcs) ->
                    heard.add(bps + " " + usage.ordinal() + " " + ssrcs.size())));
            call.bind(Call.video(0)).bind(Call.video(0xFFFFFFFE)).bind(Call.video(77));
            for (int i = 0; i < traffic.size(); i++) {
                // In the middle a stream ends, the round-trip time changes, and everyone is silent for a while.
                if (i == 2_000) {
                    call.interceptor.unbindRemoteStream(Call.video(77));
                    call.interceptor.onRtt(31_400);
                    call.interceptor.setMaxRembBitrateBps(400_000);
                    limitedUs = call.nowUs();
                }
                Traffic.Packet packet = traffic.get(i);
                long silenceUs = i > 2_500 ? 7_000_000 : 0;
                call.receive(new Traffic.Packet(packet.ssrc(), packet.absSendTime(), packet.arrivalUs() + silenceUs,
                        packet.nowUs() + silenceUs, packet.size()));
            }
            call.interceptor.close();
        }
        assertTrue(heard.size() > 50, heard.size() + " updates");
        assertEquals(heard, replay(directory.resolve("pc.trace")));
        assertTrue(Files.readAllLines(directory.resolve("pc.trace")).contains("max 400000 " + limitedUs), "the limit of REMBs");
    }

    @Test
    void aStreamThatFallsSilentIsForgottenOnceEachTime() throws IOException {
        List<String> expected = new ArrayList<>();
        try (TraceRecorder recorder = new TraceRecorder(directory)) {
            Call call = new Call(BweInterceptorFactory.builder().measureRoundTripTime(false).recorder(recorder))
                    .bind(Call.video(1)).bind(Call.video(2));
            long lastUs = 0;
            boolean paused = false;
            for (Traffic.Packet packet : Traffic.through(1_000_000, 3_000_000, 20, 1, 2)) {
                // Stream 2 pauses twice, for longer than the timeout and several REMBs.
                boolean pauses = packet.nowUs() / 1_000_000 % 10 >= 3;
                if (packet.ssrc() == 2 && pauses && !paused) {
                    expected.add("remove 2 " + (lastUs + 2_000_001));
                }
                if (packet.ssrc() == 2) {
                    paused = pauses;
                }
                if (packet.ssrc() == 2 && !pauses) {
                    lastUs = packet.nowUs();
                }
                if (packet.ssrc() == 1 || !pauses) {
                    call.receive(packet);
                }
            }
            call.interceptor.close();
        }
        List<String> removals = Files.readAllLines(directory.resolve("pc.trace")).stream()
                .filter(line -> line.startsWith("remove")).toList();
        assertEquals(2, expected.size(), "pauses");
        assertEquals(expected, removals);
    }

    @Test
    void everyPeerConnectionHasAFileOfItsOwn() throws IOException {
        try (TraceRecorder recorder = new TraceRecorder(directory)) {
            for (String id : new String[] {"a/../b", "a/../b", "c"}) {
                BweInterceptor interceptor = Call.likeLibwebrtc().recorder(recorder).build().newInterceptor(id);
                byte[] packet = Call.videoBytes(new Traffic.Packet(5, 1, 2, 3, 100), 3);
                interceptor.bindRemoteStream(Call.video(5), (buffer, offset, capacity, attributes) -> {
                    System.arraycopy(packet, 0, buffer, offset, packet.length);
                    return packet.length;
                }).read(new byte[500], 0, 500, new Attributes().arrivalTimeUs(9));
                interceptor.close();
                interceptor.close();
            }
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of("a____b-2.trace", "a____b.trace", "c.trace"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
        List<String> lines = Files.readAllLines(directory.resolve("c.trace"));
        assertEquals("# arrival_us send24 size ssrc now_us", lines.get(0));
        assertTrue(lines.get(1).startsWith("9 1 100 5 "), lines.get(1));
    }

    @Test
    void aFullBufferDropsAndCountsAndNeverWaits() throws Exception {
        ScheduledExecutorService stuck = Executors.newSingleThreadScheduledExecutor();
        AtomicLong dropped = new AtomicLong();
        TraceRecording recording = new TraceRecording(directory, "pc", stuck, dropped);
        stuck.shutdown();
        for (int i = 0; i < TraceRecording.CAPACITY + 7; i++) {
            recording.remove(i, i);
        }
        assertEquals(7, dropped.get());
    }

    @Test
    void whatCannotBeWrittenHurtsNobody() throws IOException {
        TraceRecorder recorder = new TraceRecorder(directory.resolve("gone"));
        Files.delete(directory.resolve("gone"));
        Call call = new Call(Call.likeLibwebrtc().recorder(recorder)).bind(Call.video(5));
        Traffic.through(1_000_000, 3_000_000, 6, 5).forEach(call::receive);
        assertTrue(call.interceptor.estimateBps() > 0, "no estimate");
        call.interceptor.close();
        recorder.close();
    }
}

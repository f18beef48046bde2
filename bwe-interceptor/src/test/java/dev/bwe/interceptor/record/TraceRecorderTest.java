package dev.bwe.interceptor.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.DelayDetectorType;
import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.SsrcList;
import dev.bwe.core.TimestampSource;
import dev.bwe.core.trace.TraceReader;
import dev.bwe.core.trace.TraceReplay;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.estimate.BweInterceptor;
import dev.bwe.interceptor.estimate.BweInterceptorFactory;
import dev.bwe.interceptor.estimate.Call;
import dev.bwe.interceptor.estimate.Traffic;
import dev.bwe.interceptor.rtp.RtpBytes;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TraceRecorderTest {
    private static final int OFFSET_ID = 7;
    private static final int TICKS_PER_FRAME = 3_000;
    /** Some 12 s before it exceeds an int. */
    private static final int FIRST_TIMESTAMP = 0x7FF00000;

    @TempDir
    private Path directory;

    private final List<String> updates = new ArrayList<>();
    private final List<String> rembs = new ArrayList<>();

    private static List<String> replay(Path trace, TraceReplay.Output output) throws IOException {
        StringBuilder out = new StringBuilder();
        try (Reader text = Files.newBufferedReader(trace)) {
            TraceReplay replay = new TraceReplay(new TraceReader(text), output);
            while (replay.step(out)) {
                continue;
            }
        }
        return out.toString().lines().toList();
    }

    private BweInterceptorFactory.Builder telling(BweInterceptorFactory.Builder builder, boolean withTime) {
        return builder.estimateListener((id, nowUs, bps, usage, ssrcs) ->
                        updates.add((withTime ? nowUs + " " : "") + bps + " " + usage.ordinal() + " " + ssrcs.size()))
                .rembListener((id, nowUs, bps, ssrcs) -> rembs.add(nowUs + " " + bps + " " + text(ssrcs)));
    }

    private static String text(SsrcList ssrcs) {
        return ssrcs.size() == 0
                ? "-"
                : IntStream.of(ssrcs.toArray())
                        .mapToObj(Integer::toUnsignedString)
                        .collect(Collectors.joining(","));
    }

    private static StreamInfo info(int ssrc) {
        return Call.video(
                ssrc,
                new HeaderExtension(HeaderExtension.ABS_SEND_TIME, Call.ABS_SEND_TIME_ID),
                new HeaderExtension(HeaderExtension.TRANSMISSION_OFFSET, OFFSET_ID));
    }

    /** Frames last 33 ms; the offset says when a packet was sent, and is negative for some streams. */
    private static byte[] bytes(Traffic.Packet packet, boolean withSendTime) {
        int ticks = (int) (packet.absSendTime() * 90_000L >> 18);
        int offset = ticks % TICKS_PER_FRAME - (packet.ssrc() == 0 ? TICKS_PER_FRAME : 0);
        RtpBytes bytes = RtpBytes.packet()
                .ssrc(packet.ssrc())
                .payload(packet.size())
                .timestamp(FIRST_TIMESTAMP + ticks - offset)
                .oneByteElement(OFFSET_ID, offset >> 16 & 0xFF, offset >> 8 & 0xFF, offset & 0xFF);
        return (withSendTime ? bytes.absSendTime(Call.ABS_SEND_TIME_ID, packet.absSendTime()) : bytes).build();
    }

    /** Streams that end and fall silent, a round-trip time, limits that come and go, and a timer that is late. */
    private static void run(BweInterceptorFactory.Builder builder, boolean withoutSendTimes, Integer... resetsAt) {
        Call call = new Call(builder);
        call.scheduler.lateUs = 37_777;
        call.bind(info(0)).bind(info(0xFFFFFFFE)).bind(info(77));
        List<Traffic.Packet> packets = Traffic.through(1_060_000, 3_000_000, 30, 0, 0xFFFFFFFE, 77);
        for (int i = 0; i < packets.size(); i++) {
            Traffic.Packet packet = packets.get(i);
            long silenceUs = i > 3_300 ? 7_000_000 : 0;
            call.scheduler.advanceTo(Math.max(call.nowUs(), packet.nowUs() + silenceUs - 100));
            change(call.interceptor, i);
            if (List.of(resetsAt).contains(i)) {
                call.interceptor.reset();
            }
            // First without send times, then with, then with and without, then without.
            boolean withSendTime = !withoutSendTimes || i > 1_400 && i < 2_800 && (i < 2_400 || i % 3 == 0);
            call.receive(
                    packet.ssrc(),
                    bytes(packet, withSendTime),
                    packet.arrivalUs() + silenceUs,
                    packet.nowUs() + silenceUs);
        }
        call.scheduler.advanceTo(call.nowUs() + 1_500_000);
        call.interceptor.close();
    }

    private static void change(BweInterceptor interceptor, int packet) {
        switch (packet) {
            case 500 -> interceptor.onRtt(31_400);
            case 900 -> interceptor.setMaxBitrateBps(600_000);
            case 1_100 -> interceptor.setMaxBitrateBps(Long.MAX_VALUE);
            case 1_600 -> interceptor.setMaxRembBitrateBps(600_000);
            case 1_900 -> interceptor.setMaxRembBitrateBps(Long.MAX_VALUE);
            case 2_000 -> interceptor.unbindRemoteStream(info(77));
            case 2_500 -> interceptor.setMinBitrateBps(700_000);
            case 2_900 -> interceptor.setMinBitrateBps(20_000);
            case 3_301 -> interceptor.setMaxRembBitrateBps(Long.MAX_VALUE);
            default -> {}
        }
    }

    private void assertReplayIsTheCall(TimestampSource source) throws IOException {
        assertTrue(updates.size() > 40, updates.size() + " updates");
        assertTrue(rembs.size() > 12, rembs.size() + " REMBs");
        List<String> replayed = replay(directory.resolve("pc.trace"), TraceReplay.Output.UPDATES);
        if (source == TimestampSource.ABS_SEND_TIME) {
            assertSameLines(
                    updates,
                    replayed.stream()
                            .map(line -> line.substring(line.indexOf(' ') + 1))
                            .toList());
        } else {
            assertSameLines(newestOfEachMoment(updates), newestOfEachMoment(replayed));
        }
        List<String> replayedRembs = replay(directory.resolve("pc.trace"), TraceReplay.Output.REMBS);
        assertSameLines(newestOfEachMoment(rembs), newestOfEachMoment(replayedRembs));
    }

    /** A packet and the timer may both lead to an update in one moment; listeners hear of the newest then. */
    private static List<String> newestOfEachMoment(List<String> lines) {
        Map<String, String> byTime = new LinkedHashMap<>();
        lines.forEach(line -> byTime.put(line.substring(0, line.indexOf(' ')), line));
        return List.copyOf(byTime.values());
    }

    private static void assertSameLines(List<String> expected, List<String> actual) {
        int common = Math.min(expected.size(), actual.size());
        for (int i = 0; i < common; i++) {
            assertEquals(expected.get(i), actual.get(i), "line " + (i + 1));
        }
        assertEquals(expected.size(), actual.size(), "number of lines; those there are agree");
    }

    @ParameterizedTest
    @EnumSource(TimestampSource.class)
    void replayedARecordingGivesTheCallsUpdatesAndRembs(TimestampSource source) throws IOException {
        try (TraceRecorder recorder = new TraceRecorder(directory)) {
            boolean onlySendTimes = source == TimestampSource.ABS_SEND_TIME;
            run(
                    telling(Call.likeLibwebrtc(), !onlySendTimes)
                            .recorder(recorder)
                            .estimatorConfig(EstimatorConfig.builder()
                                    .timestampSource(source)
                                    .build()),
                    !onlySendTimes);
        }
        assertReplayIsTheCall(source);
    }

    @ParameterizedTest
    @EnumSource(TimestampSource.class)
    void theRecordingSaysWithWhichOptions(TimestampSource source) throws IOException {
        EstimatorConfig config = EstimatorConfig.builder()
                .timestampSource(source)
                .delayDetector(DelayDetectorType.TRENDLINE)
                .groupSpanUs(7_000)
                .burstGapUs(3_000)
                .burstSpanUs(60_000)
                .streamTimeoutUs(1_100_000)
                .backoffFactor(0.7)
                .minBitrateBps(400_000)
                .maxBitrateBps(1_500_000)
                .initialBitrateBps(500_000)
                .initialRttUs(90_000)
                .build();
        try (TraceRecorder recorder = new TraceRecorder(directory)) {
            boolean onlySendTimes = source == TimestampSource.ABS_SEND_TIME;
            run(
                    telling(BweInterceptorFactory.builder(), !onlySendTimes)
                            .recorder(recorder)
                            .estimatorConfig(config)
                            .measureRoundTripTime(false)
                            .rembIntervalUs(700_000)
                            .maxRembBitrateBps(1_200_000),
                    !onlySendTimes);
        }
        assertReplayIsTheCall(source);
    }

    /** When the estimate's maximum is limited, the REMBs' maximum, the estimate's minimum, nothing. */
    private static final Integer[] RESETS = {1_000, 1_750, 2_700, 3_200};

    @ParameterizedTest
    @EnumSource(TimestampSource.class)
    void aResetIsReplayedWithTheLimitsThatStay(TimestampSource source) throws IOException {
        try (TraceRecorder recorder = new TraceRecorder(directory)) {
            boolean onlySendTimes = source == TimestampSource.ABS_SEND_TIME;
            run(
                    telling(BweInterceptorFactory.builder(), !onlySendTimes)
                            .recorder(recorder)
                            .rembIntervalUs(300_000)
                            .maxRembBitrateBps(900_000)
                            .measureRoundTripTime(false)
                            .estimatorConfig(EstimatorConfig.builder()
                                    .timestampSource(source)
                                    .build()),
                    !onlySendTimes,
                    RESETS);
        }
        assertReplayIsTheCall(source);
    }

    @ParameterizedTest
    @EnumSource(TimestampSource.class)
    void aResetIsReplayedWithLibwebrtcsThrottleToo(TimestampSource source) throws IOException {
        try (TraceRecorder recorder = new TraceRecorder(directory)) {
            boolean onlySendTimes = source == TimestampSource.ABS_SEND_TIME;
            run(
                    telling(Call.likeLibwebrtc(), !onlySendTimes)
                            .recorder(recorder)
                            .estimatorConfig(EstimatorConfig.builder()
                                    .timestampSource(source)
                                    .build()),
                    !onlySendTimes,
                    RESETS);
        }
        assertReplayIsTheCall(source);
    }

    @Test
    void streamsOfBeforeAResetAreNotForgottenAgain() throws IOException {
        try (TraceRecorder recorder = new TraceRecorder(directory)) {
            Call call = new Call(BweInterceptorFactory.builder().recorder(recorder))
                    .bind(Call.video(5))
                    .bind(Call.video(6));
            for (Traffic.Packet packet : Traffic.through(1_000_000, 5_000_000, 20, 5, 6)) {
                if (packet.arrivalUs() < 9_000_000 || packet.ssrc() == 5) {
                    call.receive(packet);
                }
                if (packet.ssrc() == 6 && packet.arrivalUs() >= 9_000_000 && call.interceptor.ssrcs().length == 2) {
                    call.interceptor.reset();
                }
            }
            call.interceptor.close();
        }
        List<String> directives = Files.readAllLines(directory.resolve("pc.trace")).stream()
                .filter(line -> line.startsWith("reset") || line.startsWith("remove"))
                .map(line -> line.substring(0, 8))
                .toList();
        assertEquals(List.of("reset 0 "), directives);
    }

    @Test
    void afterASilenceRembsBeginAnewAsInTheCall() throws IOException {
        try (TraceRecorder recorder = new TraceRecorder(directory)) {
            Call call = new Call(telling(BweInterceptorFactory.builder(), false)
                            .measureRoundTripTime(false)
                            .rembIntervalUs(11_500_000)
                            .recorder(recorder))
                    .bind(Call.video(5));
            for (Traffic.Packet packet : Traffic.through(1_000_000, 5_000_000, 12, 5)) {
                long silenceUs = packet.arrivalUs() > 8_000_000 ? 3_000_000 : 0;
                call.receive(
                        5,
                        Call.videoBytes(packet, Call.ABS_SEND_TIME_ID),
                        packet.arrivalUs() + silenceUs,
                        packet.nowUs() + silenceUs);
            }
            call.interceptor.close();
        }
        assertEquals(2, rembs.size(), "REMBs: " + rembs);
        assertSameLines(rembs, replay(directory.resolve("pc.trace"), TraceReplay.Output.REMBS));
    }

    @Test
    void aStreamThatFallsSilentIsForgottenOnceEachTime() throws IOException {
        List<String> expected = new ArrayList<>();
        try (TraceRecorder recorder = new TraceRecorder(directory)) {
            Call call = new Call(BweInterceptorFactory.builder()
                            .measureRoundTripTime(false)
                            .recorder(recorder))
                    .bind(Call.video(1))
                    .bind(Call.video(2));
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
                .filter(line -> line.startsWith("remove"))
                .toList();
        assertEquals(2, expected.size(), "pauses");
        assertEquals(expected, removals);
    }

    @Test
    void everyPeerConnectionHasAFileOfItsOwn() throws IOException {
        try (TraceRecorder recorder = new TraceRecorder(directory)) {
            for (String id : new String[] {"a/../b", "a/../b", "c"}) {
                BweInterceptor interceptor = Call.likeLibwebrtc()
                        .recorder(recorder)
                        .clock(() -> 11)
                        .build()
                        .newInterceptor(id);
                byte[] packet = Call.videoBytes(new Traffic.Packet(5, 1, 2, 3, 100), 3);
                interceptor
                        .bindRemoteStream(Call.video(5), (buffer, offset, capacity, attributes) -> {
                            System.arraycopy(packet, 0, buffer, offset, packet.length);
                            return packet.length;
                        })
                        .read(new byte[500], 0, 500, new Attributes().arrivalTimeUs(9));
                interceptor.close();
                interceptor.close();
            }
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(
                    List.of("a____b-2.trace", "a____b.trace", "c.trace"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
        List<String> lines = Files.readAllLines(directory.resolve("c.trace"));
        int columns = lines.indexOf("# arrival_us send24 size ssrc now_us");
        assertEquals("config timer RECORDED", lines.get(columns - 1));
        assertTrue(lines.get(columns + 1).startsWith("9 1 100 5 11"), lines.get(columns + 1));
    }
}

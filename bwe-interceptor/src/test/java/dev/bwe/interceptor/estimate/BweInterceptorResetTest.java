package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.TimestampSource;
import dev.bwe.core.state.BandwidthUsage;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.RtcpReader;
import dev.bwe.interceptor.rtp.RtcpBytes;
import dev.bwe.interceptor.rtp.RtpBytes;
import dev.bwe.interceptor.rtp.SourceDescription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BweInterceptorResetTest {
    private static final List<Traffic.Packet> CONGESTED = Traffic.through(2_000_000, 3_000_000, 20, 0, 0xFFFFFFFE, 77);
    /** Within an overuse, shortly before a REMB. */
    private static final int RESET_AT = 2_600;

    private static BweInterceptorFactory.Builder everySecond() {
        return BweInterceptorFactory.builder();
    }

    private static Call bound(Call call) {
        return call.bind(Call.video(0)).bind(Call.video(0xFFFFFFFE)).bind(Call.video(77));
    }

    private static Call resetCall(BweInterceptorFactory.Builder builder) {
        Call call = bound(new Call(builder));
        CONGESTED.subList(0, RESET_AT).forEach(call::receive);
        assertTrue(call.written.size() > 2, call.written.size() + " REMBs before");
        call.interceptor.reset();
        return call;
    }

    /** The report that another peer makes on the sender report of {@link #learnRoundTripTime}. */
    private static void report(Call call) {
        call.scheduler.advanceTo(call.nowUs() + 80_000);
        byte[] report = RtcpBytes.of("81c90007 00000063 00000007 00000000 00000000 00000000 11223344 00000000");
        RtcpReader reader = call.interceptor.bindRtcpReader((buffer, offset, capacity, attributes) -> {
            System.arraycopy(report, 0, buffer, offset, report.length);
            return report.length;
        });
        try {
            reader.read(new byte[100], 0, 100, new Attributes().arrivalTimeUs(call.nowUs()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void learnRoundTripTime(Call call) {
        byte[] senderReport = RtcpBytes.of("80c80006 00000007 aabb1122 3344ccdd 00000000 00000001 00000100");
        call.interceptor.onOutgoingRtcp(senderReport, 0, senderReport.length);
        report(call);
    }

    @Test
    void answersAsIfJustMade() {
        Call call = resetCall(everySecond());
        BweInterceptor fresh = new Call(everySecond()).interceptor;
        assertEquals(0, call.interceptor.estimateBps());
        assertArrayEquals(new int[0], call.interceptor.ssrcs());
        assertEquals(BandwidthUsage.NORMAL, call.interceptor.usage());
        assertEquals(Attributes.NO_ARRIVAL_TIME, call.interceptor.lastArrivalTimeUs());
        assertEquals(-1, call.interceptor.incomingRateBps());
        assertEquals(fresh.snapshot(), call.interceptor.snapshot());
    }

    private static void assertGoesOnLikeAFreshOne(Supplier<BweInterceptorFactory.Builder> options) {
        List<String> heard = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        Call call = bound(new Call(telling(options.get(), heard)));
        CONGESTED.subList(0, RESET_AT).forEach(call::receive);
        int before = call.written.size();
        assertTrue(before > 2, before + " REMBs before");
        heard.clear();
        call.interceptor.reset();

        Call fresh = new Call(telling(options.get(), expected));
        fresh.scheduler.advanceTo(call.nowUs());
        bound(fresh);
        for (Traffic.Packet packet : CONGESTED.subList(RESET_AT, CONGESTED.size())) {
            call.receive(packet);
            fresh.receive(packet);
            assertEquals(fresh.interceptor.snapshot(), call.interceptor.snapshot());
        }
        // The streams fall silent.
        call.scheduler.advanceTo(call.nowUs() + 5_000_000);
        fresh.scheduler.advanceTo(call.nowUs());
        assertTrue(expected.size() > 20, expected.size() + " events");
        assertEquals(expected, heard);
        assertTrue(fresh.written.size() > 4, fresh.written.size() + " REMBs");
        assertEquals(fresh.writtenHex(), call.writtenHex().subList(before, call.written.size()));
        assertEquals(0, call.scheduler.pending(), "timers");
    }

    private static BweInterceptorFactory.Builder telling(BweInterceptorFactory.Builder builder, List<String> heard) {
        return builder.estimateListener((id, nowUs, bps, usage, ssrcs) ->
                        heard.add(nowUs + " " + bps + " " + usage + " " + Arrays.toString(ssrcs.toArray())))
                .rembListener((id, nowUs, bps, ssrcs) -> heard.add("REMB " + nowUs + " " + bps));
    }

    @Test
    void goesOnLikeAFreshOne() {
        assertGoesOnLikeAFreshOne(BweInterceptorResetTest::everySecond);
    }

    @Test
    void goesOnLikeAFreshOneWithLibwebrtcsThrottle() {
        assertGoesOnLikeAFreshOne(() -> Call.likeLibwebrtc().maxRembBitrateBps(900_000));
    }

    @ParameterizedTest
    @EnumSource(TimestampSource.class)
    void goesOnLikeAFreshOneWhateverTheTimestamps(TimestampSource source) {
        assertGoesOnLikeAFreshOne(() -> everySecond()
                .estimatorConfig(EstimatorConfig.builder()
                        .timestampSource(source)
                        .initialBitrateBps(400_000)
                        .build()));
    }

    @Test
    void noTimerIsLeftAndNoRembComesBeforeTheNextEstimate() {
        Call call = resetCall(everySecond());
        int before = call.written.size();
        assertEquals(0, call.scheduler.pending(), "timers");
        call.scheduler.advanceTo(call.nowUs() + 10_000_000);
        assertEquals(before, call.written.size(), "REMBs");
        assertEquals(before, call.interceptor.statistics().rembsSent());
    }

    @Test
    void whatWasBoundSetAndCountedStays() {
        Call call = bound(new Call(everySecond()));
        CONGESTED.subList(0, RESET_AT).forEach(call::receive);
        call.receive(77, new byte[3], 1, call.nowUs());
        call.interceptor.setMinBitrateBps(300_000);
        call.interceptor.setMaxBitrateBps(700_000);
        call.interceptor.setMaxRembBitrateBps(500_000);
        BweStatistics before = call.interceptor.statistics();
        int written = call.written.size();
        call.interceptor.reset();
        assertEquals(before, call.interceptor.statistics());
        assertEquals(written, call.written.size(), "REMBs");
        assertEquals(300_000, call.interceptor.snapshot().minBitrateBps());
        assertEquals(700_000, call.interceptor.snapshot().maxBitrateBps());
        List<Long> told = new ArrayList<>();
        Call listened = bound(new Call(everySecond().rembListener((id, nowUs, bps, ssrcs) -> told.add(bps))));
        listened.interceptor.setMaxRembBitrateBps(500_000);
        listened.interceptor.reset();
        CONGESTED.subList(0, RESET_AT).forEach(listened::receive);
        assertEquals(List.of(500_000L), told.stream().distinct().toList());
    }

    @Test
    void aRoundTripTimeIsNotKnownUntilLearntAgain() {
        Call call = bound(new Call(everySecond()));
        learnRoundTripTime(call);
        assertEquals(80_000, call.interceptor.roundTripTimeUs());
        assertNotEquals(new Call(everySecond()).interceptor.snapshot(), call.interceptor.snapshot());

        call.interceptor.reset();
        assertEquals(-1, call.interceptor.roundTripTimeUs());
        assertEquals(new Call(everySecond()).interceptor.snapshot(), call.interceptor.snapshot());
        report(call);
        assertEquals(-1, call.interceptor.roundTripTimeUs(), "a report on what was sent before");
        learnRoundTripTime(call);
        assertEquals(80_000, call.interceptor.roundTripTimeUs());
    }

    @Test
    void theAnswerToWhatIsAskedAfterwardsIsLearnt() throws IOException {
        Call call = resetCall(everySecond());
        int before = call.written.size();
        for (int i = RESET_AT; call.written.size() == before; i++) {
            call.receive(CONGESTED.get(i));
        }
        // Behind an empty report, the sender's name and two headers: the middle 32 bits of the reference time.
        int place = 22 + SourceDescription.cnameLength(16);
        byte[] asked = call.written.get(before);
        byte[] answer = RtcpBytes.of(
                "80cf0005 00000063 05000003 00000000" + HexFormat.of().formatHex(asked, place, place + 4) + "00000000");
        call.scheduler.advanceTo(call.nowUs() + 80_000);
        call.interceptor
                .bindRtcpReader((buffer, offset, capacity, attributes) -> {
                    System.arraycopy(answer, 0, buffer, offset, answer.length);
                    return answer.length;
                })
                .read(new byte[100], 0, 100, new Attributes().arrivalTimeUs(call.nowUs()));
        assertEquals(80_000, call.interceptor.roundTripTimeUs());
    }

    @Test
    void malformedCompoundsOfBeforeAreStillCounted() throws IOException {
        Call call = bound(new Call(everySecond()));
        RtcpReader reader = call.interceptor.bindRtcpReader((buffer, offset, capacity, attributes) -> 5);
        reader.read(new byte[100], 0, 100, new Attributes());
        assertEquals(1, call.interceptor.statistics().malformedRtcpCompounds());
        call.interceptor.reset();
        reader.read(new byte[100], 0, 100, new Attributes());
        assertEquals(2, call.interceptor.statistics().malformedRtcpCompounds());
    }

    @Test
    void whatWasDecidedAndNotYetToldIsDropped() {
        Call[] holder = new Call[1];
        List<Traffic.Packet> packets = new ArrayList<>(CONGESTED);
        int[] heard = new int[1];
        boolean[] pending = new boolean[1];
        Call call = bound(new Call(Call.likeLibwebrtc().estimateListener((id, nowUs, bps, usage, ssrcs) -> {
            // While one delivery lasts, what is decided waits for the next one.
            if (heard[0]++ == 0) {
                for (int i = 0; i < 1_000; i++) {
                    holder[0].receive(packets.remove(0));
                }
                pending[0] = holder[0].interceptor.estimateBps() != bps;
                holder[0].interceptor.reset();
            }
        })));
        holder[0] = call;
        while (heard[0] == 0) {
            call.receive(packets.remove(0));
        }
        assertTrue(pending[0], "nothing was pending");
        assertEquals(1, heard[0], "estimates that were told");
        assertEquals(1, call.written.size(), "REMBs, the one being delivered included");
    }

    @Test
    void aClosedOneStaysClosed() {
        Call call = bound(new Call());
        CONGESTED.subList(0, RESET_AT).forEach(call::receive);
        call.interceptor.close();
        long estimateBps = call.interceptor.estimateBps();
        call.interceptor.reset();
        assertEquals(estimateBps, call.interceptor.estimateBps());
        call.receive(77, RtpBytes.packet().ssrc(77).absSendTime(3, 1).build(), 1, call.nowUs());
        assertEquals(RESET_AT, call.interceptor.statistics().packetsSeen());
    }
}

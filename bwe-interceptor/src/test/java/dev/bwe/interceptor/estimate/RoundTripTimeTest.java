package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.InterceptorRegistry;
import dev.bwe.interceptor.RtcpReader;
import dev.bwe.interceptor.RtcpWriter;
import dev.bwe.interceptor.rtp.ExtendedReport;
import dev.bwe.interceptor.rtp.RtcpBytes;
import dev.bwe.interceptor.rtp.RtcpCompound;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

class RoundTripTimeTest {
    /** A sender report of SSRC 7, whose NTP time has the middle bits 11223344. */
    private static final String SENDER_REPORT = "80c80006 00000007 aabb1122 3344ccdd 00000000 00000001 00000100";

    private final List<Long> told = new ArrayList<>();
    private final RoundTripTime roundTripTime = new RoundTripTime(told::add);

    private static String reportOn(int ssrc, String lastReport, int delay) {
        return "81c90007 00000063 %08x 00000000 00000000 00000000 %s %08x".formatted(ssrc, lastReport, delay);
    }

    private static String answerTo(int ssrc, int lastReferenceTime, int delay) {
        return "80cf0005 00000063 05000003 %08x %08x %08x".formatted(ssrc, lastReferenceTime, delay);
    }

    /** True if something was learnt. */
    private boolean incoming(long arrivalUs, String... packets) {
        byte[] bytes = RtcpBytes.of(packets);
        int before = told.size();
        roundTripTime.onIncoming(bytes, 0, bytes.length, arrivalUs, 5);
        return told.size() > before && averageUs() != RoundTripTime.UNKNOWN;
    }

    /** As of the last answer. */
    private long averageUs() {
        return told.isEmpty() ? RoundTripTime.UNKNOWN : told.get(told.size() - 1);
    }

    private void outgoing(long nowUs) {
        byte[] bytes = RtcpBytes.of(SENDER_REPORT);
        roundTripTime.onOutgoing(bytes, 0, bytes.length, nowUs);
    }

    @Test
    void isTheTimeSinceTheSenderReportLessWhatTheReceiverKeptIt() {
        outgoing(1_000_000);
        assertTrue(incoming(1_580_000, reportOn(7, "11223344", 32_768)), "not learnt");
        assertEquals(80_000, averageUs());
    }

    @Test
    void isLearntFromReportBlocksOfASenderReportToo() {
        outgoing(0);
        assertTrue(
                incoming(
                        90_000,
                        "81c8000c 00000063 00000000 00000000 00000000 00000000 00000000"
                                + "00000007 00000000 00000000 00000000 11223344 00000000"),
                "not learnt");
        assertEquals(90_000, averageUs());
    }

    @Test
    void isSmoothed() {
        outgoing(0);
        incoming(100_000, reportOn(7, "11223344", 0));
        incoming(200_000, reportOn(7, "11223344", 0));
        assertEquals(130_000, averageUs());
    }

    @Test
    void reportsOnWhatWasNotSentAreNotBelieved() {
        outgoing(1_000_000);
        for (String lie : new String[] {
            reportOn(8, "11223344", 0),
            reportOn(7, "11223345", 0),
            reportOn(7, "00000000", 0),
            reportOn(7, "11223344", -1),
            answerTo(5, 0x10000, 0)
        }) {
            assertEquals(false, incoming(1_500_000, lie), lie);
        }
        assertEquals(RoundTripTime.UNKNOWN, averageUs());
    }

    @Test
    void isLearntFromTheAnswerToAReferenceTime() {
        long referenceTime = roundTripTime.ask(5, 2_500_000);
        assertEquals(3L << 32 | 0x80000000L, referenceTime);
        assertTrue(incoming(2_700_000, answerTo(5, (int) (referenceTime >>> 16), 6_554)), "not learnt");
        assertEquals(100_000, averageUs(), 20);
    }

    @Test
    void asksOnceASecondUnlessReportsTellAnyway() {
        assertTrue(roundTripTime.shouldAsk(0), "at first");
        roundTripTime.ask(5, 0);
        assertEquals(false, roundTripTime.shouldAsk(999_999));
        assertTrue(roundTripTime.shouldAsk(1_000_000), "after a second");
        outgoing(1_000_000);
        incoming(1_100_000, reportOn(7, "11223344", 0));
        assertEquals(false, roundTripTime.shouldAsk(6_000_000));
        assertTrue(roundTripTime.shouldAsk(6_100_001), "reports stayed away");
    }

    @Test
    void anAnswerThatComesTooLateIsNotBelieved() {
        outgoing(0);
        assertTrue(incoming(10_000_000, reportOn(7, "11223344", 9 << 16)), "after 10 s");
        assertEquals(false, incoming(10_000_001, reportOn(7, "11223344", 9 << 16)), "after more");
        assertEquals(false, incoming(3_600_000_000L, reportOn(7, "11223344", 0)), "after an hour");
        assertEquals(List.of(1_000_000L, RoundTripTime.UNKNOWN), told, "the last is that it is stale");
    }

    @Test
    void withoutAnswersForFifteenSecondsItIsUnknownAndThatIsToldOnce() {
        outgoing(0);
        incoming(100_000, reportOn(7, "11223344", 0));
        assertEquals(100_000, roundTripTime.averageUs(15_100_000));
        assertEquals(RoundTripTime.UNKNOWN, roundTripTime.averageUs(15_100_001));
        assertEquals(RoundTripTime.UNKNOWN, roundTripTime.averageUs(15_100_002));
        assertEquals(List.of(100_000L, RoundTripTime.UNKNOWN), told);
        outgoing(20_000_000);
        incoming(20_300_000, reportOn(7, "11223344", 0));
        assertEquals(300_000, averageUs(), "what is stale has no weight");
    }

    @Test
    void thatItIsStaleIsNoticedWithWhateverComesByFirst() {
        List<LongConsumer> occasions = List.of(
                this::outgoing,
                timeUs -> incoming(timeUs, reportOn(8, "00000001", 0)),
                roundTripTime::shouldAsk,
                roundTripTime::averageUs);
        for (int i = 0; i < occasions.size(); i++) {
            long startUs = i * 100_000_000L;
            outgoing(startUs);
            incoming(startUs + 100_000, reportOn(7, "11223344", 0));
            assertEquals(100_000, averageUs());
            occasions.get(i).accept(startUs + 15_100_001);
            assertEquals(RoundTripTime.UNKNOWN, averageUs(), "occasion " + i);
        }
    }

    /** Each reports about once a second, and the peer answers within some seconds. */
    @Test
    void seventyStreamsOfOurOwnAreAnswered() {
        for (int second = 1; second <= 30; second++) {
            for (int ssrc = 1_000; ssrc < 1_070; ssrc++) {
                byte[] report = RtcpBytes.of(
                        "80c80006 %08x 0000%04x 00000000 00000000 00000001 00000100".formatted(ssrc, second));
                roundTripTime.onOutgoing(report, 0, report.length, second * 1_000_000L);
            }
            for (int ssrc = 1_000; second > 5 && ssrc < 1_070; ssrc++) {
                String lastReport = "%04x0000".formatted(second - 5);
                assertTrue(incoming(second * 1_000_000L + 40_000, reportOn(ssrc, lastReport, 5 << 16)), "SSRC " + ssrc);
                assertEquals(40_000, averageUs());
            }
        }
    }

    @Test
    void damagedCompoundsAreCounted() {
        incoming(0, RtcpBytes.EMPTY_REPORT, "80c9");
        incoming(0, "40c90001 00000001");
        incoming(0, RtcpBytes.EMPTY_REPORT);
        assertEquals(2, roundTripTime.malformedCompounds());
    }

    /** What is no compound counts as none, and what fills the buffer to its end is one. */
    @Test
    void readsWhatAReaderYieldsAndNothingElse() throws IOException {
        byte[] damaged = RtcpBytes.of("40c90001 00000001");
        Call call = new Call(BweInterceptorFactory.builder());
        int[] length = new int[1];
        RtcpReader reader = call.interceptor.bindRtcpReader((buffer, offset, capacity, attributes) -> {
            System.arraycopy(damaged, 0, buffer, offset, Math.min(damaged.length, capacity));
            return length[0];
        });
        for (int nothing : new int[] {0, -1, damaged.length + 1}) {
            length[0] = nothing;
            assertEquals(nothing, reader.read(new byte[10], 2, damaged.length, new Attributes()));
            assertEquals(0, call.interceptor.statistics().malformedRtcpCompounds(), "length " + nothing);
        }
        length[0] = damaged.length;
        assertEquals(damaged.length, reader.read(new byte[10], 2, damaged.length, new Attributes()));
        assertEquals(1, call.interceptor.statistics().malformedRtcpCompounds());
    }

    @Test
    void zeroIsARoundTripTimeAndANegativeOneIsIgnored() {
        BweInterceptor interceptor = new Call().interceptor;
        interceptor.onRtt(0);
        assertEquals(0, interceptor.snapshot().rttUs());
        interceptor.onRtt(50_499);
        interceptor.onRtt(-1);
        assertEquals(50_000, interceptor.snapshot().rttUs());
        interceptor.onRtt(50_500);
        assertEquals(51_000, interceptor.snapshot().rttUs());
    }

    @Test
    void throughAChainItReachesTheEstimator() throws IOException {
        ManualScheduler scheduler = new ManualScheduler();
        BweInterceptorFactory factory = BweInterceptorFactory.builder()
                .executor(scheduler)
                .clock(scheduler::nowUs)
                .build();
        Interceptor chain = InterceptorRegistry.of(factory).newInterceptor("pc");
        byte[] sent = RtcpBytes.of(SENDER_REPORT);
        byte[] report = RtcpBytes.of(reportOn(7, "11223344", 0));
        RtcpWriter writer = chain.bindRtcpWriter((buffer, offset, length, attributes) -> length);
        RtcpReader reader = chain.bindRtcpReader((buffer, offset, capacity, attributes) -> {
            System.arraycopy(report, 0, buffer, offset, report.length);
            return report.length;
        });
        scheduler.advanceTo(1_000_000);
        assertEquals(sent.length, writer.write(sent.clone(), 0, sent.length, new Attributes()));
        scheduler.advanceTo(1_050_000);
        byte[] read = new byte[100];
        assertEquals(report.length, reader.read(read, 0, 100, new Attributes().arrivalTimeUs(1_050_000)));
        assertEquals(HexFormat.of().formatHex(report), HexFormat.of().formatHex(Arrays.copyOf(read, report.length)));
        assertEquals(50_000, factory.interceptor("pc").orElseThrow().roundTripTimeUs());
    }

    private static RtcpReader reading(Call call, byte[] compound) {
        return call.interceptor.bindRtcpReader((buffer, offset, capacity, attributes) -> {
            System.arraycopy(compound, 0, buffer, offset, compound.length);
            return compound.length;
        });
    }

    @Test
    void withoutATimeOfArrivalThatOfTheClockCounts() throws IOException {
        Call call = new Call(BweInterceptorFactory.builder());
        byte[] sent = RtcpBytes.of(SENDER_REPORT);
        call.scheduler.advanceTo(1_000_000);
        call.interceptor.onOutgoingRtcp(sent, 0, sent.length);
        call.scheduler.advanceTo(1_070_000);
        reading(call, RtcpBytes.of(reportOn(7, "11223344", 0))).read(new byte[100], 0, 100, new Attributes());
        assertEquals(70_000, call.interceptor.roundTripTimeUs());
    }

    @Test
    void withoutAnswersTheEstimatorGoesOnWithTheRoundTripTimeItBeganWith() throws IOException {
        Call call = new Call(BweInterceptorFactory.builder()).bind(Call.video(9));
        byte[] sent = RtcpBytes.of(SENDER_REPORT);
        call.interceptor.onOutgoingRtcp(sent, 0, sent.length);
        call.scheduler.advanceTo(30_000);
        reading(call, RtcpBytes.of(reportOn(7, "11223344", 0)))
                .read(new byte[100], 0, 100, new Attributes().arrivalTimeUs(30_000));
        for (long timeUs = 40_000; timeUs < 16_000_000; timeUs += 10_000) {
            int sendTime = (int) ((timeUs << 18) / 1_000_000);
            call.receive(new Traffic.Packet(9, sendTime, timeUs, timeUs, 1_000));
            if (timeUs == 15_000_000) {
                assertEquals(30_000, call.interceptor.snapshot().rttUs());
            }
        }
        // Nobody asked for it, and no RTCP came or went but REMBs.
        assertEquals(200_000, call.interceptor.snapshot().rttUs());
        assertEquals(-1, call.interceptor.roundTripTimeUs());
    }

    @Test
    void afterTheEndNothingIsToldOfAStaleRoundTripTime() throws IOException {
        Call call = new Call(BweInterceptorFactory.builder());
        byte[] sent = RtcpBytes.of(SENDER_REPORT);
        call.interceptor.onOutgoingRtcp(sent, 0, sent.length);
        call.scheduler.advanceTo(30_000);
        reading(call, RtcpBytes.of(reportOn(7, "11223344", 0)))
                .read(new byte[100], 0, 100, new Attributes().arrivalTimeUs(30_000));
        call.interceptor.close();
        call.scheduler.advanceTo(60_000_000);
        assertEquals(-1, call.interceptor.roundTripTimeUs());
        assertEquals(30_000, call.interceptor.snapshot().rttUs());
    }

    @Test
    void anArrivalTimeAnHourAheadMakesNoRoundTripTimeOfAnHour() throws IOException {
        Call call = new Call(BweInterceptorFactory.builder());
        byte[] sent = RtcpBytes.of(SENDER_REPORT);
        call.interceptor.onOutgoingRtcp(sent, 0, sent.length);
        call.scheduler.advanceTo(30_000);
        reading(call, RtcpBytes.of(reportOn(7, "11223344", 0)))
                .read(new byte[100], 0, 100, new Attributes().arrivalTimeUs(3_600_000_000L));
        assertEquals(30_000, call.interceptor.roundTripTimeUs());
        assertEquals(1, call.interceptor.statistics().impossibleArrivalTimes());
    }

    /** The remote peer answers the reference time in a REMB's compound, to the SSRC that asked. */
    @Test
    void isLearntFromTheAnswerToWhatARembAsked() throws IOException {
        int asking = 0xCAFEBABE;
        Call call = new Call(BweInterceptorFactory.builder().senderSsrc(asking)).bind(Call.video(9));
        for (long timeUs = 0; call.written.isEmpty(); timeUs += 10_000) {
            int sendTime = (int) ((timeUs << 18) / 1_000_000);
            call.receive(new Traffic.Packet(9, sendTime, timeUs, timeUs, 1_000));
        }
        long askedUs = call.nowUs();
        byte[] compound = call.written.get(0);
        RtcpCompound walk = new RtcpCompound().wrap(compound, 0, compound.length);
        ExtendedReport extended = new ExtendedReport();
        while (walk.next() && !extended.wrap(walk)) {
            assertEquals(false, walk.isMalformed());
        }
        assertTrue(extended.nextBlock() && extended.isReferenceTime(), "no reference time");
        int asked = (int) (extended.referenceTime() >>> 16);
        call.scheduler.advanceTo(askedUs + 1_080_000);
        for (int other : new int[] {0, 1}) {
            reading(call, RtcpBytes.of(answerTo(other, asked, 0)))
                    .read(new byte[100], 0, 100, new Attributes().arrivalTimeUs(askedUs + 50_000));
            assertEquals(-1, call.interceptor.roundTripTimeUs(), "answer to SSRC " + other);
        }
        reading(call, RtcpBytes.of(answerTo(asking, asked, 1 << 16)))
                .read(new byte[100], 0, 100, new Attributes().arrivalTimeUs(askedUs + 1_080_000));
        assertEquals(80_000, call.interceptor.roundTripTimeUs());
    }

    /** The round-trip time decides how soon after a decrease the next may come. */
    @Test
    void theEstimateIsThatOfAnEstimatorWhichWasToldTheRoundTripTime() throws IOException {
        Call call = new Call(Call.likeLibwebrtc().measureRoundTripTime(true)).bind(Call.video(5));
        byte[] sent = RtcpBytes.of(SENDER_REPORT);
        RtcpReader reports = reading(call, RtcpBytes.of(reportOn(7, "11223344", 0)));
        BandwidthEstimator told = new BandwidthEstimator();
        BandwidthEstimator untold = new BandwidthEstimator();
        boolean matters = false;
        for (Traffic.Packet packet : Traffic.through(2_000_000, 3_000_000, 40, 5)) {
            // Each packet comes with a report on what was sent with the packet before.
            call.scheduler.advanceTo(packet.nowUs());
            reports.read(new byte[100], 0, 100, new Attributes().arrivalTimeUs(call.nowUs()));
            long rttUs = call.interceptor.roundTripTimeUs();
            told.onRtt(rttUs < 0 ? rttUs : (rttUs + 500) / 1_000 * 1_000);
            call.interceptor.onOutgoingRtcp(sent, 0, sent.length);
            call.receive(packet);
            for (BandwidthEstimator estimator : new BandwidthEstimator[] {told, untold}) {
                estimator.onPacket(new dev.bwe.core.PacketInfo()
                        .arrivalUs(packet.arrivalUs())
                        .nowUs(packet.nowUs())
                        .absSendTime(packet.absSendTime())
                        .payloadSize(packet.size())
                        .ssrc(5));
            }
            assertEquals(told.estimateBps(), call.interceptor.estimateBps());
            matters |= told.estimateBps() != untold.estimateBps();
        }
        assertTrue(matters, "the round-trip time made no difference in this traffic");
    }

    @Test
    void aReferenceTimeGoesWithARembOnceASecondUntilReportsTell() {
        Call call =
                new Call(BweInterceptorFactory.builder().rembIntervalUs(250_000).senderSsrc(5)).bind(Call.video(9));
        for (long timeUs = 0; timeUs < 5_000_000; timeUs += 10_000) {
            int sendTime = (int) ((timeUs << 18) / 1_000_000);
            call.receive(new Traffic.Packet(9, sendTime, timeUs, timeUs, 1_000));
        }
        int asked = 0;
        ExtendedReport extended = new ExtendedReport();
        for (byte[] compound : call.written) {
            RtcpCompound walk = new RtcpCompound().wrap(compound, 0, compound.length);
            while (walk.next()) {
                asked += extended.wrap(walk)
                                && extended.nextBlock()
                                && extended.isReferenceTime()
                                && extended.ssrc() == 5
                        ? 1
                        : 0;
            }
        }
        assertEquals(5, asked, "in " + call.written.size() + " REMBs of 5 s");
    }
}

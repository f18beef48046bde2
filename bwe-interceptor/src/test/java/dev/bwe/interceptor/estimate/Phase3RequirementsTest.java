package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.PacketInfo;
import dev.bwe.core.TimestampSource;
import dev.bwe.core.state.BandwidthUsage;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.InterceptorRegistry;
import dev.bwe.interceptor.RtcpWriter;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.rtp.RtpBytes;
import dev.bwe.interceptor.sdp.SdpMediaSection;
import dev.bwe.interceptor.sdp.SdpSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the Go original's Pion integration promises, by its requirements' names, and its four integration tests. */
class Phase3RequirementsTest {
    private static final long SECOND_US = 1_000_000;

    /** One REMB as the listener heard it. */
    private record Remb(long timeUs, long bitrateBps, List<Integer> ssrcs) {}

    /** A call whose REMBs go out each second, which is the default. */
    private static final class Session {
        final List<Remb> rembs = new ArrayList<>();
        final Call call;

        Session(BweInterceptorFactory.Builder builder, int... ssrcs) {
            call = new Call(builder.rembListener((id, timeUs, bps, list) -> rembs.add(
                    new Remb(timeUs, bps, Arrays.stream(list.toArray()).boxed().toList()))));
            for (int ssrc : ssrcs) {
                call.bind(Call.video(ssrc));
            }
        }

        Session(int... ssrcs) {
            this(BweInterceptorFactory.builder().measureRoundTripTime(false), ssrcs);
        }

        /** Steady traffic that is never congested; returns when it ended. */
        long run(long fromUs, long toUs, int... ssrcs) {
            int n = 0;
            long timeUs = fromUs;
            for (; timeUs < toUs; timeUs += 10_000) {
                int sendTime = (int) ((timeUs % (64 * SECOND_US) << 18) / SECOND_US);
                call.receive(new Traffic.Packet(ssrcs[n++ % ssrcs.length], sendTime, timeUs, timeUs, 1_000));
            }
            return timeUs;
        }

        Remb last() {
            return rembs.get(rembs.size() - 1);
        }
    }

    @Nested
    class Time04ExtensionIdsComeFromNegotiation {
        private static final String SDP = """
                v=0
                o=- 1 1 IN IP4 127.0.0.1
                s=-
                t=0 0
                a=group:BUNDLE 0 1
                m=video 9 UDP/TLS/RTP/SAVPF 96
                a=mid:0
                a=extmap:%d http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
                a=rtpmap:96 VP8/90000
                m=video 9 UDP/TLS/RTP/SAVPF 97
                a=mid:1
                a=extmap:%d http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
                a=rtpmap:97 VP8/90000
                """;

        private static byte[] twoByte(int ssrc, int id) {
            return RtpBytes.packet()
                    .ssrc(ssrc)
                    .extension(0x1000, id, 3, 0, 0, 0)
                    .build();
        }

        @Test
        void anSdpYieldsThemForEachMediaSection() {
            SdpSession session = SdpSession.parse(SDP.formatted(3, 201));
            List<Integer> ids = session.sections().stream()
                    .map(section -> section.streamInfo(1, -1))
                    .map(info -> info.headerExtensionId(HeaderExtension.ABS_SEND_TIME))
                    .toList();
            assertEquals(List.of(3, 201), ids);
        }

        @Test
        void eachStreamHasItsOwn() {
            Call call = new Call();
            List<SdpMediaSection> sections =
                    SdpSession.parse(SDP.formatted(3, 201)).sections();
            call.bind(sections.get(0).streamInfo(5, -1)).bind(sections.get(1).streamInfo(6, -1));
            call.receive(5, RtpBytes.packet().ssrc(5).absSendTime(3, 1).build(), 1, 1);
            call.receive(6, twoByte(6, 201), 2, 2);
            assertEquals(2, call.interceptor.statistics().packetsFed());
            call.receive(5, twoByte(5, 201), 3, 3);
            call.receive(6, RtpBytes.packet().ssrc(6).absSendTime(3, 1).build(), 4, 4);
            assertEquals(2, call.interceptor.statistics().packetsWithoutSendTime());
        }

        @Test
        void everyIdInEachFormIsFound() {
            for (int id = 1; id <= 255; id++) {
                Call call = new Call().bind(Call.video(5, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, id)));
                call.receive(5, twoByte(5, id), 1, 1);
                if (id <= 14) {
                    call.receive(5, RtpBytes.packet().ssrc(5).absSendTime(id, 1).build(), 2, 2);
                }
                assertEquals(id <= 14 ? 2 : 1, call.interceptor.statistics().packetsFed(), "id " + id);
            }
        }

        @Test
        void renegotiationReachesReadersThatAreInUse() throws IOException {
            Call call = new Call();
            byte[] packet = twoByte(5, 77);
            RtpReader reader =
                    call.interceptor.bindRemoteStream(Call.video(5), (buffer, offset, capacity, attributes) -> {
                        System.arraycopy(packet, 0, buffer, offset, packet.length);
                        return packet.length;
                    });
            reader.read(new byte[500], 0, 500, new Attributes());
            assertEquals(0, call.interceptor.statistics().packetsFed());
            call.interceptor.bindRemoteStream(
                    Call.video(5, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 77)), reader);
            reader.read(new byte[500], 0, 500, new Attributes());
            assertTrue(call.interceptor.statistics().packetsFed() > 0, "not fed under the new id");
        }

        @Test
        void unbindingWhatWasBoundAnewMeanwhileLeavesTheStreamInPlace() {
            Call call = new Call().bind(Call.video(5));
            call.bind(Call.video(5, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 9)));
            call.interceptor.unbindRemoteStream(Call.video(5));
            call.receive(5, RtpBytes.packet().ssrc(5).absSendTime(9, 1).build(), 1, 1);
            assertEquals(1, call.interceptor.statistics().packetsFed());
        }
    }

    @Nested
    class CaptureTime {
        private static final HeaderExtension CAPTURE = new HeaderExtension(HeaderExtension.ABS_CAPTURE_TIME, 4);
        private static final HeaderExtension SEND = new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 3);

        private static byte[] captured(int ssrc, long sendUs) {
            long time = (4_000_000_000L + sendUs / SECOND_US << 32) + (sendUs % SECOND_US << 32) / SECOND_US;
            int[] value = new int[8];
            for (int i = 0; i < 8; i++) {
                value[i] = (int) (time >> 56 - 8 * i) & 0xFF;
            }
            return RtpBytes.packet()
                    .ssrc(ssrc)
                    .oneByteElement(4, value)
                    .payload(1_000)
                    .build();
        }

        private static Call callWith(StreamInfo... streams) {
            Call call = new Call(Call.likeLibwebrtc().absCaptureTime(true));
            for (StreamInfo stream : streams) {
                call.bind(stream);
            }
            return call;
        }

        @Test
        void yieldsTheEstimateThatTheSameSendTimesWould() {
            Call captured = callWith(Call.video(5, CAPTURE));
            Call sent = new Call().bind(Call.video(5));
            long sendUs = 0;
            for (Traffic.Packet packet : Traffic.through(1_000_000, 1_500_000, 10, 5)) {
                captured.receive(5, captured(5, sendUs), packet.arrivalUs(), packet.nowUs());
                sent.receive(packet);
                sendUs += 8_000;
            }
            assertTrue(sent.interceptor.estimateBps() > 0, "no estimate");
            assertEquals(sent.interceptor.estimateBps(), captured.interceptor.estimateBps());
        }

        @Test
        void isNotUsedUnlessAskedFor() {
            Call call = new Call().bind(Call.video(5, CAPTURE));
            call.receive(5, captured(5, 0), 1, 1);
            assertEquals(0, call.interceptor.statistics().packetsFed());
        }

        @Test
        void zeroIsATimeLikeAnyOther() {
            Call call = callWith(Call.video(5, CAPTURE));
            byte[] atZero = RtpBytes.packet()
                    .ssrc(5)
                    .oneByteElement(4, new int[8])
                    .payload(1_000)
                    .build();
            call.receive(5, atZero, 1, 1);
            assertEquals(1, call.interceptor.statistics().packetsFed());
            assertEquals(0, call.interceptor.statistics().packetsWithoutSendTime());
            call.receive(5, RtpBytes.packet().ssrc(5).payload(1_000).build(), 2, 2);
            assertEquals(1, call.interceptor.statistics().packetsFed());
            assertEquals(1, call.interceptor.statistics().packetsWithoutSendTime());
        }

        @Test
        void aStreamWithSendTimesNeverFallsBackToIt() {
            Call call = callWith(Call.video(5, SEND, CAPTURE));
            call.receive(5, captured(5, 0), 1, 1);
            assertEquals(0, call.interceptor.statistics().packetsFed());
            assertEquals(1, call.interceptor.statistics().packetsWithoutSendTime());
        }

        @Test
        void afterAChangeOfTheClockCongestionIsSeenWithoutDelay() {
            Call call = callWith(Call.video(5, CAPTURE));
            long sendUs = 0;
            long overusedUs = 0;
            long changedUs = 0;
            for (Traffic.Packet packet : Traffic.through(1_000_000, 1_500_000, 20, 5)) {
                if (sendUs < 10 * SECOND_US) {
                    // The capturing clock is 25 s ahead of the sender's.
                    call.receive(5, captured(5, sendUs + 25 * SECOND_US), packet.arrivalUs(), packet.nowUs());
                } else {
                    if (changedUs == 0) {
                        changedUs = packet.nowUs();
                        call.bind(Call.video(6, SEND));
                    }
                    call.receive(
                            6,
                            Call.videoBytes(
                                    new Traffic.Packet(
                                            6, packet.absSendTime(), packet.arrivalUs(), packet.nowUs(), packet.size()),
                                    3),
                            packet.arrivalUs(),
                            packet.nowUs());
                    assertTrue(call.interceptor.estimateBps() > 0, "the estimate stays");
                }
                if (overusedUs == 0 && call.interceptor.usage() == BandwidthUsage.OVERUSING) {
                    overusedUs = packet.nowUs();
                }
                sendUs += 8_000;
            }
            assertTrue(
                    overusedUs > changedUs && overusedUs < changedUs + SECOND_US,
                    "over-use " + (overusedUs - changedUs) + " us on");
            assertTrue(call.interceptor.estimateBps() < 700_000, "estimate " + call.interceptor.estimateBps());
        }

        @Test
        void twoClocksAreNotMixedBetweenStreams() {
            Call call = callWith(Call.video(5, CAPTURE), Call.video(6, SEND));
            call.receive(5, captured(5, 0), 1, 1);
            assertEquals(0, call.interceptor.statistics().packetsFed());
            call.interceptor.unbindRemoteStream(Call.video(6, SEND));
            call.receive(5, captured(5, 0), 2, 2);
            assertEquals(1, call.interceptor.statistics().packetsFed());
        }

        @Test
        void aStreamWithSendTimesThatIsBoundAnewCountsOnce() {
            Call call = callWith(Call.video(5, CAPTURE), Call.video(6, SEND), Call.video(6, SEND));
            call.interceptor.unbindRemoteStream(Call.video(6, SEND));
            call.receive(5, captured(5, 0), 1, 1);
            assertEquals(1, call.interceptor.statistics().packetsFed());
        }
    }

    @Nested
    class Pion01BweInterceptorIsAnInterceptor {
        @Test
        void andWorksInAChain() throws IOException {
            ManualScheduler scheduler = new ManualScheduler();
            BweInterceptorFactory factory = BweInterceptorFactory.builder()
                    .executor(scheduler)
                    .clock(scheduler::nowUs)
                    .build();
            assertInstanceOf(Interceptor.class, factory.newInterceptor("alone"));
            Interceptor chain = InterceptorRegistry.of(factory).newInterceptor("in a chain");
            byte[] packet = RtpBytes.packet().ssrc(5).absSendTime(3, 0).build();
            chain.bindRemoteStream(Call.video(5), (buffer, offset, capacity, attributes) -> {
                        System.arraycopy(packet, 0, buffer, offset, packet.length);
                        return packet.length;
                    })
                    .read(new byte[500], 0, 500, new Attributes());
            assertEquals(
                    1,
                    factory.interceptor("in a chain").orElseThrow().statistics().packetsFed());
        }
    }

    @Nested
    class Pion02TheReaderObserves {
        @Test
        void itIsAnotherReader() {
            RtpReader reader = (buffer, offset, capacity, attributes) -> 0;
            assertNotSame(reader, new Call().interceptor.bindRemoteStream(Call.video(1), reader));
        }

        @Test
        void everyPacketIsPassedOnUnchangedAndSeen() {
            Call call = new Call().bind(Call.video(0));
            for (int i = 0; i < 300; i++) {
                byte[] packet = RtpBytes.packet()
                        .ssrc(0)
                        .sequenceNumber(i)
                        .absSendTime(3, i)
                        .payload(i)
                        .padding(i % 200)
                        .build();
                assertArrayEquals(packet, call.receive(0, packet.clone(), i, i));
            }
            assertEquals(300, call.interceptor.statistics().packetsFed());
        }

        @Test
        @Timeout(60)
        void readingDoesNotWaitForAnEstimateThatAnotherThreadIsMaking() throws Exception {
            CountDownLatch estimating = new CountDownLatch(1);
            CountDownLatch letGo = new CountDownLatch(1);
            Thread[] slow = new Thread[1];
            BweInterceptor interceptor = BweInterceptorFactory.builder()
                    .clock(() -> {
                        if (Thread.currentThread() == slow[0]) {
                            estimating.countDown();
                            try {
                                letGo.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        }
                        return 1_000;
                    })
                    .build()
                    .newInterceptor("pc");
            RtpReader[] readers = new RtpReader[2];
            for (int ssrc = 0; ssrc < 2; ssrc++) {
                byte[] packet = RtpBytes.packet().ssrc(ssrc).absSendTime(3, 1).build();
                readers[ssrc] =
                        interceptor.bindRemoteStream(Call.video(ssrc), (buffer, offset, capacity, attributes) -> {
                            System.arraycopy(packet, 0, buffer, offset, packet.length);
                            attributes.arrivalTimeUs(1_000);
                            return packet.length;
                        });
            }
            slow[0] = new Thread(() -> {
                try {
                    readers[0].read(new byte[500], 0, 500, new Attributes());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            slow[0].start();
            estimating.await();
            for (int i = 0; i < 100; i++) {
                assertTrue(readers[1].read(new byte[500], 0, 500, new Attributes()) > 0);
            }
            letGo.countDown();
            slow[0].join();
            assertEquals(101, interceptor.statistics().packetsFed());
            assertArrayEquals(new int[] {0, 1}, interceptor.ssrcs());
            interceptor.close();
        }

        @Test
        void itsArrivalTimeIsThatOfTheSocket() {
            Call late = new Call().bind(Call.video(5));
            BandwidthEstimator estimator = new BandwidthEstimator();
            for (Traffic.Packet packet : Traffic.through(1_000_000, 1_500_000, 10, 5)) {
                // Read 0 to 40 ms after the socket had it.
                long nowUs = packet.arrivalUs() + packet.arrivalUs() % 40_000;
                nowUs = Math.max(nowUs, late.nowUs());
                late.receive(5, Call.videoBytes(packet, 3), packet.arrivalUs(), nowUs);
                estimator.onPacket(new PacketInfo()
                        .arrivalUs(packet.arrivalUs())
                        .nowUs(nowUs)
                        .absSendTime(packet.absSendTime())
                        .payloadSize(packet.size())
                        .ssrc(5));
            }
            assertTrue(estimator.estimateBps() > 0, "no estimate");
            assertEquals(estimator.estimateBps(), late.interceptor.estimateBps());
        }
    }

    @Nested
    class Pion03RembGoesOutThroughTheWriter {
        @Test
        void theWriterStaysTheSame() {
            RtcpWriter writer = (buffer, offset, length, attributes) -> length;
            assertSame(writer, new Call().interceptor.bindRtcpWriter(writer));
        }

        @Test
        void withTheFirstEstimateAndThenEachSecond() {
            Session session = new Session(5);
            long first = 0;
            while (session.call.interceptor.estimateBps() == 0) {
                assertEquals(List.of(), session.rembs);
                first = session.run(session.call.nowUs() + 10_000, session.call.nowUs() + 20_000, 5) - 10_000;
            }
            assertEquals(
                    List.of(first), session.rembs.stream().map(Remb::timeUs).toList());
            session.run(first + 10_000, first + 61 * SECOND_US, 5);
            List<Long> times =
                    session.rembs.stream().map(Remb::timeUs).limit(60).toList();
            long firstUs = first;
            assertEquals(
                    IntStream.range(0, 60)
                            .mapToObj(i -> firstUs + i * SECOND_US)
                            .toList(),
                    times);
        }

        @Test
        void atTheIntervalThatIsSet() {
            Session session = new Session(
                    BweInterceptorFactory.builder().measureRoundTripTime(false).rembIntervalUs(250_000), 5);
            session.run(0, 20 * SECOND_US, 5);
            long first = session.rembs.get(0).timeUs;
            assertEquals((20 * SECOND_US - first) / 250_000 + 1, session.rembs.size(), "REMBs since " + first);
        }

        @Test
        void atOnceWhenTheEstimateHasFallen() {
            Session session = new Session(5);
            Traffic.through(2_000_000, 3_000_000, 20, 5).forEach(session.call::receive);
            int early = 0;
            for (int i = 1; i < session.rembs.size(); i++) {
                Remb before = session.rembs.get(i - 1);
                Remb now = session.rembs.get(i);
                if (now.timeUs - before.timeUs < SECOND_US) {
                    early++;
                    assertTrue(now.bitrateBps * 100 <= before.bitrateBps * 97, "from " + before + " to " + now);
                }
            }
            assertTrue(early > 0, "none of " + session.rembs.size() + " REMBs was early");
        }

        @Test
        void aSecondWriterTakesThePlaceOfTheFirstAndDoublesNothing() {
            Session session = new Session(5);
            int[] toSecond = new int[1];
            session.run(0, 8 * SECOND_US, 5);
            int before = session.call.written.size();
            session.call.interceptor.bindRtcpWriter((buffer, offset, length, attributes) -> {
                toSecond[0]++;
                return length;
            });
            session.run(8 * SECOND_US, 18 * SECOND_US, 5);
            assertEquals(before, session.call.written.size(), "written to the first");
            assertEquals(10, toSecond[0], "written to the second in 10 s");
            assertEquals(1, session.call.scheduler.pending(), "timers");
        }

        @Test
        void aFailureIsCountedAndTheNextIntervalTriesAgain() {
            Session session = new Session(5);
            session.run(0, 8 * SECOND_US, 5);
            boolean[] fail = {true};
            session.call.interceptor.bindRtcpWriter((buffer, offset, length, attributes) -> {
                if (fail[0]) {
                    throw new IOException("on purpose");
                }
                return length;
            });
            long sent = session.call.interceptor.statistics().rembsSent();
            session.run(8 * SECOND_US, 11 * SECOND_US, 5);
            assertEquals(3, session.call.interceptor.statistics().rembWriteFailures());
            fail[0] = false;
            session.run(11 * SECOND_US, 12 * SECOND_US, 5);
            assertEquals(sent + 1, session.call.interceptor.statistics().rembsSent());
        }

        @Test
        void nothingIsSentBeforeThereIsAnEstimateWhateverTheInitialBitrate() {
            Session session = new Session(
                    BweInterceptorFactory.builder().measureRoundTripTime(false).initialBitrateBps(300_000), 5);
            session.run(0, 30_000, 5);
            session.call.scheduler.advanceTo(1_900_000);
            assertEquals(300_000, session.call.interceptor.estimateBps());
            assertEquals(List.of(), session.rembs);
        }

        @Test
        void closeStopsTheTimer() {
            Session session = new Session(5);
            long endUs = session.run(0, 8 * SECOND_US, 5);
            assertEquals(1, session.call.scheduler.pending(), "timers while open");
            int before = session.rembs.size();
            session.call.interceptor.close();
            session.call.interceptor.close();
            assertEquals(0, session.call.scheduler.pending(), "timers after close");
            session.call.scheduler.advanceTo(endUs + 10 * SECOND_US);
            assertEquals(before, session.rembs.size());
        }

        @Test
        void anExecutorThatItsOwnerShutDownHurtsNobody() {
            Session session = new Session(5);
            session.run(0, 8 * SECOND_US, 5);
            session.call.scheduler.shutdown();
            session.run(8 * SECOND_US, 20 * SECOND_US, 5);
            assertEquals(2_000, session.call.interceptor.statistics().packetsFed());
        }
    }

    @Nested
    class Pion04SilentStreamsAreForgotten {
        @Test
        void afterTwoSecondsAStreamIsNotNamedAnyMore() {
            Session session = new Session(5, 9);
            long bothUntil = session.run(0, 8 * SECOND_US, 5, 9);
            assertEquals(List.of(5, 9), session.last().ssrcs);
            session.run(bothUntil, bothUntil + 1_900_000, 5);
            assertEquals(List.of(5, 9), session.last().ssrcs);
            session.run(bothUntil + 1_900_000, bothUntil + 3_100_000, 5);
            assertEquals(List.of(5), session.last().ssrcs);
        }

        @Test
        void withoutAnyPacketTheyAreForgottenInTimeAndRembStops() {
            Session session = new Session(5, 9);
            long endUs = session.run(0, 8 * SECOND_US, 5, 9);
            int[] named = session.call.interceptor.ssrcs();
            assertArrayEquals(new int[] {5, 9}, named);
            session.call.scheduler.advanceTo(endUs + 2 * SECOND_US);
            assertArrayEquals(new int[0], session.call.interceptor.ssrcs());
            assertEquals(0, session.call.interceptor.estimateBps());
            assertEquals(0, session.call.scheduler.pending(), "timers");
            int before = session.rembs.size();
            session.call.scheduler.advanceTo(endUs + 60 * SECOND_US);
            assertEquals(before, session.rembs.size());
        }

        @Test
        void rembResumesWithTheStream() {
            Session session = new Session(5);
            long endUs = session.run(0, 8 * SECOND_US, 5);
            long backUs = endUs + 10 * SECOND_US;
            int before = session.rembs.size();
            session.call.scheduler.advanceTo(backUs);
            // Two went out while nobody knew yet that the stream was silent.
            assertTrue(session.rembs.size() - before <= 2, session.rembs.size() - before + " REMBs in silence");
            before = session.rembs.size();
            session.run(backUs, backUs + 3 * SECOND_US, 5);
            long resumed = session.rembs.get(before).timeUs;
            assertTrue(resumed < backUs + 300_000, "after " + (resumed - backUs) + " us");
            assertEquals(List.of(5), session.last().ssrcs);
        }

        @Test
        void forgettingEarlyChangesNoEstimate() {
            Session session = new Session(5);
            BandwidthEstimator estimator = new BandwidthEstimator();
            for (long fromUs : new long[] {0, 20 * SECOND_US, 31 * SECOND_US}) {
                for (Traffic.Packet packet : Traffic.through(1_000_000, 1_500_000, 10, 5)) {
                    Traffic.Packet later = new Traffic.Packet(
                            5,
                            packet.absSendTime(),
                            fromUs + packet.arrivalUs(),
                            Math.max(session.call.nowUs(), fromUs + packet.nowUs()),
                            packet.size());
                    session.call.receive(later);
                    estimator.onPacket(new PacketInfo()
                            .arrivalUs(later.arrivalUs())
                            .nowUs(later.nowUs())
                            .absSendTime(later.absSendTime())
                            .payloadSize(later.size())
                            .ssrc(5));
                    assertEquals(
                            estimator.estimateBps(), session.call.interceptor.estimateBps(), "at " + later.nowUs());
                }
            }
        }

        @Test
        void whatComesAfterUnbindCountsNoMore() {
            Session session = new Session(5, 9);
            session.run(0, 8 * SECOND_US, 5, 9);
            session.call.interceptor.unbindRemoteStream(Call.video(9));
            session.run(8 * SECOND_US, 11 * SECOND_US, 5, 9);
            assertEquals(List.of(5), session.last().ssrcs);
            assertEquals(800 + 150, session.call.interceptor.statistics().packetsSeen());
        }
    }

    @Nested
    class Pion05TheFactory {
        @Test
        void makesOneIndependentInterceptorForEachPeerConnection() {
            BweInterceptorFactory factory = BweInterceptorFactory.builder().build();
            assertNotSame(factory.newInterceptor("a"), factory.newInterceptor("b"));
            assertEquals("a", factory.interceptor("a").orElseThrow().peerConnectionId());
        }

        @Test
        void refusesWrongOptionsWithNameValueAndRange() {
            BweInterceptorFactory.Builder builder = BweInterceptorFactory.builder();
            assertRefused("minBitrateBps 999 is outside 1000 to 1000000000", () -> builder.minBitrateBps(999));
            assertRefused("maxBitrateBps 999 is outside 1000 to 9223372036854775807", () -> builder.maxBitrateBps(999));
            assertRefused("rembIntervalUs 0 is outside 1000 to 3600000000", () -> builder.rembIntervalUs(0));
            assertRefused("rembIntervalUs -5 is outside 1000 to 3600000000", () -> builder.rembIntervalUs(-5));
            assertRefused(
                    "minBitrateBps 9000 is outside 1000 to 8000 (maxBitrateBps)",
                    () -> BweInterceptorFactory.builder()
                            .minBitrateBps(9_000)
                            .maxBitrateBps(8_000)
                            .build());
            assertRefused(
                    "initialBitrateBps -1 is outside 5000 to 9223372036854775807 (minBitrateBps to maxBitrateBps)",
                    () -> BweInterceptorFactory.builder().initialBitrateBps(-1).build());
            assertRefused(
                    "initialBitrateBps 3000 is outside 5000 to 8000 (minBitrateBps to maxBitrateBps)",
                    () -> BweInterceptorFactory.builder()
                            .maxBitrateBps(8_000)
                            .initialBitrateBps(3_000)
                            .build());
            assertThrows(NullPointerException.class, () -> builder.executor(null));
        }

        private static void assertRefused(String message, Runnable wrong) {
            assertEquals(
                    message,
                    assertThrows(IllegalArgumentException.class, wrong::run).getMessage());
        }

        @Test
        void limitsHoldForEstimateAndRembAndChangeDuringACall() {
            Session session = new Session(
                    BweInterceptorFactory.builder()
                            .measureRoundTripTime(false)
                            .minBitrateBps(100_000)
                            .maxBitrateBps(400_000),
                    5);
            long endUs = session.run(0, 10 * SECOND_US, 5);
            assertEquals(400_000, session.call.interceptor.estimateBps());
            assertEquals(400_000, session.last().bitrateBps);
            int before = session.rembs.size();
            session.call.interceptor.setMaxBitrateBps(200_000);
            assertEquals(before + 1, session.rembs.size(), "a lower maximum is told at once");
            assertEquals(200_000, session.last().bitrateBps);
            session.call.interceptor.setMaxBitrateBps(Long.MAX_VALUE);
            session.call.interceptor.setMinBitrateBps(9_000_000);
            session.run(endUs, endUs + 2 * SECOND_US, 5);
            assertEquals(9_000_000, session.last().bitrateBps);
            assertThrows(IllegalArgumentException.class, () -> session.call.interceptor.setMaxBitrateBps(8_999_999));
        }

        @Test
        void senderSsrcAndListenersReachTheWire() {
            Session session = new Session(
                    BweInterceptorFactory.builder().measureRoundTripTime(false).senderSsrc(0xCAFEBABE), 5);
            session.run(0, 7 * SECOND_US, 5);
            assertTrue(
                    session.call.writtenHex().get(0).startsWith(Call.begin(0xCAFEBABE) + "8fce0005cafebabe"),
                    session.call.writtenHex().get(0));
            assertEquals(session.call.written.size(), session.rembs.size());
        }
    }

    @Nested
    class Perf02PacketsArePooled {
        @Test
        void aPacketTakesOneFromThePoolAndGivesItBack() throws IOException {
            BoundStream stream = new BoundStream(
                    Call.video(5), StreamExtensions.of(Call.video(5), false, TimestampSource.ABS_SEND_TIME));
            PacketInfoPool pool = new PacketInfoPool(stream, 2);
            byte[] packet = RtpBytes.packet().ssrc(5).absSendTime(3, 1).build();
            PeerLock lock = new PeerLock();
            List<PacketInfoPool.Entry> reachedTheEstimator = new ArrayList<>();
            lock.duties(new PeerLock.Duties() {
                @Override
                public boolean take(PacketInfoPool.Entry entry) {
                    reachedTheEstimator.add(entry);
                    assertEquals(0, pool.available(), "in the pool during a packet");
                    PacketInfoPool.release(entry);
                    return false;
                }

                @Override
                public void leave(PacketInfoPool.Entry entry) {
                    throw new AssertionError("nobody else holds the lock");
                }

                @Override
                public boolean claim() {
                    return false;
                }

                @Override
                public void wake() {}
            });
            RtpReader reader = new ObservingReader(
                    stream,
                    (buffer, offset, capacity, attributes) -> {
                        System.arraycopy(packet, 0, buffer, offset, packet.length);
                        return packet.length;
                    },
                    lock,
                    pool);
            for (int i = 0; i < 10; i++) {
                reader.read(new byte[500], 0, 500, new Attributes());
                assertEquals(1, pool.available(), "in the pool after packet " + i);
            }
            assertEquals(10, reachedTheEstimator.size());
            assertEquals(1, Set.copyOf(reachedTheEstimator).size(), "one entry served all packets");
        }
    }

    @Nested
    class Integration {
        @Test
        void endToEnd() {
            Session session = new Session(5);
            List<Traffic.Packet> congested = Traffic.through(2_000_000, 3_000_000, 20, 5);
            congested.forEach(session.call::receive);
            long highest =
                    session.rembs.stream().mapToLong(Remb::bitrateBps).max().orElse(0);
            // The bottleneck falls to 1 Mbit/s after half of the time, while 2 Mbit/s are sent.
            assertTrue(highest > 1_500_000, "highest " + highest);
            assertTrue(session.last().bitrateBps < 1_000_000, "last " + session.last());
        }

        @Test
        void severalStreamsShareOneEstimate() {
            Session session = new Session(0, 5, 0xFFFFFFFE);
            session.run(0, 10 * SECOND_US, 0, 5, 0xFFFFFFFE);
            assertEquals(List.of(0, 5, 0xFFFFFFFE), session.last().ssrcs);
            // 800 kbit/s come in, 267 from each.
            assertTrue(session.last().bitrateBps > 700_000, session.last().toString());
        }

        @Test
        void timeoutAndRecovery() {
            Session session = new Session(5);
            long endUs = session.run(0, 8 * SECOND_US, 5);
            session.call.scheduler.advanceTo(endUs + 30 * SECOND_US);
            assertEquals(0, session.call.interceptor.estimateBps());
            session.run(endUs + 30 * SECOND_US, endUs + 33 * SECOND_US, 5);
            assertTrue(
                    session.call.interceptor.estimateBps() > 500_000,
                    "estimate " + session.call.interceptor.estimateBps());
        }

        @Test
        void productsOfOneFactoryAreIndependent() {
            Session one = new Session(5);
            BweInterceptor other = one.call.factory.newInterceptor("other");
            one.run(0, 8 * SECOND_US, 5);
            assertEquals(0, other.estimateBps());
            assertArrayEquals(new int[0], other.ssrcs());
            other.setMaxBitrateBps(5_000);
            other.close();
            int before = one.rembs.size();
            one.run(8 * SECOND_US, 10 * SECOND_US, 5);
            assertEquals(before + 2, one.rembs.size());
            assertTrue(one.last().bitrateBps > 5_000, one.last().toString());
        }
    }
}

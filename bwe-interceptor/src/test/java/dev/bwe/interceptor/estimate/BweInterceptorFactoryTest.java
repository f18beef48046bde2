package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.DelayDetectorType;
import dev.bwe.core.EstimatorConfig;
import dev.bwe.core.EstimatorSnapshot;
import dev.bwe.core.PacketInfo;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.InterceptorRegistry;
import dev.bwe.interceptor.RtpReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BweInterceptorFactoryTest {
    @Test
    void findsTheInterceptorOfAPeerConnectionUntilItIsClosed() {
        BweInterceptorFactory factory = BweInterceptorFactory.builder().build();
        Interceptor chain = InterceptorRegistry.of(factory).newInterceptor("a");
        BweInterceptor other = factory.newInterceptor("b");
        assertEquals("a", factory.interceptor("a").orElseThrow().peerConnectionId());
        assertSame(other, factory.interceptor("b").orElseThrow());
        assertNotSame(other, factory.interceptor("a").orElseThrow());
        assertTrue(factory.interceptor("c").isEmpty());
        chain.close();
        assertTrue(factory.interceptor("a").isEmpty());
        assertTrue(factory.interceptor("b").isPresent());
    }

    @Test
    void interceptorsOfOneFactoryShareNoEstimate() {
        Call one = new Call().bind(Call.video(5));
        BweInterceptor other = one.factory.newInterceptor("other");
        Traffic.through(1_000_000, 3_000_000, 6, 5).forEach(one::receive);
        assertTrue(one.interceptor.estimateBps() > 0, "estimate " + one.interceptor.estimateBps());
        assertEquals(0, other.estimateBps());
        assertEquals(0, other.statistics().packetsSeen());
    }

    @Test
    void wrongOptionsAreNamedWithValueAndRange() {
        BweInterceptorFactory.Builder builder = BweInterceptorFactory.builder();
        for (long wrong : new long[] {0, -1, Long.MIN_VALUE}) {
            assertEquals(
                    "maxRembBitrateBps " + wrong + " is outside 1 to 9223372036854775807",
                    assertThrows(IllegalArgumentException.class, () -> builder.maxRembBitrateBps(wrong))
                            .getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> new Call().interceptor.setMaxRembBitrateBps(0));
        assertThrows(NullPointerException.class, () -> builder.clock(null));
        assertThrows(NullPointerException.class, () -> builder.estimatorConfig(null));
        assertThrows(NullPointerException.class, () -> builder.build().newInterceptor(null));
    }

    @Test
    void theEstimatorsOptionsReachTheEstimator() {
        Call floored = new Call(Call.likeLibwebrtc()
                        .estimatorConfig(
                                EstimatorConfig.builder().minBitrateBps(900_000).build()))
                .bind(Call.video(5));
        Call usual = new Call().bind(Call.video(5));
        for (Traffic.Packet packet : Traffic.through(1_000_000, 1_500_000, 20, 5)) {
            floored.receive(packet);
            usual.receive(packet);
        }
        assertTrue(usual.interceptor.estimateBps() < 900_000, "usual estimate " + usual.interceptor.estimateBps());
        assertEquals(900_000, floored.interceptor.estimateBps());
    }

    @Test
    void theTrendlineDetectorGivesTheTrendlinesEstimates() {
        EstimatorConfig trendline = EstimatorConfig.builder()
                .delayDetector(DelayDetectorType.TRENDLINE)
                .build();
        // Slightly more than the bottleneck carries from the tenth second on: how soon that is noticed is the
        // detector's doing.
        List<Traffic.Packet> packets = Traffic.through(1_000_000, 2_900_000, 20, 5);
        List<String> heard = new ArrayList<>();
        Call call = new Call(Call.likeLibwebrtc()
                        .estimatorConfig(trendline)
                        .estimateListener((id, nowUs, bps, usage, ssrcs) -> heard.add(nowUs + " " + bps + " " + usage)))
                .bind(Call.video(5));
        packets.forEach(call::receive);
        assertEquals(updates(trendline, packets), heard);
        assertNotEquals(
                updates(EstimatorConfig.defaults(), packets), heard, "the Kalman filter's estimates are the same");
        assertTrue(heard.stream().anyMatch(update -> update.endsWith("OVERUSING")), "no over-use in this traffic");
    }

    private static List<String> updates(EstimatorConfig config, List<Traffic.Packet> packets) {
        List<String> updates = new ArrayList<>();
        BandwidthEstimator estimator = new BandwidthEstimator(config);
        estimator.setListener((nowUs, bps, usage, ssrcs) -> updates.add(nowUs + " " + bps + " " + usage));
        for (Traffic.Packet packet : packets) {
            estimator.onPacket(new PacketInfo()
                    .arrivalUs(packet.arrivalUs())
                    .nowUs(packet.nowUs())
                    .absSendTime(packet.absSendTime())
                    .payloadSize(packet.size())
                    .ssrc(packet.ssrc()));
        }
        return updates;
    }

    @Test
    void theBuildersBitratesTakeThePlaceOfThoseOfTheEstimatorsOptionsAndTheOthersStay() {
        EstimatorConfig config = EstimatorConfig.builder()
                .initialBitrateBps(200_000)
                .minBitrateBps(100_000)
                .maxBitrateBps(300_000)
                .build();
        assertEquals(
                "200000 100000 300000", bitrates(BweInterceptorFactory.builder().estimatorConfig(config)));
        assertEquals(
                "250000 100000 300000",
                bitrates(BweInterceptorFactory.builder()
                        .initialBitrateBps(250_000)
                        .estimatorConfig(config)));
        assertEquals(
                "200000 150000 300000",
                bitrates(BweInterceptorFactory.builder().estimatorConfig(config).minBitrateBps(150_000)));
        assertEquals(
                "200000 100000 400000",
                bitrates(BweInterceptorFactory.builder().estimatorConfig(config).maxBitrateBps(400_000)));
    }

    private static String bitrates(BweInterceptorFactory.Builder builder) {
        BweInterceptor interceptor = builder.build().newInterceptor("pc");
        EstimatorSnapshot snapshot = interceptor.snapshot();
        return interceptor.estimateBps() + " " + snapshot.minBitrateBps() + " " + snapshot.maxBitrateBps();
    }

    @Test
    void aLimitThatChangesBeforeAnythingWasMeasuredIsNotSent() {
        Call call = new Call(Call.likeLibwebrtc().initialBitrateBps(300_000)).bind(Call.video(5));
        call.receive(Traffic.through(1_000_000, 3_000_000, 1, 5).get(0));
        call.interceptor.setMaxBitrateBps(200_000);
        assertEquals(200_000, call.interceptor.estimateBps());
        assertEquals(0, call.written.size(), "REMBs");
    }

    @Test
    void withoutOptionsItUsesTheProcesssClock() throws Exception {
        BweInterceptor interceptor = BweInterceptorFactory.builder().build().newInterceptor("pc");
        RtpReader reader = interceptor.bindRemoteStream(Call.video(5), (buffer, offset, capacity, attributes) -> {
            byte[] bytes = Call.videoBytes(new Traffic.Packet(5, 0, 0, 0, 100), 3);
            System.arraycopy(bytes, 0, buffer, offset, bytes.length);
            return bytes.length;
        });
        assertTrue(reader.read(new byte[500], 0, 500, new Attributes()) > 0);
        assertEquals(1, interceptor.statistics().packetsFed());
    }
}

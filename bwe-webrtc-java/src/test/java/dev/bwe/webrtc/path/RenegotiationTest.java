package dev.bwe.webrtc.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.InterceptorRegistry;
import dev.bwe.interceptor.estimate.BweInterceptor;
import dev.bwe.interceptor.estimate.BweInterceptorFactory;
import dev.bwe.interceptor.sdp.SdpSession;
import dev.bwe.interceptor.statistics.StreamStatisticsInterceptor;
import dev.bwe.interceptor.statistics.StreamStatisticsInterceptorFactory;
import dev.bwe.webrtc.net.DatagramBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a description that changes header extension ids leaves of what interceptors know. */
class RenegotiationTest {
    private static final int SSRC = 1111;
    private static final int LENGTH = 1_200;
    private static final long SPACING_US = 10_000;
    private static final int PACKETS = 300;

    private long nowUs = 1_000_000;
    private int sent;
    /** Lets nothing happen but what packets and descriptions bring about. */
    private final ScheduledThreadPoolExecutor idle = new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            return super.schedule(command, 1, TimeUnit.DAYS);
        }
    };

    private final BweInterceptorFactory estimators =
            BweInterceptorFactory.builder().clock(() -> nowUs).executor(idle).build();
    private final StreamStatisticsInterceptorFactory meters = new StreamStatisticsInterceptorFactory(() -> nowUs);
    private final Interceptor chain = InterceptorRegistry.of(estimators, meters).newInterceptor("call");
    private final BweInterceptor estimator = estimators.interceptor("call").orElseThrow();
    private final StreamStatisticsInterceptor meter = meters.interceptor("call").orElseThrow();
    private final StreamBinder binder = new StreamBinder(
            chain,
            (buffer, offset, length, attributes) -> length,
            (buffer, offset, length, attributes) -> length,
            failure -> {});
    private final DatagramBuffer packet = new DatagramBuffer();
    private final Attributes attributes = new Attributes();

    @BeforeEach
    void describeWithSendTimeAt3() {
        describe(3);
    }

    @AfterEach
    void close() {
        binder.close();
        idle.shutdownNow();
    }

    private void describe(int sendTimeId) {
        SdpSession session = SdpSession.parse(String.join(
                "\n",
                "v=0",
                "m=video 9 UDP/TLS/RTP/SAVPF 96",
                "a=mid:0",
                "a=sendrecv",
                "a=rtpmap:96 VP8/90000",
                "a=extmap:" + sendTimeId + " " + HeaderExtension.ABS_SEND_TIME));
        binder.descriptions(session, session);
    }

    /** A stream of nearly 1 Mbit/s on an idle path. */
    private void receive(int packets, int sendTimeId) throws IOException {
        for (int i = 0; i < packets; i++) {
            nowUs += SPACING_US;
            int sendTime = (int) ((nowUs << 18) / 1_000_000);
            ByteBuffer.wrap(packet.bytes)
                    .putShort((short) 0x9060)
                    .putShort((short) sent++)
                    .putInt(0)
                    .putInt(SSRC)
                    .putInt(0xBEDE0001)
                    .put((byte) (sendTimeId << 4 | 2))
                    .put((byte) (sendTime >> 16))
                    .putShort((short) sendTime);
            assertEquals(
                    LENGTH, binder.remoteRtp(packet, LENGTH, attributes.clear().arrivalTimeUs(nowUs)));
        }
    }

    @Test
    void theEstimateAndTheStatisticsSurvive() throws IOException {
        receive(PACKETS, 3);
        long before = estimator.estimateBps();
        assertTrue(before > 0, "no estimate of " + PACKETS + " packets");

        describe(9);

        assertEquals(before, estimator.estimateBps());
        assertArrayEquals(new int[] {SSRC}, estimator.ssrcs());

        receive(1, 9);

        assertArrayEquals(new int[] {SSRC}, estimator.ssrcs());
        assertEquals(PACKETS + 1, meter.statistics(SSRC).orElseThrow().packets());
        assertTrue(estimator.estimateBps() >= before, "fell from " + before + " to " + estimator.estimateBps());
    }

    @Test
    void theNewIdsAreHeeded() throws IOException {
        receive(PACKETS, 3);
        describe(9);
        long fed = estimator.statistics().packetsFed();

        receive(PACKETS, 9);

        assertEquals(fed + PACKETS, estimator.statistics().packetsFed());

        receive(PACKETS, 3);

        assertEquals(fed + PACKETS, estimator.statistics().packetsFed(), "the old id counts still");
    }

    @Test
    void aStreamThatEndsAfterwardsIsForgotten() throws IOException {
        receive(PACKETS, 3);
        describe(9);
        binder.descriptions(SdpSession.parse(""), SdpSession.parse(""));

        assertArrayEquals(new int[0], estimator.ssrcs());
        assertTrue(meter.statistics().isEmpty(), () -> meter.statistics().toString());
    }
}

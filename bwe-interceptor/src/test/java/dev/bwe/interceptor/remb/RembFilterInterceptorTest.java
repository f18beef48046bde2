package dev.bwe.interceptor.remb;

import static dev.bwe.interceptor.rtp.RtcpBytes.EMPTY_REPORT;
import static dev.bwe.interceptor.rtp.RtcpBytes.PICTURE_LOSS;
import static dev.bwe.interceptor.rtp.RtcpBytes.REMB_1M;
import static dev.bwe.interceptor.rtp.RtcpBytes.REMB_5K;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.ErrorsTest;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.InterceptorRegistry;
import dev.bwe.interceptor.RtcpWriter;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.estimate.BweInterceptorFactory;
import dev.bwe.interceptor.estimate.Call;
import dev.bwe.interceptor.estimate.ManualScheduler;
import dev.bwe.interceptor.estimate.Traffic;
import dev.bwe.interceptor.rtp.RtcpBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RembFilterInterceptorTest {
    private final List<byte[]> written = new ArrayList<>();
    private final RtcpWriter network = (buffer, offset, length, attributes) -> {
        written.add(Arrays.copyOfRange(buffer, offset, offset + length));
        return length;
    };

    private static int write(RtcpWriter writer, String... packets) throws IOException {
        byte[] bytes = RtcpBytes.of(packets);
        return writer.write(bytes, 0, bytes.length, new Attributes());
    }

    @Test
    void removesTheApplicationsRembAndReportsIt() throws IOException {
        List<String> heard = new ArrayList<>();
        RembFilterInterceptor filter = new RembFilterInterceptorFactory(
                        (id, remb) -> heard.add(id + " " + remb.bitrateBps() + " " + remb.ssrcCount()))
                .newInterceptor("pc");
        RtcpWriter writer = filter.bindRtcpWriter(network);
        assertEquals(RembFilterInterceptor.NONE_REMOVED, filter.lastRemovedBitrateBps());

        assertEquals(20, write(writer, EMPTY_REPORT, REMB_5K, REMB_1M, PICTURE_LOSS));
        assertArrayEquals(RtcpBytes.of(EMPTY_REPORT, PICTURE_LOSS), written.get(0));
        assertEquals(List.of("pc 5000 0", "pc 1000000 1"), heard);
        assertEquals(1_000_000, filter.lastRemovedBitrateBps());
    }

    @Test
    void aCompoundOfNothingButRembIsDropped() throws IOException {
        RtcpWriter writer =
                new RembFilterInterceptorFactory().newInterceptor("pc").bindRtcpWriter(network);
        assertEquals(0, write(writer, REMB_1M));
        assertEquals(List.of(), written);
    }

    @Test
    void otherCompoundsPassUntouched() throws IOException {
        RtcpWriter writer =
                new RembFilterInterceptorFactory().newInterceptor("pc").bindRtcpWriter(network);
        assertEquals(20, write(writer, EMPTY_REPORT, PICTURE_LOSS));
        assertArrayEquals(RtcpBytes.of(EMPTY_REPORT, PICTURE_LOSS), written.get(0));
    }

    @Test
    void aListenerThatThrowsOrWritesStopsNothing() throws IOException {
        RtcpWriter[] writer = new RtcpWriter[1];
        RembFilterInterceptorFactory factory = new RembFilterInterceptorFactory((id, remb) -> {
            if (remb.ssrcCount() == 1) {
                try {
                    write(writer[0], PICTURE_LOSS, REMB_5K);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
            throw new IllegalStateException("on purpose");
        });
        writer[0] = factory.newInterceptor("pc").bindRtcpWriter(network);
        write(writer[0], EMPTY_REPORT, REMB_1M);
        assertArrayEquals(RtcpBytes.of(PICTURE_LOSS), written.get(0));
        assertArrayEquals(RtcpBytes.of(EMPTY_REPORT), written.get(1));
    }

    @ParameterizedTest
    @MethodSource("dev.bwe.interceptor.ErrorsTest#failures")
    void whateverAListenerThrowsTheCompoundGoesOnWithoutItsRemb(Throwable failure) throws IOException {
        int[] heard = new int[1];
        RembFilterInterceptor filter = new RembFilterInterceptorFactory((id, remb) -> {
                    heard[0]++;
                    ErrorsTest.<RuntimeException, Void>fail(failure);
                })
                .newInterceptor("pc");
        RtcpWriter writer = filter.bindRtcpWriter(network);
        for (int i = 0; i < 2; i++) {
            assertEquals(20, write(writer, EMPTY_REPORT, REMB_5K, REMB_1M, PICTURE_LOSS));
            assertArrayEquals(RtcpBytes.of(EMPTY_REPORT, PICTURE_LOSS), written.get(i));
        }
        assertEquals(4, heard[0], "calls of the listener");
        assertEquals(1_000_000, filter.lastRemovedBitrateBps());
    }

    @Test
    void behindABweInterceptorItLeavesThatOnesRembAlone() throws IOException {
        long[] clock = new long[1];
        BweInterceptorFactory bwe = Call.likeLibwebrtc()
                .clock(() -> clock[0])
                .executor(new ManualScheduler())
                .build();
        RembFilterInterceptorFactory filter = new RembFilterInterceptorFactory();
        Interceptor chain = InterceptorRegistry.of(bwe, filter).newInterceptor("pc");
        RtcpWriter writer = chain.bindRtcpWriter(network);
        byte[][] next = new byte[1][];
        RtpReader reader = chain.bindRemoteStream(Call.video(5), (buffer, offset, capacity, attributes) -> {
            System.arraycopy(next[0], 0, buffer, offset, next[0].length);
            return next[0].length;
        });
        for (Traffic.Packet packet : Traffic.through(1_000_000, 3_000_000, 3, 5)) {
            next[0] = Call.videoBytes(packet, 3);
            clock[0] = packet.nowUs();
            reader.read(new byte[2_000], 0, 2_000, new Attributes().arrivalTimeUs(packet.arrivalUs()));
        }
        long sent = bwe.interceptor("pc").orElseThrow().statistics().rembsSent();
        assertTrue(sent > 0, "no REMB");
        assertEquals(sent, written.size());
        assertEquals(0, write(writer, REMB_1M));
        assertEquals(sent, written.size(), "the application's REMB");
        assertEquals(1_000_000, filter.interceptor("pc").orElseThrow().lastRemovedBitrateBps());
    }

    @Test
    void isForgottenWhenClosed() {
        RembFilterInterceptorFactory factory = new RembFilterInterceptorFactory();
        RembFilterInterceptor filter = factory.newInterceptor("pc");
        filter.close();
        filter.close();
        assertTrue(factory.interceptor("pc").isEmpty());
    }
}

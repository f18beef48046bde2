package dev.bwe.webrtc.path;

import dev.bwe.core.state.BandwidthUsage;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.estimate.BweInterceptor;
import dev.bwe.interceptor.estimate.BweInterceptorFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;

/**
 * Takes packets of a synthetic call through an estimating interceptor. Its classes are then loaded and its loops compiled, and the first
 * packets of a call, among them probes, are not delayed.
 */
final class InterceptorWarmUp {
    private static final int PACKETS = 6_000;
    private static final int LENGTH = 1_200;
    private static final int SEND_TIME_ID = 3;
    private static final int SEND_TIME_OFFSET = 17;
    private static final long SPACING_US = 2_000;
    /** Packets per half wave: the delay rises, then falls, so that the estimate falls and rises again. */
    private static final int SWING = 500;

    private static final long DRIFT_US = 200;

    private InterceptorWarmUp() {}

    /** Runs the call and returns the congestion states that it reached, which are all states. */
    static Set<BandwidthUsage> run() throws IOException {
        Set<BandwidthUsage> states = EnumSet.noneOf(BandwidthUsage.class);
        long[] nowUs = {1_000_000};
        BweInterceptor interceptor = BweInterceptorFactory.builder()
                .rembLikeLibwebrtc()
                .clock(() -> nowUs[0])
                .build()
                .newInterceptor("warm-up");
        try {
            interceptor.bindRtcpWriter((buffer, offset, length, attributes) -> length);
            StreamInfo video = StreamInfo.of(
                    1, "video/VP8", 90_000, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, SEND_TIME_ID));
            RtpReader reader = interceptor.bindRemoteStream(video, (buffer, offset, capacity, attributes) -> LENGTH);
            byte[] packet = new byte[LENGTH];
            ByteBuffer header =
                    ByteBuffer.wrap(packet).put(0, (byte) 0x90).putInt(8, 1).putInt(12, 0xBEDE0001);
            header.put(SEND_TIME_OFFSET - 1, (byte) (SEND_TIME_ID << 4 | 2));
            Attributes attributes = new Attributes();
            for (int i = 0; i < PACKETS; i++) {
                nowUs[0] += SPACING_US + (i / SWING % 2 == 0 ? DRIFT_US : -DRIFT_US);
                int sendTime = (int) ((i * SPACING_US << 18) / 1_000_000);
                header.put(SEND_TIME_OFFSET, (byte) (sendTime >> 16)).putShort(SEND_TIME_OFFSET + 1, (short) sendTime);
                reader.read(packet, 0, LENGTH, attributes.clear().arrivalTimeUs(nowUs[0]));
                states.add(interceptor.usage());
            }
            return states;
        } finally {
            interceptor.close();
        }
    }
}

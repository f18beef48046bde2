package dev.bwe.interceptor.bench;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.PacketInfo;
import dev.bwe.core.RembSchedule;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.estimate.BweInterceptor;
import dev.bwe.interceptor.estimate.BweInterceptorFactory;
import dev.bwe.interceptor.estimate.ManualScheduler;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A packet's way from bytes to the estimate, beside the estimator and REMB scheduler alone. A video of 30 frames a second, 7 packets of
 * 1,200 B a frame, 1 ms apart, with a jitter of up to 2 ms; virtual time goes on packet by packet, and what falls due is done by the
 * same thread.
 */
@State(Scope.Thread)
public class PathCost {
    private static final int PACKETS_PER_FRAME = 7;
    private static final long FRAME_US = 33_333;
    private static final int SEND_TIME_ID = 3;
    private static final int SEND_TIME_OFFSET = 17;
    private static final int LENGTH = 1_220;
    private static final int HEADER_LENGTH = 20;

    private long number;
    private int jitterSeed;
    private long sendUs;
    private long arrivalUs;
    private long rembs;

    private BandwidthEstimator estimator;
    private PacketInfo packet;
    private final ManualScheduler timer = new ManualScheduler();
    private BweInterceptor interceptor;
    private RtpReader reader;
    private byte[] buffer;
    private Attributes attributes;

    @Setup
    public void setUp() {
        RembSchedule schedule =
                RembSchedule.atInterval(RembSchedule.DEFAULT_INTERVAL_US, (nowUs, bps, ssrcs) -> rembs++);
        estimator = new BandwidthEstimator();
        estimator.setListener((nowUs, bps, usage, ssrcs) -> schedule.onEstimate(nowUs, bps, ssrcs));
        packet = new PacketInfo();

        interceptor = BweInterceptorFactory.builder()
                .clock(() -> arrivalUs)
                .executor(timer)
                .build()
                .newInterceptor("bench");
        interceptor.bindRtcpWriter((bytes, offset, length, context) -> length);
        buffer = new byte[1_500];
        byte[] header = {
            (byte) 0x90,
            96,
            0,
            1,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            5,
            (byte) 0xBE,
            (byte) 0xDE,
            0,
            1,
            SEND_TIME_ID << 4 | 2,
            0,
            0,
            0
        };
        System.arraycopy(header, 0, buffer, 0, HEADER_LENGTH);
        attributes = new Attributes();
        reader = interceptor.bindRemoteStream(
                StreamInfo.of(5, "video/VP8", 90_000, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, SEND_TIME_ID)),
                (bytes, offset, capacity, context) -> {
                    int sendTime = sendTime();
                    bytes[offset + SEND_TIME_OFFSET] = (byte) (sendTime >> 16);
                    bytes[offset + SEND_TIME_OFFSET + 1] = (byte) (sendTime >> 8);
                    bytes[offset + SEND_TIME_OFFSET + 2] = (byte) sendTime;
                    context.arrivalTimeUs(arrivalUs);
                    return LENGTH;
                });
    }

    @TearDown
    public void tearDown() {
        interceptor.close();
    }

    private void step() {
        long frame = number / PACKETS_PER_FRAME;
        sendUs = frame * FRAME_US + number % PACKETS_PER_FRAME * 1_000;
        jitterSeed = jitterSeed * 1_664_525 + 1_013_904_223;
        arrivalUs = Math.max(arrivalUs, sendUs + 20_000 + (jitterSeed >>> 21));
        number++;
    }

    private int sendTime() {
        return (int) ((sendUs % 64_000_000 << 18) / 1_000_000);
    }

    /** The estimator alone. */
    @Benchmark
    public boolean core() {
        step();
        packet.arrivalUs(arrivalUs)
                .nowUs(arrivalUs)
                .absSendTime(sendTime())
                .payloadSize(LENGTH - HEADER_LENGTH)
                .ssrc(5);
        return estimator.onPacket(packet);
    }

    /** Header, extension, pool, lock, estimator, and the REMB of each second with the timer for it. */
    @Benchmark
    public int wholePath() throws IOException {
        step();
        timer.advanceTo(arrivalUs);
        return reader.read(buffer, 0, buffer.length, attributes.clear());
    }
}

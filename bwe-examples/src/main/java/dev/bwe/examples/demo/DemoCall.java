package dev.bwe.examples.demo;

import dev.bwe.examples.call.Call;
import dev.bwe.examples.call.Peer;
import dev.bwe.examples.chart.RunSample;
import dev.bwe.examples.emulator.JitterShape;
import dev.bwe.examples.emulator.LinkProfile;
import dev.bwe.examples.emulator.LinkSnapshot;
import dev.bwe.examples.emulator.NetworkEmulator;
import dev.bwe.examples.emulator.Side;
import dev.bwe.interceptor.InterceptorRegistry;
import dev.bwe.interceptor.MonotonicClock;
import dev.bwe.interceptor.estimate.BweInterceptorFactory;
import dev.bwe.interceptor.remb.RembFilterInterceptorFactory;
import dev.bwe.webrtc.MediaPathStatistics;
import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsType;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The demo's call. An ordinary peer sends video over an emulated link to an intercepted peer. bwe estimates from the packets that the
 * latter receives, and its REMB replaces libwebrtc's, which is kept for comparison.
 */
final class DemoCall implements AutoCloseable {
    private static final int CONNECT_SECONDS = 15;
    private static final long ONE_WAY_DELAY_US = 20_000;
    private static final long JITTER_US = 1_000;
    private static final long QUEUE_US = 1_500_000;
    /** The way back carries only RTCP. */
    private static final long BACKWARD_BPS = 10_000_000;

    private static final int START_BITRATE_KBPS = 800;
    private static final Pattern VP8 = Pattern.compile("a=rtpmap:(\\d+) VP8/90000");
    private static final long POLL_NANOS = 10_000_000;

    private final EstimateComparison comparison = new EstimateComparison();
    private final NetworkEmulator network;
    private final Peer sender;
    private final Peer receiver;
    private final Call call;
    private final RateMeter sent = new RateMeter();
    private final RateMeter frames = new RateMeter();
    private long startUs;
    private long framesAtStart;

    DemoCall(LinkPhases phases, long seed) {
        LinkProfile.Builder forward = LinkProfile.builder().capacityBps(phases.capacityBps(0));
        for (int phase = 1; phase < phases.count(); phase++) {
            forward.thenCapacityBps(phases.startUs(phase), phases.capacityBps(phase));
        }
        network = NetworkEmulator.open(
                behaviour(forward).queueLimitUs(QUEUE_US).seed(seed).build(),
                behaviour(LinkProfile.builder().capacityBps(BACKWARD_BPS))
                        .seed(seed + 1)
                        .build());
        // The two estimates are comparable only if bwe does as libwebrtc: it uses the same throttle, and has no
        // round-trip time because the receiver sends no media.
        BweInterceptorFactory estimator = BweInterceptorFactory.builder()
                .rembLikeLibwebrtc()
                .measureRoundTripTime(false)
                .estimateListener((id, nowUs, bitrateBps, usage, ssrcs) -> comparison.setBwe(nowUs, bitrateBps))
                .build();
        RembFilterInterceptorFactory libwebrtcRemb = new RembFilterInterceptorFactory(
                (id, remb) -> comparison.setLibwebrtc(MonotonicClock.nowUs(), remb.bitrateBps()));
        sender = Peer.plain();
        receiver = Peer.intercepted(InterceptorRegistry.of(estimator, libwebrtcRemb));
        sender.sendVideo(seed);
        call = Call.between(sender, receiver)
                .candidates(
                        candidate -> network.insert(Side.A, candidate), candidate -> network.insert(Side.B, candidate))
                .descriptions(UnaryOperator.identity(), DemoCall::withStartBitrate)
                .start();
    }

    /** Sets the bitrate at which a libwebrtc sender starts; its default is 300 kbit/s. */
    private static String withStartBitrate(String answer) {
        return VP8.matcher(answer).replaceFirst("$0\r\na=fmtp:$1 x-google-start-bitrate=" + START_BITRATE_KBPS);
    }

    private static LinkProfile.Builder behaviour(LinkProfile.Builder link) {
        return link.delayUs(ONE_WAY_DELAY_US)
                .jitter(JITTER_US, JitterShape.UNIFORM)
                .overheadBytes(LinkProfile.UDP_IPV4_OVERHEAD_BYTES);
    }

    /**
     * Waits for the first decoded frame and then starts the link's schedule.
     *
     * @return false if no frame was decoded in time
     */
    boolean awaitMedia() {
        long deadline = System.nanoTime() + CONNECT_SECONDS * 1_000_000_000L;
        while (receiver.framesDecoded() == 0) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        network.startSchedule();
        startUs = MonotonicClock.nowUs();
        framesAtStart = receiver.framesDecoded();
        return true;
    }

    /** Returns the microseconds since the link's schedule started. */
    long elapsedUs() {
        return MonotonicClock.nowUs() - startUs;
    }

    long framesDecoded() {
        return receiver.framesDecoded() - framesAtStart;
    }

    EstimateComparison comparison() {
        return comparison;
    }

    MediaPathStatistics pathStatistics() {
        return Objects.requireNonNull(receiver.intercepted()).pathStatistics();
    }

    /** Takes the figures of this moment. */
    RunSample sample() {
        long senderTarget = senderTargetBps();
        long timeUs = elapsedUs();
        LinkSnapshot link = network.snapshot(Side.A);
        double sentBytesPerSecond = sent.add(timeUs, link.offeredBytes());
        return new RunSample(
                timeUs,
                link.capacityBps(),
                comparison.bweBps(),
                comparison.libwebrtcBps(),
                senderTarget,
                sentBytesPerSecond < 0 ? RunSample.UNKNOWN : Math.round(8 * sentBytesPerSecond),
                frames.add(timeUs, framesDecoded()),
                link.queueDelayUs());
    }

    private long senderTargetBps() {
        for (RTCStats stats : sender.stats().values()) {
            if (stats.getType() == RTCStatsType.OUTBOUND_RTP
                    && stats.getAttributes().get("targetBitrate") instanceof Number target) {
                return target.longValue();
            }
        }
        return RunSample.UNKNOWN;
    }

    @Override
    public void close() {
        call.close();
        receiver.close();
        sender.close();
        network.close();
    }
}

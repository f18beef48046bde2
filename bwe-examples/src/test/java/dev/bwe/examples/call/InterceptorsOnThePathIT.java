package dev.bwe.examples.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.InterceptorRegistry;
import dev.bwe.interceptor.RtcpWriter;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.estimate.BweInterceptor;
import dev.bwe.interceptor.estimate.BweInterceptorFactory;
import dev.bwe.interceptor.remb.RembFilterInterceptorFactory;
import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What interceptors do to a real call over the loopback interface. */
class InterceptorsOnThePathIT {
    private static final int CONNECT_SECONDS = 15;
    private static final int EFFECT_SECONDS = 30;
    private static final long SEED = 1;

    @Test
    void theSenderFollowsOurRembAndNotTheLocalPeers() {
        long capBps = 200_000;
        AtomicLong removed = new AtomicLong();
        BweInterceptorFactory estimators =
                BweInterceptorFactory.builder().maxRembBitrateBps(capBps).build();
        InterceptorRegistry chain = InterceptorRegistry.of(
                estimators, new RembFilterInterceptorFactory((id, remb) -> removed.set(remb.bitrateBps())));
        try (Peer sender = Peer.plain();
                Peer receiver = Peer.intercepted(chain)) {
            sender.sendVideo(SEED);
            try (Call call = Call.between(sender, receiver).start()) {
                call.awaitConnected(CONNECT_SECONDS);
                BweInterceptor estimator =
                        estimators.interceptor(receiver.intercepted().id()).orElseThrow();

                await(
                        "libwebrtc's own REMB above the cap and the sender's target under it; at the end " + capBps,
                        () -> removed.get() > capBps && estimator.estimateBps() > capBps && targetOf(sender) <= capBps);
                LockSupport.parkNanos(2_000_000_000L);
                long target = targetOf(sender);
                assertTrue(target > 0 && target <= capBps, "two seconds later the sender's target is " + target);
            }
        }
    }

    @Test
    void aReaderThatDropsPacketsMakesTheLocalPeerMissThem() {
        Dropper dropper = new Dropper();
        try (Peer sender = Peer.plain();
                Peer receiver = Peer.intercepted(InterceptorRegistry.of(id -> dropper))) {
            sender.sendVideo(SEED);
            try (Call call = Call.between(sender, receiver).start()) {
                call.awaitConnected(CONNECT_SECONDS);

                await(
                        "the receiver asks for what it misses",
                        () -> counter(receiver, RTCStatsType.INBOUND_RTP, "nackCount") > 0);
                assertEquals(
                        dropper.dropped.get(),
                        receiver.intercepted().pathStatistics().droppedByChain());
            }
        }
    }

    @Test
    void rtcpOfAnInterceptorReachesTheRemotePeer() throws IOException {
        Injector injector = new Injector();
        try (Peer sender = Peer.plain();
                Peer receiver = Peer.intercepted(InterceptorRegistry.of(id -> injector))) {
            sender.sendVideo(SEED);
            try (Call call = Call.between(sender, receiver).start()) {
                call.awaitConnected(CONNECT_SECONDS);
                await("video flows", () -> receiver.framesDecoded() > 30);
                long before = counter(sender, RTCStatsType.OUTBOUND_RTP, "pliCount");

                injector.askForPicture();

                await(
                        "the sender heard of a picture loss",
                        () -> counter(sender, RTCStatsType.OUTBOUND_RTP, "pliCount") > before);
            }
        }
    }

    @Test
    void anInterceptorThatThrowsLosesItsPacketsAndNothingElse() {
        Interceptor thrower = new Interceptor() {
            @Override
            public RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
                AtomicLong packets = new AtomicLong();
                return (buffer, offset, capacity, attributes) -> {
                    if (packets.incrementAndGet() % 50 == 0) {
                        throw new IllegalStateException("on purpose");
                    }
                    return reader.read(buffer, offset, capacity, attributes);
                };
            }
        };
        try (Peer sender = Peer.plain();
                Peer receiver = Peer.intercepted(InterceptorRegistry.of(id -> thrower))) {
            sender.sendVideo(SEED);
            try (Call call = Call.between(sender, receiver).start()) {
                call.awaitConnected(CONNECT_SECONDS);

                await(
                        "failures are counted and video flows",
                        () -> receiver.intercepted().pathStatistics().interceptorFailures() > 2
                                && receiver.framesDecoded() > 60);
            }
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + EFFECT_SECONDS * 1_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not within " + EFFECT_SECONDS + " s: " + what);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static long targetOf(Peer sender) {
        return counter(sender, RTCStatsType.OUTBOUND_RTP, "targetBitrate");
    }

    private static long counter(Peer peer, RTCStatsType type, String name) {
        for (RTCStats stats : peer.stats().values()) {
            if (stats.getType() == type && stats.getAttributes().get(name) instanceof Number number) {
                return number.longValue();
            }
        }
        return -1;
    }

    private static final class Dropper implements Interceptor {
        private final AtomicLong dropped = new AtomicLong();

        @Override
        public RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
            AtomicLong packets = new AtomicLong();
            return (buffer, offset, capacity, attributes) -> {
                int length = reader.read(buffer, offset, capacity, attributes);
                if (packets.incrementAndGet() % 20 == 0) {
                    dropped.incrementAndGet();
                    return 0;
                }
                return length;
            };
        }
    }

    private static final class Injector implements Interceptor {
        private volatile RtcpWriter writer;
        private volatile int mediaSsrc;

        @Override
        public RtcpWriter bindRtcpWriter(RtcpWriter towardsNetwork) {
            writer = towardsNetwork;
            return towardsNetwork;
        }

        @Override
        public RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
            if (!info.mimeType().equals("video/rtx")) {
                mediaSsrc = info.ssrc();
            }
            return reader;
        }

        /** An empty receiver report and a picture loss indication (RFC 4585 section 6.3.1), from the test's thread. */
        void askForPicture() throws IOException {
            ByteBuffer compound = ByteBuffer.allocate(20);
            compound.putInt(0x80C90001).putInt(1);
            compound.putInt(0x81CE0002).putInt(1).putInt(mediaSsrc);
            writer.write(compound.array(), 0, 20, new Attributes());
        }
    }
}

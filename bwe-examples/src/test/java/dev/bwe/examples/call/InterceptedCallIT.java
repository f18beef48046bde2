package dev.bwe.examples.call;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.InterceptorRegistry;
import dev.bwe.webrtc.MediaPathStatistics;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls between an ordinary libwebrtc peer and one whose media passes the path, over the loopback interface. */
class InterceptedCallIT {
    private static final int CONNECT_SECONDS = 15;
    private static final int MEDIA_SECONDS = 15;
    private static final long SEED = 1;

    @ParameterizedTest(name = "intercepted peer offers: {0}, answer says {1}")
    @CsvSource({"false,active", "false,passive", "true,active", "true,passive"})
    void videoAndDataPassBothWaysInEitherRole(boolean interceptedOffers, String setup) throws Exception {
        try (Peer plain = Peer.plain();
                Peer intercepted = Peer.intercepted(InterceptorRegistry.of())) {
            Peer offerer = interceptedOffers ? intercepted : plain;
            Peer answerer = interceptedOffers ? plain : intercepted;
            plain.sendVideo(SEED);
            intercepted.sendVideo(SEED + 1);
            RTCDataChannel opened = offerer.openDataChannel("data");
            UnaryOperator<String> withSetup = sdp -> sdp.replaceAll("a=setup:\\w+", "a=setup:" + setup);
            try (Call call =
                    Call.between(offerer, answerer).ownAnswer(withSetup).start()) {
                call.awaitConnected(CONNECT_SECONDS);

                awaitFrames(plain, 30);
                awaitFrames(intercepted, 30);
                RTCDataChannel accepted = answerer.nextDataChannel(CONNECT_SECONDS);
                assertNotNull(accepted, "no data channel came");
                try (Messages atOfferer = new Messages(opened);
                        Messages atAnswerer = new Messages(accepted)) {
                    byte[] message = Messages.random(100_000, SEED);
                    atOfferer.send(message);
                    assertArrayEquals(message, atAnswerer.next());
                    atAnswerer.send(message);
                    assertArrayEquals(message, atOfferer.next());
                }
                MediaPathStatistics statistics = intercepted.intercepted().pathStatistics();
                assertTrue(statistics.rtpToLocal() > 0 && statistics.rtpToRemote() > 0, statistics::toString);
                assertTrue(statistics.dataFromLocal() > 0 && statistics.dataFromRemote() > 0, statistics::toString);
                assertEquals(
                        0,
                        statistics.droppedUnprotect() + statistics.interceptorFailures() + statistics.sendFailures(),
                        statistics::toString);
            }
        }
    }

    @Test
    void closingLeavesNoThreadOfThePath() {
        try (Peer plain = Peer.plain();
                Peer intercepted = Peer.intercepted(InterceptorRegistry.of())) {
            plain.sendVideo(SEED);
            try (Call call = Call.between(plain, intercepted).start()) {
                call.awaitConnected(CONNECT_SECONDS);
                assertTrue(pathThreads().contains("bwe-media-path"), pathThreads()::toString);
                intercepted.intercepted().close();
                intercepted.intercepted().close();
            }
        }
        long deadline = System.nanoTime() + CONNECT_SECONDS * 1_000_000_000L;
        while (!pathThreads().isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(5_000_000);
        }
        assertEquals(List.of(), pathThreads());
    }

    private static List<String> pathThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("bwe-media-path") || name.startsWith("bwe-dtls"))
                .toList();
    }

    @Test
    void aForeignCertificateEndsInFailure() {
        try (Peer plain = Peer.plain();
                Peer intercepted = Peer.intercepted(InterceptorRegistry.of())) {
            plain.sendVideo(SEED);
            try (Call call = Call.between(plain, intercepted)
                    .descriptions(InterceptedCallIT::withForeignFingerprint, UnaryOperator.identity())
                    .start()) {
                assertNotNull(call);
                assertEquals(RTCPeerConnectionState.FAILED, intercepted.awaitSettled(CONNECT_SECONDS));
                assertEquals(RTCPeerConnectionState.FAILED, plain.awaitSettled(CONNECT_SECONDS));
                assertEquals(0, intercepted.intercepted().pathStatistics().rtpToLocal());
            }
        }
    }

    /** Another certificate's fingerprint: the digits of the right one, each pair swapped. */
    private static String withForeignFingerprint(String sdp) {
        StringBuilder foreign = new StringBuilder();
        sdp.lines()
                .forEach(line -> foreign.append(
                                line.startsWith("a=fingerprint:sha-256 ")
                                        ? "a=fingerprint:sha-256 " + new StringBuilder(line.substring(22)).reverse()
                                        : line)
                        .append("\r\n"));
        return foreign.toString();
    }

    private static void awaitFrames(Peer peer, int frames) {
        long deadline = System.nanoTime() + MEDIA_SECONDS * 1_000_000_000L;
        while (peer.framesDecoded() < frames && System.nanoTime() < deadline) {
            LockSupport.parkNanos(5_000_000);
        }
        assertTrue(
                peer.framesDecoded() >= frames,
                () -> peer.framesDecoded() + " frames decoded in " + MEDIA_SECONDS + " s");
    }
}

package dev.bwe.examples.call;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.InterceptorFactory;
import dev.bwe.interceptor.InterceptorRegistry;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.webrtc.InterceptedPeerConnection;
import dev.bwe.webrtc.InterceptedPeerConnectionFactory;
import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCSignalingState;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How connections begin and end, and what failures of descriptions and observers do. */
@Timeout(60)
class ConnectionLifeIT {
    private static final PeerConnectionObserver IGNORES = candidate -> {};

    /** Makes native connections and remembers them; does something after each. */
    private static final class NativeFactory extends PeerConnectionFactory {
        private final List<RTCPeerConnection> made = new ArrayList<>();
        private Runnable afterEach = () -> {};

        NativeFactory(HeadlessAudioDeviceModule audio) {
            super(audio);
        }

        @Override
        public RTCPeerConnection createPeerConnection(RTCConfiguration configuration, PeerConnectionObserver observer) {
            RTCPeerConnection connection = super.createPeerConnection(configuration, observer);
            made.add(connection);
            afterEach.run();
            return connection;
        }
    }

    private static void withFactory(Consumer<NativeFactory> test) {
        HeadlessAudioDeviceModule audio = new HeadlessAudioDeviceModule();
        NativeFactory factory = new NativeFactory(audio);
        try {
            test.accept(factory);
        } finally {
            factory.dispose();
            audio.dispose();
        }
    }

    private static boolean isClosed(RTCPeerConnection connection) {
        try {
            return connection.getSignalingState() == RTCSignalingState.CLOSED;
        } catch (NullPointerException e) {
            return true;
        }
    }

    @Test
    void aConnectionThatIsMadeWhileTheFactoryClosesIsClosed() {
        withFactory(natives -> {
            InterceptedPeerConnectionFactory factory =
                    new InterceptedPeerConnectionFactory(natives, InterceptorRegistry.of());
            natives.afterEach = () -> CompletableFuture.runAsync(factory::close).join();

            assertThrows(
                    IllegalStateException.class, () -> factory.createPeerConnection(new RTCConfiguration(), IGNORES));

            assertEquals(1, natives.made.size());
            assertTrue(isClosed(natives.made.get(0)), "the native connection is open");
        });
    }

    @Test
    void theFactoryClosesAllConnectionsInOrderWhateverOneThrows() {
        withFactory(natives -> {
            List<String> closed = new ArrayList<>();
            InterceptorFactory failing = id -> new Interceptor() {
                @Override
                public void close() {
                    closed.add(id);
                    throw new AssertionError("on purpose");
                }
            };
            InterceptedPeerConnectionFactory factory = new InterceptedPeerConnectionFactory(natives, failing);
            List<String> made = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                made.add(factory.createPeerConnection(new RTCConfiguration(), IGNORES)
                        .id());
            }
            natives.made.get(2).close();

            assertDoesNotThrow(factory::close);
            assertDoesNotThrow(factory::close);

            assertEquals(made, closed);
            assertTrue(natives.made.stream().allMatch(ConnectionLifeIT::isClosed));
            Party.await(ConnectionLifeIT::noPathThread, () -> "the I/O thread goes on");
        });
    }

    private static boolean noPathThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("bwe-media-path"));
    }

    @Test
    void failuresOfDescriptionCallsReachTheObserver() {
        withFactory(natives -> {
            try (InterceptedPeerConnectionFactory factory =
                    new InterceptedPeerConnectionFactory(natives, InterceptorRegistry.of())) {
                InterceptedPeerConnection connection = factory.createPeerConnection(new RTCConfiguration(), IGNORES);
                List<RTCSessionDescription> bad = new ArrayList<>();
                bad.add(null);
                bad.add(new RTCSessionDescription(RTCSdpType.OFFER, null));
                bad.add(new RTCSessionDescription(RTCSdpType.OFFER, ""));
                bad.add(new RTCSessionDescription(RTCSdpType.OFFER, "v=0\r\nnonsense"));
                bad.add(new RTCSessionDescription(null, "v=0\r\n"));
                bad.add(new RTCSessionDescription(RTCSdpType.ROLLBACK, null));
                for (RTCSessionDescription description : bad) {
                    assertNotNull(setLocal(connection, description), () -> "local " + description);
                    assertNotNull(setRemote(connection, description), () -> "remote " + description);
                }
                assertNotNull(failureOf(observer -> connection.createAnswer(new RTCAnswerOptions(), observer)));
                connection.close();
                assertNotNull(setLocal(connection, new RTCSessionDescription(RTCSdpType.OFFER, "v=0\r\n")));
                assertNotNull(setRemote(connection, new RTCSessionDescription(RTCSdpType.OFFER, "v=0\r\n")));
                assertNotNull(failureOf(observer -> connection.createOffer(new RTCOfferOptions(), observer)));
            }
        });
    }

    private static String setLocal(InterceptedPeerConnection connection, RTCSessionDescription description) {
        Party.Outcome outcome = new Party.Outcome();
        connection.setLocalDescription(description, outcome);
        return outcome.error();
    }

    private static String setRemote(InterceptedPeerConnection connection, RTCSessionDescription description) {
        Party.Outcome outcome = new Party.Outcome();
        connection.setRemoteDescription(description, outcome);
        return outcome.error();
    }

    private static String failureOf(Consumer<CreateSessionDescriptionObserver> call) {
        CompletableFuture<String> failure = new CompletableFuture<>();
        call.accept(new CreateSessionDescriptionObserver() {
            @Override
            public void onSuccess(RTCSessionDescription description) {
                failure.complete(null);
            }

            @Override
            public void onFailure(String error) {
                failure.complete(error);
            }
        });
        return failure.orTimeout(15, TimeUnit.SECONDS).join();
    }

    /** Throws in every callback that a call's beginning brings. */
    private static final class Throwing implements PeerConnectionObserver {
        private final AtomicBoolean connected = new AtomicBoolean();

        @Override
        public void onIceCandidate(RTCIceCandidate candidate) {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public void onIceGatheringChange(RTCIceGatheringState state) {
            throw new AssertionError("on purpose");
        }

        @Override
        public void onSignalingChange(RTCSignalingState state) {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public void onConnectionChange(RTCPeerConnectionState state) {
            if (state == RTCPeerConnectionState.CONNECTED) {
                connected.set(true);
            }
            throw new IllegalStateException("on purpose");
        }
    }

    /** An abort of the JVM would end the test run. */
    @Test
    void nothingThatAnObserverThrowsLeavesItsCallback() {
        withFactory(natives -> {
            try (Party other = Party.plain().sendVideo(1);
                    InterceptedPeerConnectionFactory factory =
                            new InterceptedPeerConnectionFactory(natives, InterceptorRegistry.of())) {
                Throwing observer = new Throwing();
                InterceptedPeerConnection connection = factory.createPeerConnection(new RTCConfiguration(), observer);
                RTCSessionDescription offer = other.offer(false);
                Party.must(other.setLocal(offer));
                SetSessionDescriptionObserver throwing = new SetSessionDescriptionObserver() {
                    @Override
                    public void onSuccess() {
                        throw new IllegalStateException("on purpose");
                    }

                    @Override
                    public void onFailure(String error) {
                        throw new IllegalStateException("on purpose");
                    }
                };
                connection.setRemoteDescription(null, throwing);
                connection.setRemoteDescription(offer, throwing);
                CompletableFuture<RTCSessionDescription> answer = new CompletableFuture<>();
                connection.createAnswer(new RTCAnswerOptions(), new CreateSessionDescriptionObserver() {
                    @Override
                    public void onSuccess(RTCSessionDescription description) {
                        answer.complete(description);
                        throw new IllegalStateException("on purpose");
                    }

                    @Override
                    public void onFailure(String error) {
                        throw new IllegalStateException(error);
                    }
                });
                connection.setLocalDescription(answer.join(), throwing);
                Party.must(other.setRemote(answer.join()));
                other.trickleTo(connection);

                Party.await(observer.connected::get, () -> "not connected");
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Party.Kind.class)
    void anObserverMayCloseItsConnection(Party.Kind kind) {
        try (Party tested = kind.make().sendVideo(1);
                Party other = Party.plain()) {
            CompletableFuture<Void> closed = new CompletableFuture<>();
            tested.onConnected = () -> CompletableFuture.runAsync(() -> {
                tested.closeConnection();
                closed.complete(null);
            });
            tested.call(other);

            closed.orTimeout(15, TimeUnit.SECONDS).join();
        }
    }

    @Test
    void anInterceptorMayCloseItsConnectionAndWaitForThat() throws Exception {
        CompletableFuture<Long> stallMillis = new CompletableFuture<>();
        Party[] parties = new Party[1];
        InterceptorFactory closing = id -> new Interceptor() {
            @Override
            public RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
                return (buffer, offset, capacity, attributes) -> {
                    if (!stallMillis.isDone()) {
                        long start = System.nanoTime();
                        CompletableFuture.runAsync(parties[0].intercepted::close)
                                .join();
                        stallMillis.complete(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
                    }
                    return reader.read(buffer, offset, capacity, attributes);
                };
            }
        };
        try (Party tested = Party.intercepted(closing);
                Party other = Party.plain().sendVideo(1)) {
            parties[0] = tested;
            other.call(tested);

            long stalled = stallMillis.get(30, TimeUnit.SECONDS);
            assertTrue(stalled < 2_000, "the I/O thread was held up for " + stalled + " ms");
        }
    }
}
